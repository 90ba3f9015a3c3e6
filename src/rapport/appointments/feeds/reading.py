"""The appointments that a calendar outside is told, and in which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils import translation
from django.utils.translation import gettext as _

from rapport.appointments.booking.reading import USUAL
from rapport.appointments.booking.states import GIVES_BACK
from rapport.appointments.feeds.calendar import Entry, calendar_file
from rapport.appointments.models import Appointment, AppointmentStep, CalendarFeed
from rapport.appointments.models.calendar_feed import Shown
from rapport.lib import clock
from rapport.lib.figures import show_phone
from rapport.people.models import Patient
from rapport.people.names.address import initials
from rapport.people.names.greeting import shown_name
from rapport.staff.models import User
from rapport.staff.roles import Right

BACK, AHEAD = timedelta(days=30), timedelta(days=180)
# what was cancelled, or given to somebody else, says so for so long: calendars that are read seldom learn of it
_TOLD_FOR = timedelta(days=30)


def feed_content(feed: CalendarFeed, *, at: datetime | None = None) -> bytes:
    """The file of `feed`: what its user gives from 30 days ago to 180 days ahead, in the user's language.

    The same bytes as long as nothing has changed. Five queries at most beyond the user's roles.
    """
    at = at or clock.now()
    found = [*_own(feed.user, at), *_given_away(feed.user, at)]
    with translation.override(feed.user.language or None):
        entries = [_entry(one, feed) for one in found]
        return calendar_file(
            [one for one in entries if not one.cancelled or one.changed_at > at - _TOLD_FOR],
            name=str(feed.user),
        )


def one(appointment: Appointment) -> bytes:
    """The file of one appointment, for the calendar of the client, in the language now active.

    It names the clinic and its number to call, and neither the service nor anybody.
    """
    branch = appointment.branch
    what = _("Appointment at %(clinic)s") % {"clinic": branch.name}
    entry = _told(appointment, what, (appointment.starts_at, appointment.ends_at), cancelled=_is_off(appointment))
    if branch.phone:
        number = show_phone(branch.phone)
        entry = replace(entry, description=_("If anything changes, call %(number)s.") % {"number": number})
    return calendar_file([entry])


def _own(user: User, at: datetime) -> Iterator[Appointment]:
    found = Appointment.objects.visible_to(user, Right.SEE_SCHEDULE).filter(dentist=user)
    found = found.between(at - BACK, at + AHEAD).select_related("branch", "patient").prefetch_related("steps")
    yield from found.order_by("starts_at", "pk")


def _given_away(user: User, at: datetime) -> Iterator[Appointment]:
    """Those that somebody else gives now; they would only be missing."""
    lately = AppointmentStep.objects.filter(moved_from_dentist=user, at__gt=at - _TOLD_FOR)
    found = Appointment.objects.visible_to(user, Right.SEE_SCHEDULE).filter(pk__in=lately.values("appointment"))
    found = found.exclude(dentist=user).select_related("branch", "patient").prefetch_related("steps")
    yield from found.order_by("pk")


def _entry(appointment: Appointment, feed: CalendarFeed) -> Entry:
    what = _who(appointment.patient, feed.shown)
    span = appointment.starts_at, appointment.ends_at
    if appointment.dentist_id == feed.user_id:
        return _told(appointment, what, span, cancelled=_is_off(appointment))
    last = [step for step in appointment.steps.all() if step.moved_from_dentist_id == feed.user_id][-1]
    return _told(appointment, what, (last.moved_from or span[0], last.moved_from_end), cancelled=True)


def _who(patient: Patient, shown: str) -> str:
    if shown == Shown.NAME:
        return shown_name(patient, translation.get_language() or "")
    if shown == Shown.INITIALS:
        return initials(patient.family_name, patient.given_name, patient.full_name)
    return _("Busy")


def _told(
    appointment: Appointment, what: str, span: tuple[datetime, datetime | None], *, cancelled: bool
) -> Entry:
    """`span`: from when until when; None where nobody knows."""
    branch = appointment.branch
    starts_at, ends_at = span[0], span[1] or span[0] + USUAL
    steps = list(appointment.steps.all())
    return Entry(
        uid=uid_of(appointment),
        starts_at=branch.local(starts_at),
        ends_at=branch.local(max(ends_at, starts_at + timedelta(minutes=1))),
        summary=_("Cancelled: %(what)s") % {"what": what} if cancelled else what,
        location=", ".join(filter(None, (branch.name, branch.address))),
        revision=max(0, len(steps) - 1),
        changed_at=max((step.at for step in steps), default=appointment.created_at),
        cancelled=cancelled,
    )


def _is_off(appointment: Appointment) -> bool:
    """Cancelled, or nobody came: the time was given back."""
    return appointment.state in GIVES_BACK


def uid_of(appointment: Appointment) -> str:
    """The same as long as it exists, and of no appointment of another clinic, whatever addresses they have."""
    return str(uuid5(NAMESPACE_URL, f"rapport:appointment:{appointment.pk}:{appointment.created_at.isoformat()}"))
