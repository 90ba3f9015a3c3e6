"""One day of a branch, as the front desk works with it (BOO-1, BOO-3, BOO-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapport.appointments.booking.spans import moment_of, whole_day
from rapport.appointments.models import Appointment
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.schedule.scope import CHAIRS, Scope


@dataclass(frozen=True)
class Column:
    """Everything of one dentist, or in one chair, in the order of the clock."""

    name: str
    lines: Sequence[Appointment]


def appointments_of(user: User, scope: Scope) -> list[Appointment]:
    """The appointments of the day that the reader may see, in order."""
    if scope.branch is None:
        return []
    start, end = (moment_of(minute) for minute in whole_day(scope.day, scope.branch.zone))
    seen = Appointment.objects.visible_to(user, Right.SEE_SCHEDULE).filter(branch=scope.branch)
    return list(seen.between(start, end).select_related("patient", "dentist").order_by("starts_at", "pk"))


def columns_of(appointments: Sequence[Appointment], by: str) -> list[Column]:
    """By dentist or by chair, in the order of their names; what has none comes last."""
    columns: dict[str, list[Appointment]] = {}
    for one in appointments:
        whose = one.chair if by == CHAIRS else str(one.dentist or one.dentist_words)
        columns.setdefault(whose, []).append(one)
    return [Column(name, columns[name]) for name in sorted(columns, key=lambda name: (not name, name))]
