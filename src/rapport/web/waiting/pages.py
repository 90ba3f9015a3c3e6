"""What the pages of the waiting list show: who is asked now, who is next and why, who waits no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from rapport.appointments.booking import FreeTime, free_times
from rapport.appointments.booking.reading import is_early
from rapport.appointments.models import Appointment, PartOfDay, TimeOffer, WaitingEntry
from rapport.appointments.models.waiting import WaitingQuerySet
from rapport.appointments.waiting.listing import wish_of
from rapport.appointments.waiting.rules import Place, in_line
from rapport.lib import clock
from rapport.outreach.models import MessageState
from rapport.people.models import Standing
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import standing_of
from rapport.web.contacts import PHONES, ContactLine, phone_line
from rapport.web.sight import Sight

SHOWN = 30
# free times to choose from
_CHOICES = 40
_BESIDE = ("patient__standing", "patient__branch", "branch", "service", "dentist", "instead_of", "appointment")


@dataclass(frozen=True)
class Line:
    """Somebody on the list. `place` from 1, of their branch; `standing` None, and nobody `early`, where that may
    not be seen."""

    entry: WaitingEntry
    place: int
    early: bool
    days: int
    suits: str
    note: str
    phone: ContactLine | None
    standing: Standing | None
    offer: TimeOffer | None
    may_change: bool


@dataclass(frozen=True)
class Ended:
    entry: WaitingEntry
    offers: int


@dataclass(frozen=True)
class Page:
    waiting: Sequence[Line]
    ended: Sequence[Ended]
    left_open: Sequence[Appointment]
    next: bool
    # whether it is told why somebody waits no more
    words: bool
    # whether it is told whose turn it is; else they stand as they came, since turns tell classes
    turns: bool

    @property
    def asked(self) -> list[Line]:
        """Those who are being asked about a time, the most urgent first."""
        running = [(line.offer.until, line) for line in self.waiting if line.offer]
        return [line for _until, line in sorted(running, key=lambda one: one[0])]


def page_for(user: User, branch: Branch | None, page: int) -> Page:
    """The list of `branch`. A constant number of queries."""
    if branch is None:
        return Page([], [], [], next=False, words=False, turns=False)
    entries = WaitingEntry.objects.filter(branch=branch).select_related(*_BESIDE)
    over = entries.exclude(ended_at=None).prefetch_related("offers").order_by("-ended_at", "-pk")
    ended = list(over[page * SHOWN : (page + 1) * SHOWN + 1])
    left = Appointment.objects.filter(branch=branch).left_open(clock.now()).select_related("patient", "dentist")
    return Page(
        lines_of(entries.open(), user),
        [Ended(entry, len(entry.offers.all())) for entry in ended[:SHOWN]],
        list(left.order_by("-starts_at")[:SHOWN]),
        next=len(ended) > SHOWN,
        words=user.may_at(Right.SEE_WORDS, branch.pk),
        turns=user.may_at(Right.SEE_VALUE, branch.pk),
    )


def lines_of(entries: WaitingQuerySet, user: User) -> list[Line]:
    """Of one branch, in turn (BOO-2); as they came for who may not see classes."""
    running = TimeOffer.objects.open().select_related("dentist", "message", "task")
    phones = (f"patient__{one}" for one in PHONES)
    found = entries.order_by("pk").prefetch_related(Prefetch("offers", running, to_attr="running"), *phones)
    line = in_line((Place(_seen_early(one, user), one.since), one) for one in found)
    return [_line(entry, place, user) for place, entry in enumerate(line, 1)]


def _seen_early(entry: WaitingEntry, user: User) -> bool:
    return standing_of(entry.patient, user) is not None and is_early(entry.patient)


def _line(entry: WaitingEntry, place: int, user: User) -> Line:
    standing, sight = standing_of(entry.patient, user), Sight.of(user, entry.patient)
    return Line(
        entry=entry,
        place=place,
        early=_seen_early(entry, user),
        days=max(clock.now() - entry.since, timedelta()) // timedelta(days=1),
        suits=suits_of(entry),
        note=sight.text(entry.note),
        phone=phone_line(entry.patient, sight.contacts),
        standing=standing,
        offer=next(iter(getattr(entry, "running", [])), None),
        may_change=user.may_at(Right.BOOK, entry.branch_id),
    )


def suits_of(entry: WaitingEntry) -> str:
    """Mon, Tue · morning; any day, any hour where nothing was said."""
    days = _(", ").join(str(WEEKDAYS_ABBR[day - 1]) for day in entry.weekdays)
    parts = _(", ").join(str(part.label) for part in PartOfDay if part in entry.parts)
    return " · ".join(filter(None, (days, parts))) or _("any day, any hour")


def way_of(offer: TimeOffer) -> str:
    """How they are asked, and how far that is."""
    if offer.message is not None:
        channel, state = offer.message.get_channel_display(), MessageState(offer.message.state).label
        return _("%(channel)s: %(state)s") % {"channel": channel, "state": state}
    return _("on the phone") if offer.task is not None else ""


def times_for(entry: WaitingEntry) -> list[FreeTime]:
    """Free times that suit, the next first, to be offered by hand."""
    wish = wish_of(entry)
    days = entry.first_day, entry.last_day
    found = free_times(entry.branch, entry.service, entry.dentist, first=days[0], last=days[1], online=False)
    return list(_some(one for one in found if wish.suits(one.dentist, one.starts_at) and _is_ahead(one.starts_at)))


def _some(times: Iterator[FreeTime]) -> Iterator[FreeTime]:
    for _number, one in zip(range(_CHOICES), times, strict=False):
        yield one


def _is_ahead(moment: datetime) -> bool:
    return moment > clock.now() + timedelta(minutes=15)
