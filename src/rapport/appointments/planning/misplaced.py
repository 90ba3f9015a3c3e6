"""What is booked at a time at which its dentist does not work (any more)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from rapport.appointments.booking.opening import away_on, openings
from rapport.appointments.booking.reading import USUAL
from rapport.appointments.booking.rules import Opening
from rapport.appointments.booking.spans import Span, minute_of
from rapport.appointments.models import Absence, Appointment, BookingTerms, ExtraHours, WorkingHours
from rapport.lib import clock
from rapport.staff.models import Branch

# a page shows no more, and who has more to move begins with these
_MOST = 500


@dataclass(frozen=True)
class Misplaced:
    """An appointment to be moved. `absence`: who is away then; None where it is outside of the working hours."""

    appointment: Appointment
    absence: Absence | None


def misplaced(branch: Branch, *, at: datetime | None = None) -> list[Misplaced]:
    """The appointments still to come at `branch` that lie outside of its hours, the next first.

    Only those of dentists of whom hours are known. In a number of queries that never grows.
    """
    found = _expected(branch, at or clock.now())
    if not found:
        return []
    first, last = (branch.day_of(one.starts_at) for one in (found[0], found[-1]))
    terms = BookingTerms.of(branch)
    opened = openings(branch, terms, {one.dentist_id for one in found if one.dentist_id}, first, last)
    absences = list(Absence.objects.filter(Q(branch=branch) | Q(branch=None)).within(first, last))
    return [
        Misplaced(one, _away(one, absences, branch))
        for one in found
        if not _inside(_span(one), opened.get(one.dentist_id or 0, ()))
    ]


def would_misplace(change: Callable[[], object], branches: Iterable[Branch]) -> list[Misplaced]:
    """What `change` would leave to be moved at `branches` that is not so now; nothing is changed.

    Raises Refused as `change` does.
    """
    branches = list(branches)
    with transaction.atomic():
        before = {one.appointment.pk for branch in branches for one in misplaced(branch)}
        change()
        after = [one for branch in branches for one in misplaced(branch)]
        transaction.set_rollback(True)
    return [one for one in after if one.appointment.pk not in before]


def _expected(branch: Branch, at: datetime) -> Sequence[Appointment]:
    """Of dentists of whom the branch has said when they work."""
    hours = WorkingHours.objects.filter(branch=branch, dentist=OuterRef("dentist"))
    extra = ExtraHours.objects.filter(branch=branch, dentist=OuterRef("dentist"))
    found = Appointment.objects.expected().filter(branch=branch, starts_at__gte=at)
    known = found.filter(Q(Exists(hours)) | Q(Exists(extra)))
    beside = ("patient", "dentist", "branch", "booked_service")
    return list(known.select_related(*beside).order_by("starts_at", "pk")[:_MOST])


def _span(one: Appointment) -> Span:
    return minute_of(one.starts_at), minute_of(one.ends_at or one.starts_at + USUAL)


def _inside(span: Span, opened: Sequence[Opening]) -> bool:
    return any(one.start <= span[0] and span[1] <= one.end for one in opened)


def _away(one: Appointment, absences: Iterable[Absence], branch: Branch) -> Absence | None:
    return next((absence for absence in absences if _falls_into(one, absence, branch)), None)


def _falls_into(one: Appointment, absence: Absence, branch: Branch) -> bool:
    day = branch.day_of(one.starts_at)
    if absence.dentist_id not in (None, one.dentist_id) or not absence.first_day <= day <= absence.last_day:
        return False
    start, end = _span(one)
    begins, ends = away_on(absence, day, branch.zone)
    return begins < end and start < ends
