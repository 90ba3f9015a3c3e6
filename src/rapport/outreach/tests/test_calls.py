"""A call: begun when it may be, ended with an outcome, taken back to the letter (CAM-1 to CAM-5, LOY-4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.care.actions import present_plan
from rapport.care.models import Plan, PlanState, ThinkingTime
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.calls import begin_call, end_call, hold_person, last_outcome, undo_outcome
from rapport.outreach.models import Call, CallOutcome, Closing, Contact, Hold, Pause, Task, WorkList
from rapport.outreach.tests.calling import EVENING, SATURDAY, agrees_to_calls, ended, task_about
from rapport.people.consents import in_force
from rapport.people.models import ContactPoint, Household, Patient
from rapport.staff.models import User
from tests.cast import register

pytestmark = pytest.mark.now(EVENING)


@pytest.fixture
def sleeper(zhou: Patient) -> Task:
    return task_about(agrees_to_calls(zhou))


def test_a_call_is_counted_when_it_begins_and_has_the_number(sleeper: Task, caller: User) -> None:
    """CAM-1: nothing is called but through the gate."""
    call = begin_call(sleeper, by=caller)
    assert (call.number, call.contact.channel, call.contact.purpose) == ("+8613800138000", "call", "marketing")
    assert call.version is not None and call.version.number == 1
    assert begin_call(sleeper, by=caller) == call, "Enter twice is one call"
    assert Contact.objects.count() == 1


def test_outside_their_hours_the_call_waits(sleeper: Task, caller: User) -> None:
    """CAM-1: in the morning nobody is called, by their own clock."""
    Patient.objects.filter(pk=sleeper.patient_id).update(time_zone="Europe/London")  # 10:00 there
    with pytest.raises(Refused) as refusal:
        begin_call(sleeper, by=caller)
    assert refusal.value.code == "hours"
    assert not Contact.objects.exists() and not Hold.objects.exists()


def test_a_person_is_with_one_caller_and_the_family_too(
    sleeper: Task, caller: User, desk: User, marsh: Patient
) -> None:
    """CAM-1: one call for a household; the hold runs out without a sign of life."""
    home = Household.objects.create(name="周")
    Patient.objects.filter(pk__in=[sleeper.patient_id, marsh.pk]).update(household=home)
    zhou, marsh = Patient.objects.get(pk=sleeper.patient_id), Patient.objects.get(pk=marsh.pk)
    hold_person(zhou, by=caller)
    for person in (zhou, marsh):
        with pytest.raises(Refused, match="何晴"):
            hold_person(person, by=desk)
    with clock.set_to(EVENING + timedelta(minutes=4)):
        assert hold_person(marsh, by=desk).caller == desk
    assert Hold.objects.count() == 1


def test_who_takes_the_next_person_lets_the_last_one_go(sleeper: Task, caller: User, marsh: Patient) -> None:
    hold_person(sleeper.patient, by=caller)
    hold_person(marsh, by=caller)
    assert [hold.patient for hold in Hold.objects.all()] == [marsh]


def test_booked_closes_the_task(sleeper: Task, caller: User) -> None:
    call = ended(sleeper, caller, CallOutcome.BOOKED, offers=1, note=" вечером ")
    sleeper.refresh_from_db()
    assert (sleeper.closed_how, sleeper.closed_by) == (Closing.DONE, caller)
    assert (call.note, call.offers, call.ended_at) == ("вечером", 1, EVENING)


def test_a_call_back_waits_for_the_moment_they_named(sleeper: Task, caller: User) -> None:
    """CAM-1, LOY-4: it is by their own wish, so no cap counts it."""
    monday = EVENING + timedelta(days=2)
    ended(sleeper, caller, CallOutcome.CALL_BACK, moment=monday, note="после работы")
    back = Task.objects.get(work_list=WorkList.CALL_BACK)
    assert (back.snoozed_until, back.owner, back.words) == (monday, caller, "после работы")
    with clock.set_to(monday):
        assert begin_call(back, by=caller).contact.on_request


@pytest.mark.parametrize("moment", [None, EVENING, EVENING + timedelta(days=400)])
def test_a_call_back_needs_a_moment_to_come(sleeper: Task, caller: User, moment: datetime | None) -> None:
    with pytest.raises(Refused) as refusal:
        ended(sleeper, caller, CallOutcome.CALL_BACK, moment=moment)
    assert refusal.value.code == "moment"
    assert Call.objects.get().ended_at is None, "the call goes on"


def test_no_answer_is_tried_three_times_with_days_between(zhou: Patient, caller: User) -> None:
    """LOY-4: no repeated calls; then they are left in peace."""
    sleeper = task_about(agrees_to_calls(zhou), WorkList.RECALL)
    for tried in (1, 2, 3):
        # Saturday, Monday, and the third a week later: two contacts in seven days at most
        with clock.set_to(EVENING + timedelta(days=(0, 2, 9)[tried - 1])):
            ended(sleeper, caller, CallOutcome.NO_ANSWER)
            sleeper.refresh_from_db()
        assert sleeper.attempts == tried
        assert sleeper.steps.last().kind == ("tried" if tried < 3 else "closed")
        if tried < 3:
            assert sleeper.due_on == zhou.branch.day_of(sleeper.snoozed_until), "not late meanwhile"
            assert sleeper.closed_at is None
            assert sleeper.snoozed_until == clock_morning(EVENING + timedelta(days=(0, 2)[tried - 1] + 2))
    assert sleeper.closed_how == Closing.NOT_REACHED


def clock_morning(moment: datetime) -> datetime:
    """Midnight in Hangzhou of that day."""
    return moment.replace(hour=0) - timedelta(hours=8)


def test_a_call_that_was_only_talk_is_done(zhou: Patient, caller: User) -> None:
    """AFT-2: how they are, how it was; nothing has to be booked."""
    task = task_about(agrees_to_calls(zhou), WorkList.AFTERCARE)
    call = ended(task, caller, CallOutcome.DONE)
    task.refresh_from_db()
    assert (task.closed_how, task.closed_by, call.outcome) == (Closing.DONE, caller, "done")


def test_a_task_may_say_how_often_it_is_tried(zhou: Patient, caller: User) -> None:
    """AFT-2: whoever is asked how it was is not pressed."""
    task = task_about(agrees_to_calls(zhou), WorkList.SURVEY)
    Task.objects.filter(pk=task.pk).update(most_attempts=1)
    ended(task, caller, CallOutcome.NO_ANSWER)
    task.refresh_from_db()
    assert (task.closed_how, task.attempts) == (Closing.NOT_REACHED, 1)


def test_a_refusal_is_taken_at_once(sleeper: Task, caller: User) -> None:
    """CAM-2."""
    ended(sleeper, caller, CallOutcome.REFUSED)
    sleeper.refresh_from_db()
    assert sleeper.closed_how == Closing.REFUSED


def test_thinking_is_an_object_and_blocks(sleeper: Task, caller: User) -> None:
    """LOY-4: the plan is thought over; nobody calls about anything until it is over."""
    plan = present_plan(
        Plan(patient=sleeper.patient, branch=sleeper.branch, title="46 冠"), on=SATURDAY - timedelta(days=20)
    )
    ended(sleeper, caller, CallOutcome.THINKING, until=SATURDAY + timedelta(days=10), note="和先生商量")
    thought = ThinkingTime.objects.get(words="和先生商量")
    plan.refresh_from_db()
    sleeper.refresh_from_db()
    assert (thought.plan, plan.state) == (plan, PlanState.CONSIDERING)
    assert sleeper.closed_at is None and sleeper.snoozed_until == datetime(2026, 12, 1, 16, tzinfo=UTC)
    with clock.set_to(EVENING + timedelta(days=5)), pytest.raises(Refused) as refusal:
        begin_call(sleeper, by=caller)
    assert refusal.value.code == "thinking"


def test_a_call_about_a_plan_is_the_one_gentle_follow_up(zhou: Patient, caller: User) -> None:
    """LOY-4: after the time to think one follow-up, and no other."""
    task = task_about(agrees_to_calls(zhou), WorkList.PLAN)
    present_plan(Plan(patient=zhou, branch=zhou.branch, title="46 冠"), on=SATURDAY - timedelta(days=20))
    ended(task, caller, CallOutcome.BOOKED)
    assert not ThinkingTime.objects.due_for_follow_up(SATURDAY).exists()
    assert ThinkingTime.objects.get().followed_up_by == caller


def test_a_complaint_rests_offers(sleeper: Task, caller: User) -> None:
    """CMP-3, CAM-4: care may still be spoken of."""
    ended(sleeper, caller, CallOutcome.COMPLAINT, note="等了 40 分钟", stays_away="rude")
    pause = Pause.objects.get()
    assert (pause.ground, pause.scope, pause.until) == ("complaint", "marketing", None)
    with pytest.raises(Refused) as refusal:
        ended(task_about(register_free(sleeper)), caller, CallOutcome.COMPLAINT)
    assert refusal.value.code == "words"


def register_free(task: Task) -> Patient:
    return agrees_to_calls(register(task.branch, "李敏", phone="+8613500135000"))


def test_a_wrong_number_is_not_called_again(sleeper: Task, caller: User) -> None:
    ended(sleeper, caller, CallOutcome.WRONG_NUMBER)
    sleeper.refresh_from_db()
    assert ContactPoint.objects.get(patient=sleeper.patient).do_not_use
    assert sleeper.closed_how == Closing.NOT_REACHED


def test_never_call_again_holds_for_everything_about_calls(sleeper: Task, caller: User) -> None:
    """CAM-2, REC-11: a pause without end, the consents withdrawn, no task left; there is no undo for a word of
    theirs."""
    other = task_about(sleeper.patient, WorkList.RECALL)
    call = ended(sleeper, caller, CallOutcome.NEVER)
    other.refresh_from_db()
    assert Pause.objects.get().scope == "calls" and other.closed_how == Closing.REFUSED
    assert not in_force(sleeper.patient, "care", "call") and in_force(sleeper.patient, "care", "sms")
    assert last_outcome(caller) is None
    with pytest.raises(Refused):
        undo_outcome(call, by=caller)


def test_a_guardian_who_wants_no_more_calls_gets_none_about_anything(sleeper: Task, caller: User) -> None:
    """CAM-2, REC-11: for a child the guardian is called, whose word it is."""
    mother = sleeper.patient
    child = register(mother.branch, "周小宝", birth_date=date(2018, 5, 5), guardian=mother)
    call = ended(task_about(agrees_to_calls(child), WorkList.RECALL), caller, CallOutcome.NEVER)
    assert call.contact.addressed == mother
    assert {pause.patient for pause in Pause.objects.all()} == {child, mother}
    assert not in_force(mother, "care", "call") and not in_force(child, "care", "call")
    assert not Task.objects.open().exists()


def test_two_offers_at_most_and_the_reasons_are_kept(sleeper: Task, caller: User) -> None:
    """CAM-3, CAM-4, CAM-5."""
    with pytest.raises(Refused) as refusal:
        ended(sleeper, caller, CallOutcome.REFUSED, offers=3)
    assert refusal.value.code == "offers"
    call = ended(sleeper, caller, CallOutcome.REFUSED, offers=2, stays_away="prices", chooses_us="不疼")
    assert (call.offers, call.stays_away, call.chooses_us) == (2, "prices", "不疼")


def test_a_call_left_open_ends_when_a_colleague_begins(sleeper: Task, caller: User, desk: User) -> None:
    """CAM-1: the caller's computer went off; the next day a colleague calls."""
    left = begin_call(sleeper, by=caller)
    with clock.set_to(EVENING + timedelta(days=2)):
        assert begin_call(sleeper, by=desk).caller == desk
    left.refresh_from_db()
    assert left.ended_at is not None and left.outcome == ""


def test_a_call_left_open_opens_no_gate_the_next_day(sleeper: Task, caller: User) -> None:
    """CAM-1: who forgot to say how it ended asks the gate again; how the old one ended can still be told."""
    left = begin_call(sleeper, by=caller)
    with clock.set_to(EVENING + timedelta(hours=14)), pytest.raises(Refused):  # 8:00 on Sunday
        begin_call(sleeper, by=caller)
    with clock.set_to(EVENING + timedelta(hours=14)):
        assert end_call(left, CallOutcome.REFUSED, by=caller).outcome == CallOutcome.REFUSED


def test_work_inside_the_clinic_calls_nobody(zhou: Patient, caller: User) -> None:
    task = Task.objects.create(patient=zhou, branch=zhou.branch, work_list=WorkList.STEWARD, due_on=SATURDAY)
    with pytest.raises(Refused) as refusal:
        begin_call(task, by=caller)
    assert refusal.value.code == "nobody_called"
