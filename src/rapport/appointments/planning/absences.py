"""Who is away, and when: one dentist, or a whole branch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import Absence, AbsenceKind
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch, User


@dataclass(frozen=True)
class NewAbsence:
    """From `first` to `last` day; with times, those hours of each day. No dentist: all of the branch.

    Without a branch a dentist is away from all of them.
    """

    kind: AbsenceKind
    first: date
    last: date
    dentist: User | None = None
    branch: Branch | None = None
    from_time: time | None = None
    to_time: time | None = None
    words: str = ""


@transaction.atomic
def add_absence(new: NewAbsence, *, by: User | None, at: datetime | None = None) -> Absence:
    """Write it down; what is booked then stays booked, and is told by `misplaced` until it is moved.

    Raises Refused: nobody, order, past, half, ends, twice.
    """
    at = at or clock.now()
    _check(new, _today(new.branch, at))
    _one_at_a_time(new)
    _check_once(new)
    return Absence.objects.create(
        dentist=new.dentist,
        branch=new.branch,
        kind=new.kind,
        first_day=new.first,
        last_day=new.last,
        from_time=new.from_time,
        to_time=new.to_time,
        words=new.words[:200],
        by=by,
        made_at=at,
    )


@transaction.atomic
def end_absence(absence: Absence, *, at: datetime | None = None) -> Absence | None:
    """They are back: what has not begun goes, of what has begun the days until yesterday stay.

    Gives what is left of it. Raises Refused (past) where it was over anyway.
    """
    today = _today(absence.branch, at or clock.now())
    if absence.last_day < today:
        raise Refused("past", _("This absence is over: it stays as it was."))
    if absence.first_day >= today:
        absence.delete()
        return None
    absence.last_day = today - timedelta(days=1)
    absence.save(update_fields=["last_day"])
    return absence


def _today(branch: Branch | None, at: datetime) -> date:
    """The day at `branch`; where all are meant, that of UTC."""
    return branch.day_of(at) if branch else at.astimezone(UTC).date()


def _check(new: NewAbsence, today: date) -> None:
    if new.dentist is None and new.branch is None:
        raise Refused("nobody", _("Say who is away: a dentist, or the whole branch."))
    if new.last < new.first:
        raise Refused("order", _("The last day is before the first."))
    if new.last < today:
        raise Refused("past", _("These days are over. Choose today or a later one."))
    if (new.from_time is None) != (new.to_time is None):
        raise Refused("half", _("Say both from when and until when, or neither: then it is the whole day."))
    if new.from_time is not None and new.to_time is not None and new.to_time <= new.from_time:
        raise Refused("ends", _("It ends before it begins."))


def _one_at_a_time(new: NewAbsence) -> None:
    """Who writes down the same person, or the same branch, in the same moment waits, and then finds it written."""
    if new.dentist is not None:
        User.objects.select_for_update(no_key=True).get(pk=new.dentist.pk)
    elif new.branch is not None:
        Branch.objects.select_for_update(no_key=True).get(pk=new.branch.pk)


def _check_once(new: NewAbsence) -> None:
    """A colleague may have written it down meanwhile, and for another reason."""
    same = Absence.objects.filter(
        dentist=new.dentist,
        branch=new.branch,
        first_day=new.first,
        last_day=new.last,
        from_time=new.from_time,
        to_time=new.to_time,
    )
    if stands := same.first():
        said = _(
            "%(who)s is written down as away then already: %(kind)s. End that absence first, or change the days."
        )
        told = {"who": str(new.dentist or new.branch), "kind": str(stands.get_kind_display())}
        raise Refused("twice", said, told)
