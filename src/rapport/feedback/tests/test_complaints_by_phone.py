"""A call that ends as a complaint becomes one, once; taking the outcome back takes it back (CMP-3, CAM-4)."""

from __future__ import annotations

import pytest

from rapport.feedback.complaints import hear_of_call, notice_calls, take_step, unhear_call
from rapport.feedback.models import Complaint, ComplaintMove, Heard
from rapport.lib.refusal import Refused
from rapport.outreach.calls import Said, begin_call, end_call, undo_outcome
from rapport.outreach.models import Call, CallOutcome, Pause, Task, WorkList
from rapport.outreach.tests.calling import EVENING, agrees_to_calls, task_about
from rapport.people.models import Patient
from rapport.staff.models import User

pytestmark = pytest.mark.now(EVENING)


@pytest.fixture
def call(zhou: Patient, caller: User) -> Call:
    begun = begin_call(task_about(agrees_to_calls(zhou)), by=caller)
    return end_call(begun, CallOutcome.COMPLAINT, by=caller, said=Said(note="等了 40 分钟"))


def test_a_call_becomes_a_complaint_once(call: Call, caller: User) -> None:
    """CMP-1, CMP-3: with the pause that the call made, and one task for its owner."""
    complaint = hear_of_call(call)
    assert complaint is not None and hear_of_call(call) == complaint and notice_calls() == 0
    assert (complaint.heard, complaint.words, complaint.raised_by) == (Heard.CALL, "等了 40 分钟", caller)
    assert complaint.pause == Pause.objects.get()
    assert Task.objects.open().get(work_list=WorkList.FEEDBACK).owner == complaint.owner == caller


def test_whatever_door_it_came_by_it_is_noticed(call: Call) -> None:
    """CMP-3: upper floors notice."""
    assert (notice_calls(), notice_calls(), Complaint.objects.count()) == (1, 0, 1)


def test_taking_the_outcome_back_takes_the_complaint_back(call: Call, caller: User) -> None:
    hear_of_call(call)
    unhear_call(call, by=caller)
    undo_outcome(call, by=caller)
    assert not Complaint.objects.exists() and not Pause.objects.exists()
    assert [task.work_list for task in Task.objects.open()] == [WorkList.SLEEPING]


def test_once_somebody_has_gone_on_with_it_it_stays(call: Call, caller: User, desk: User) -> None:
    complaint = hear_of_call(call)
    assert complaint is not None
    take_step(complaint, ComplaintMove.HEARD, "打回去了", by=desk)
    with pytest.raises(Refused) as refused:
        unhear_call(call, by=caller)
    assert refused.value.code == "changed_since" and Complaint.objects.exists()
