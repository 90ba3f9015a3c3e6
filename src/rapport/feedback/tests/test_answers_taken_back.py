"""An answer that was taken down by mistake is taken back, with everything that it did and nothing else (AFT-5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rapport.feedback.answering import Answers, answer_survey, take_back_answer, take_back_own_answer
from rapport.feedback.asking.ending import follow_undoing
from rapport.feedback.models import Slip, SlipEnd, SlipMove, SlipStage, Survey, Through
from rapport.feedback.slips import deal_with, hand_over
from rapport.feedback.tests.asked import asked, gives, question
from rapport.feedback.tests.complaining import refusal
from rapport.lib import clock
from rapport.outreach.calls import Said, begin_call, end_call, undo_outcome
from rapport.outreach.models import CallOutcome, Task, WorkList
from rapport.outreach.tests.calling import agrees_to_calls
from rapport.people.models import Patient
from rapport.staff.models import User

TUESDAY = datetime(2026, 11, 17, 4, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.now(TUESDAY)]


@pytest.fixture
def again(zhou: Patient, dentist: User, caller: User) -> Survey:
    """Dealt with by the dentist: 何晴 asks again, and her errand is open."""
    gives(asked(agrees_to_calls(zhou), dentist=dentist), 5, caller)
    return deal_with(Slip.objects.get(), "道歉了", by=dentist)


def state(slip: Slip) -> tuple[object, ...]:
    slip.refresh_from_db()
    return (slip.stage, slip.owner, slip.task, slip.closed_at, slip.closed_how, slip.second_points)


def open_tasks() -> list[int]:
    return list(Task.objects.open().order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize(("points", "stage"), [(9, SlipStage.CLOSED), (6, SlipStage.DENTIST)])
def test_a_second_answer_at_the_desk_is_taken_back(again: Survey, caller: User, points: int, stage: str) -> None:
    """AFT-5: whether it had closed the slip or sent it back, customer service asks as before."""
    slip, tasks = Slip.objects.get(), open_tasks()
    before = state(slip)
    gives(again, points, caller)
    assert state(slip)[0] == stage and open_tasks() != tasks
    again.refresh_from_db()
    take_back_own_answer(again, by=caller)
    assert state(slip) == before and open_tasks() == tasks
    again.refresh_from_db()
    assert (again.ended_how, again.overall, again.answers.count()) == ("", None, 0)
    assert list(slip.steps.values_list("move", flat=True))[-1] == SlipMove.UNDONE
    gives(again, 9, caller)
    slip.refresh_from_db()
    assert (slip.closed_how, slip.second_points) == (SlipEnd.CLIENT, 9)


def test_the_page_of_the_slip_says_it_was_saved_and_takes_it_back(
    again: Survey, caller: User, client: Client
) -> None:
    """AFT-5: undo instead of “are you sure”."""
    client.force_login(caller)
    slip = Slip.objects.get()
    client.post(reverse("web:slip_second_answer", args=[slip.pk]), {"points": "9"})
    undo = reverse("web:survey_undoing", args=[again.pk])
    assert undo in client.get(reverse("web:slip", args=[slip.pk])).content.decode()
    assert client.post(undo)["Location"] == reverse("web:slip", args=[slip.pk])
    assert state(slip)[0] == SlipStage.SERVICE


@pytest.mark.parametrize("points", [9, 6])
def test_a_second_answer_in_a_call_goes_with_its_outcome(again: Survey, caller: User, points: int) -> None:
    """AFT-5, AFT-6: one undo takes back both."""
    slip, tasks = Slip.objects.get(), open_tasks()
    before = state(slip)
    assert again.task
    call = end_call(begin_call(again.task, by=caller), CallOutcome.DONE, by=caller, said=Said())
    answer = Answers(points={question("overall").pk: points})
    answer_survey(again, answer, through=Through.CALL, by=caller, call=call)
    follow_undoing(undo_outcome(call, by=caller))
    assert state(slip) == before and open_tasks() == tasks


def test_the_points_of_the_word_before_come_back(again: Survey, caller: User, dentist: User) -> None:
    slip = Slip.objects.get()
    gives(again, 6, caller)
    third = deal_with(slip, "再次道歉", by=dentist)
    gives(third, 9, caller)
    take_back_answer(third)
    assert state(slip)[-1] == 6


def test_what_somebody_has_gone_on_from_stays(again: Survey, caller: User, dentist: User, desk: User) -> None:
    """AFT-5: the dentist has it in hand already."""
    slip = Slip.objects.get()
    gives(again, 6, caller)
    hand_over(slip, desk, by=desk)
    now = state(slip)
    assert refusal(take_back_answer, again) == "moved_on"
    hand_over(slip, dentist, by=desk)
    deal_with(slip, "再次道歉", by=dentist)
    assert refusal(take_back_answer, again) == "moved_on"
    assert now[0] == SlipStage.DENTIST and again.answers.exists()


def test_only_ones_own_and_only_for_minutes(again: Survey, caller: User, desk: User) -> None:
    gives(again, 9, caller)
    again.refresh_from_db()
    assert refusal(take_back_own_answer, again, by=desk) == "not_yours"
    with clock.set_to(TUESDAY + timedelta(minutes=6)):
        assert refusal(take_back_own_answer, again, by=caller) == "not_yours"
    take_back_own_answer(again, by=caller)


def wishes(survey: Survey, by: User) -> Task:
    """Content with everything, and wishes to be called all the same."""
    given = Answers(points={question("overall").pk: 10}, wants_call=True)
    answer_survey(survey, given, through=Through.DESK, by=by)
    survey.refresh_from_db()
    assert survey.wish
    return survey.wish


def test_the_wish_of_another_answer_stays(zhou: Patient, dentist: User, caller: User) -> None:
    """AFT-6: of two answers of one person, each takes its own wish along."""
    first, second = (asked(zhou, dentist=dentist, days_ago=days) for days in (40, 2))
    gone, kept = wishes(second, caller), wishes(first, caller)
    take_back_answer(second)
    assert list(Task.objects.open().filter(work_list=WorkList.CALL_BACK)) == [kept]
    assert not Task.objects.filter(pk=gone.pk).exists()


def test_a_wish_that_was_seen_to_keeps_its_answer(zhou: Patient, dentist: User, caller: User) -> None:
    survey = asked(zhou, dentist=dentist)
    wish = wishes(survey, caller)
    Task.objects.filter(pk=wish.pk).update(closed_at=TUESDAY, closed_by=dentist, closed_how="done")
    assert refusal(take_back_answer, survey) == "moved_on"


def test_a_first_answer_at_the_desk_opens_its_task_again(zhou: Patient, dentist: User, caller: User) -> None:
    survey = asked(zhou, dentist=dentist)
    survey.task = Task.objects.create(
        patient=zhou,
        branch=zhou.branch,
        work_list=WorkList.SURVEY,
        purpose="care",
        owner=caller,
        due_on=TUESDAY.date(),
    )
    survey.save()
    tasks = open_tasks()
    gives(survey, 5, caller)
    survey.refresh_from_db()
    take_back_own_answer(survey, by=caller)
    assert open_tasks() == tasks and not Slip.objects.exists()
