"""The day of one branch: who comes, and what to mind about each (CMP-7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from rapport.appointments.models import Appointment, AppointmentState
from rapport.appointments.signals import reasons_of
from rapport.lib import clock
from rapport.people.guardianship import needs_guardian
from rapport.people.models import Mention, Patient, PatientTag, Standing
from rapport.segmentation.first_hour import FINDINGS
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import Branch, User
from rapport.web.access import standing_of
from rapport.web.schedule.looks import seen_state
from rapport.web.sight import Sight
from rapport.web.today.around import Around, around_the_day, free_times
from rapport.web.today.gaps import Gap
from rapport.web.today.paper import Paper, on_paper
from rapport.web.today.talking import Point, talking_points

# days around a birthday in which it is worth a word
BIRTHDAY_DAYS = 3


@dataclass(frozen=True)
class Flag:
    """Something to mind: icon, word, and how grave (bad, warn, good, info or plain)."""

    icon: str
    word: str
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """One appointment of the day."""

    appointment: Appointment
    patient: Patient
    at: datetime
    age: int | None
    first_visit: bool
    flags: list[Flag]
    state: AppointmentState
    state_word: str
    # what to say, without numbers and addresses for those who may not see them
    remark: str
    talk: list[Point]
    standing: Standing | None


@dataclass(frozen=True)
class Now:
    """The place in the day where the present moment stands."""

    at: datetime


@dataclass(frozen=True)
class TodayPage:
    """Everything `today/today.html` needs."""

    branch: Branch
    day: date
    is_today: bool
    lines: list[Line | Now | Gap]
    gaps: list[Gap]
    counts: dict[str, int]
    dentists: list[str]
    birthdays: list[tuple[Patient, int | None]]
    # what for, and what to say, is not for everyone
    sees_care: bool

    @property
    def coming(self) -> dict[int, datetime]:
        """Who of those shown comes, and when first."""
        lines = [line for line in self.lines if isinstance(line, Line)]
        return {line.patient.pk: line.at for line in reversed(lines)}

    @cached_property
    def paper(self) -> Paper:
        return on_paper(self.lines)


VIEWS: tuple[tuple[str, Any, Callable[[Line], bool]], ...] = (
    ("", gettext_lazy("All"), lambda line: True),
    ("mind", gettext_lazy("To mind"), lambda line: bool(line.flags)),
    ("first", gettext_lazy("First visit"), lambda line: line.first_visit),
    (
        "unconfirmed",
        gettext_lazy("Not confirmed"),
        lambda line: line.state == AppointmentState.BOOKED,
    ),
)


# what stands under the number of each; how many appointments there are is said with their own plural
UNDER: dict[str, Any] = {
    "mind": pgettext_lazy("under their number", "to mind"),
    "first": pgettext_lazy("under their number", "first visit"),
    "unconfirmed": pgettext_lazy("under their number", "not confirmed"),
}


def today_page(branch: Branch, day: date, user: User, *, view: str = "", dentist: str = "") -> TodayPage:
    """The appointments of `day` at `branch` that `user` may see, in the same queries however many there are."""
    sight = Sight.at(user, branch.pk)
    appointments = _appointments(branch, day, user)
    around = around_the_day(appointments, user)
    whole = [_line(one, branch, day, user, sight, around) for one in appointments]
    dentists = sorted({_dentist(line.appointment) for line in whole} - {""})
    chosen = dentist if dentist in dentists else ""
    if chosen:
        whole = [line for line in whole if _dentist(line.appointment) == chosen]
    counts = {name: sum(map(fits, whole)) for name, _label, fits in VIEWS}
    fits = next((fits for name, _label, fits in VIEWS if name == view), VIEWS[0][2])
    is_today = day == branch.today()
    gaps = free_times(appointments, branch, day, user, chosen) if day >= branch.today() else []
    lines: list[Line | Now | Gap] = [line for line in whole if fits(line)]
    if not view:
        lines = sorted([*lines, *gaps], key=_when)
    if is_today and lines:
        _put_now(lines, branch.local(clock.now()))
    return TodayPage(
        branch, day, is_today, lines, gaps, counts, dentists, _birthdays(branch, day, user), sight.care
    )


def _when(line: Line | Now | Gap) -> datetime:
    return line.at


def told(user: User, most: int) -> list[Mention]:
    """What was written to `user` and not read yet, without contacts and amounts that are not for them."""
    waiting = Mention.objects.unread_by(user).select_related("note__patient__branch", "note__by").order_by("pk")
    found = list(waiting[:most])
    for one in found:
        one.note.text = Sight.of(user, one.note.patient).text(one.note.text)
    return found


_BESIDE = (
    *(f"patient__{what}" for what in ("branch", "facts", "standing", "referrer")),
    "dentist",
    "booked_service",
    "visit",
    "signals",
)


def _appointments(branch: Branch, day: date, user: User) -> list[Appointment]:
    start, end = branch.moment(day), branch.moment(day + timedelta(days=1))
    tags = Prefetch("patient__tagged", PatientTag.objects.select_related("tag"))
    of_day = Appointment.objects.visible_to(user).filter(branch=branch).between(start, end)
    return list(
        of_day.exclude(state=AppointmentState.CANCELLED)
        .select_related(*_BESIDE)
        .prefetch_related(tags)
        .order_by("starts_at", "pk")
    )


def _line(appointment: Appointment, branch: Branch, day: date, user: User, sight: Sight, around: Around) -> Line:
    patient = appointment.patient
    facts = getattr(patient, "facts", None) or PatientFacts(patient=patient)
    first_visit = facts.first_visit is None or facts.first_visit >= day
    state, standing = seen_state(appointment, sight), standing_of(patient, user)
    signals = reasons_of(appointment, day)
    loyal = sight.care and signals.likely
    coming = around.coming(patient, facts, standing, day, first_visit=first_visit, likely_loyal=loyal)
    flags = flags_of(patient, facts, day, sight, around.complaints.get(patient.pk))
    if loyal:
        flags.append(Flag("heart-handshake", signals.sentence, "good"))
    return Line(
        appointment,
        patient,
        branch.local(appointment.starts_at),
        patient.age_on(day),
        first_visit,
        flags,
        state,
        _state_word(appointment, state),
        sight.text(appointment.remark or patient.remark) if sight.care else "",
        talking_points(coming) if sight.care else [],
        standing,
    )


def _dentist(appointment: Appointment) -> str:
    return str(appointment.dentist or appointment.dentist_words)


def _state_word(appointment: Appointment, state: AppointmentState) -> str:
    if state == AppointmentState.ARRIVED and appointment.arrived_at:
        minutes = max(0, int((clock.now() - appointment.arrived_at) / timedelta(minutes=1)))
        return _("here for %(minutes)s min") % {"minutes": minutes}
    if state == AppointmentState.CANCELLED:  # the others do not stand here: it is not for this reader why
        return _("did not take place")
    return str(_("not confirmed") if state == AppointmentState.BOOKED else state.label)


def flags_of(
    patient: Patient, facts: PatientFacts, day: date, sight: Sight, complaint: date | None = None
) -> list[Flag]:
    """What to mind about a person who comes on `day`, gravest first. Pure: reads what it is given. `complaint` is
    the day on which one was raised that is still open (CMP-3)."""
    found = []
    if complaint is not None:
        days = (day - complaint).days + 1
        found.append(Flag("message-report", _("complaint open, day %(n)s") % {"n": max(days, 1)}, "bad"))
    if not facts.consents:
        minor = needs_guardian(patient, day)
        word = _("guardian's signature missing") if minor else _("data consent missing")
        found.append(Flag("signature", word, "warn"))
    if sight.words and facts.no_shows >= 2:
        found.append(Flag("calendar-off", _("did not come %(n)s times") % {"n": facts.no_shows}, "warn"))
    if sight.care and facts.thinking_until and facts.thinking_until >= day:
        until = date_format(facts.thinking_until, "MONTH_DAY_FORMAT")
        found.append(Flag("hourglass", _("thinking until %(day)s") % {"day": until}, "info"))
    elif sight.care and facts.unfinished_plans:
        found.append(Flag("clipboard-list", _("plan not finished")))
    if facts.referrals:
        word = ngettext("brought %(n)s person", "brought %(n)s people", facts.referrals) % {"n": facts.referrals}
        found.append(Flag("users", word))
    if (birthday := _birthday_word(patient.birth_date, day)) is not None:
        found.append(Flag("cake", birthday, "good"))
    if facts.likely_duplicates or facts.earlier_records:
        found.append(Flag("id", _("likely duplicate")))
    return found


def _birthday_word(born: date | None, day: date) -> str | None:
    if born is None:
        return None
    for offset in range(-BIRTHDAY_DAYS, BIRTHDAY_DAYS + 1):
        other = day + timedelta(days=offset)
        if (other.month, other.day) == (born.month, born.day):
            if offset == 0:
                return _("birthday today")
            if offset == 1:
                return _("birthday tomorrow")
            return _("birthday %(day)s") % {"day": date_format(other, "MONTH_DAY_FORMAT")}
    return None


def _put_now(lines: list[Line | Now | Gap], now: datetime) -> None:
    place = next((n for n, line in enumerate(lines) if line.at > now), len(lines))
    lines.insert(place, Now(now))


def _birthdays(branch: Branch, day: date, user: User) -> list[tuple[Patient, int | None]]:
    """Who has a birthday in the week from `day`, with the age they reach; soonest first."""
    people = Patient.objects.visible_to(user).filter(FINDINGS["birthdays_7d"].people(day), branch=branch)
    soon = sorted(people.order_by("sort_key")[:200], key=lambda p: _days_until(p.birth_date, day))
    return [(p, p.age_on(day + timedelta(days=_days_until(p.birth_date, day)))) for p in soon[:8]]


def _days_until(born: date | None, day: date) -> int:
    assert born is not None
    return next(
        (n for n in range(7) if ((d := day + timedelta(days=n)).month, d.day) == (born.month, born.day)), 6
    )
