"""A day on which a dentist works besides the hours of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking.spans import on_day
from rapport.appointments.models import Chair, ExtraHours
from rapport.appointments.planning.worked import worked
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch, User

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NewExtra:
    """On `day` from when until when, by the clock of the branch. No `chair`: any."""

    dentist: User
    branch: Branch
    day: date
    opens: time
    closes: time
    chair: Chair | None = None


@transaction.atomic
def add_extra_hours(new: NewExtra, *, by: User | None, at: datetime | None = None) -> ExtraHours:
    """Write them down. Raises Refused: past, ends, overlap (they work then anyway, here or elsewhere)."""
    at = at or clock.now()
    if new.day < new.branch.day_of(at):
        raise Refused("past", _("This day is over. Choose today or a later one."))
    if new.closes <= new.opens:
        raise Refused("ends", _("Work ends before it begins."))
    User.objects.select_for_update().get(pk=new.dentist.pk)
    _check_free(new)
    return ExtraHours.objects.create(
        dentist=new.dentist,
        branch=new.branch,
        day=new.day,
        opens_at=new.opens,
        closes_at=new.closes,
        chair=new.chair,
        by=by,
        made_at=at,
    )


def remove_extra_hours(extra: ExtraHours, *, at: datetime | None = None) -> None:
    """They do not work then after all. Raises Refused (past): what was worked stays."""
    if extra.day < extra.branch.day_of(at or clock.now()):
        raise Refused("past", _("This day is over: what was worked stays as it was."))
    extra.delete()


def _check_free(new: NewExtra) -> None:
    """On the days beside it too, where a branch has another clock."""
    start, end = on_day(new.day, new.opens, new.closes, new.branch.zone)
    for branch, (begins, ends) in worked(new.dentist, new.day - _A_DAY, new.day + _A_DAY):
        if begins < end and start < ends:
            said = _("%(dentist)s works at %(branch)s at that time already.")
            raise Refused("overlap", said, {"dentist": str(new.dentist), "branch": str(branch)})
