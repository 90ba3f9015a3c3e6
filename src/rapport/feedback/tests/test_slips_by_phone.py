"""Asking again by a call (AFT-5): tries in vain, a call back wished, and an outcome that is taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from rapport.feedback.asking.ending import follow_call, follow_undoing
from rapport.feedback.models import Slip, SlipEnd, SlipStage
from rapport.feedback.slips import deal_with
from rapport.feedback.tests.asked import asked, gives
from rapport.lib import clock
from rapport.outreach.calls import Said, begin_call, end_call, undo_outcome
from rapport.outreach.models import Call, CallOutcome, Task, WorkList
from rapport.outreach.tests.calling import agrees_to_calls
from rapport.people.models import Patient
from rapport.staff.models import User

TUESDAY = datetime(2026, 11, 17, 4, tzinfo=UTC)
DAY = timedelta(days=1)
pytestmark = pytest.mark.now(TUESDAY)


@pytest.fixture
def slip(zhou: Patient, dentist: User, caller: User) -> Slip:
    """Dealt with by the dentist: 何晴 calls to ask again."""
    gives(asked(agrees_to_calls(zhou), dentist=dentist), 5, caller)
    found = Slip.objects.get()
    deal_with(found, "道歉了", by=dentist)
    found.refresh_from_db()
    return found


def called(slip: Slip, outcome: str, by: User, days: int = 0, **said: object) -> Call:
    with clock.set_to(TUESDAY + days * DAY):
        task = Task.objects.open().get(patient=slip.patient_id)
        call = end_call(begin_call(task, by=by), outcome, by=by, said=Said(**said))  # type: ignore[arg-type]
        follow_call(call)
    slip.refresh_from_db()
    return call


def test_after_the_last_try_it_is_counted_apart(slip: Slip, caller: User) -> None:
    """AFT-5: so many tries as the terms ask for, and not one less."""
    for days in (0, 3):
        called(slip, CallOutcome.NO_ANSWER, caller, days)
        assert slip.stage == SlipStage.SERVICE
    called(slip, CallOutcome.NO_ANSWER, caller, 9)
    assert slip.closed_how == SlipEnd.NOT_REACHED


@pytest.mark.parametrize("outcome", [CallOutcome.DONE, CallOutcome.REFUSED])
def test_an_outcome_taken_back_leaves_one_call_to_make(slip: Slip, caller: User, outcome: str) -> None:
    """AFT-5: what was said by a slip of the finger closes nothing and asks nobody twice."""
    task = slip.task
    follow_undoing(undo_outcome(called(slip, outcome, caller), by=caller))
    slip.refresh_from_db()
    assert (slip.stage, slip.task, slip.closed_how) == (SlipStage.SERVICE, task, "")
    assert Task.objects.open().get() == task and slip.asked_again.open().get().task == task


def test_a_wish_to_be_called_back_goes_with_the_slip(slip: Slip, caller: User) -> None:
    """AFT-5: there and, when it was not meant, back."""
    first = slip.task
    call = called(slip, CallOutcome.CALL_BACK, caller, moment=TUESDAY + DAY)
    assert slip.task and slip.task.work_list == WorkList.CALL_BACK
    follow_undoing(undo_outcome(call, by=caller))
    slip.refresh_from_db()
    assert slip.task == first == slip.asked_again.open().get().task
    gives(slip.asked_again.get(), 9, caller)
    assert not Task.objects.open().exists()
