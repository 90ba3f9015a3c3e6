"""Two write down the same absence in the same moment: it stands once, and the second one is told."""

from __future__ import annotations

from datetime import date

import pytest

from rapport.appointments.models import Absence, AbsenceKind
from rapport.appointments.planning import NewAbsence, absences, add_absence
from rapport.staff.models import Branch, User
from tests.at_once import while_the_first_writes
from tests.schedule import SUNDAY_NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("whole_branch", [False, True])
def test_an_absence_stands_once(
    riverside: Branch,
    dentist: User,
    desk: User,
    owner: User,
    whole_branch: bool,
    guarded: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The twin has no lock: the second one does not see what the first one writes, and writes it again."""
    if not guarded:
        monkeypatch.setattr(absences, "_one_at_a_time", lambda _new: None)
    who = {"branch": riverside} if whole_branch else {"dentist": dentist}
    week = date(2026, 11, 23), date(2026, 11, 27)
    said = while_the_first_writes(
        lambda: add_absence(NewAbsence(AbsenceKind.LEAVE, *week, **who), by=desk),
        lambda: add_absence(NewAbsence(AbsenceKind.COURSE, *week, **who), by=owner),
        now=SUNDAY_NOON,
        waits=guarded,
    )
    assert (said, Absence.objects.count()) == (("twice", 1) if guarded else ("done", 2))
