"""The board of the 10th: everyone treated in a month stands in one figure, and each figure is a list (AFT-2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.care.actions import start_course
from rapport.care.models import Course, Treatment, Visit
from rapport.feedback.answering import Answers, answer_survey
from rapport.feedback.asking.sweep import ask_everyone
from rapport.feedback.models import Ending, Slip, Survey, Terms, Through
from rapport.feedback.slips import deal_with
from rapport.feedback.tests.asked import question
from rapport.feedback.tests.test_asking import treat
from rapport.lib import clock
from rapport.outreach.models import CallOutcome, Task
from rapport.outreach.tests.calling import agrees_to_calls
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.feedback.board import STATES, Board
from tests.cast import register

# Tuesday, the 3rd of November, 18:00 in Hangzhou
TUESDAY = datetime(2026, 11, 3, 10, tzinfo=UTC)
OCTOBER = {"month": "2026-10"}
BOARD = "web:feedback"
pytestmark = pytest.mark.now(TUESDAY)


def opened(client: Client, user: User, **asked: str) -> Board:
    client.force_login(user)
    answer = client.get(reverse(BOARD), asked)
    assert answer.status_code == 200
    page: Board = answer.context["page"]
    return page


def counted(page: Board) -> dict[str, int]:
    return {one.state: one.visits for one in page.figures if one.visits}


@pytest.fixture
def october(riverside: Branch, zhou: Patient, marsh: Patient, caller: User, dentist: User) -> list[Patient]:
    """Two who are to be called, one who has died, one with braces who was asked in September."""
    dead = register(riverside, "Old Man", deceased=True)
    braces = agrees_to_calls(register(riverside, "王小丽", phone="+8613900139222", birth_date=date(1995, 1, 1)))
    start_course(Course(patient=braces, title="矫治", category_id="orthodontic", started_on=date(2026, 8, 1)), [])
    treat(braces, date(2026, 9, 2), "orthodontic")
    with clock.set_to(TUESDAY - timedelta(days=60)):
        ask_everyone()
    for one in (zhou, marsh):
        agrees_to_calls(one)
        treat(one, date(2026, 10, 5), dentist=dentist)
        treat(one, date(2026, 10, 12), "hygiene")
    treat(dead, date(2026, 10, 1))
    treat(braces, date(2026, 10, 2), "orthodontic")
    ask_everyone()
    return [zhou, marsh, dead, braces]


def test_every_visit_of_the_month_stands_in_one_figure(
    client: Client, owner: User, october: list[Patient]
) -> None:
    """AFT-2, AFT-3: the figures add up to the visits, none twice."""
    page = opened(client, owner, **OCTOBER)
    assert counted(page) == {"to_do": 4, "braces": 1, "not_asked": 1}
    month = Visit.objects.filter(day__range=(date(2026, 10, 1), date(2026, 10, 31)))
    assert page.visits == sum(counted(page).values()) == month.filter(treatments__isnull=False).distinct().count()
    assert (page.people, page.days_left) == (4, 6)
    assert page.not_asked == [("has died", 1)]
    [line] = page.callers
    assert (line.all, line.to_do, line.reached) == (2, 2, 0)


def test_behind_every_figure_is_its_list(client: Client, owner: User, october: list[Patient]) -> None:
    """AFT-2: who they are; those to call lead into the queue."""
    seen: list[tuple[int, date]] = []
    client.force_login(owner)
    for state in STATES:
        lines = client.get(reverse(BOARD), {**OCTOBER, "state": state}).context["lines"]
        seen += [(line.patient.pk, line.day) for line in lines]
        assert all(bool(line.call_url) == (state == "to_do") for line in lines)
    assert len(seen) == len(set(seen)) == 6


def test_an_answer_moves_from_one_figure_to_another(
    client: Client, owner: User, caller: User, october: list[Patient]
) -> None:
    answers = Answers({question("overall").pk: 9})
    survey = Survey.objects.get(patient=october[0])
    answer_survey(survey, answers, through=Through.DESK, by=caller)
    page = opened(client, owner, **OCTOBER)
    assert counted(page) == {"to_do": 2, "answered": 2, "braces": 1, "not_asked": 1}
    assert page.callers[0].share == 50


def test_visits_that_are_too_old_count_as_not_asked(client: Client, owner: User, zhou: Patient) -> None:
    """AFT-2: an old base that was brought in."""
    treat(zhou, date(2026, 3, 3))
    ask_everyone()
    page = opened(client, owner, month="2026-03")
    assert counted(page) == {"not_asked": 1} and page.not_asked[0][1] == 1


def test_what_nobody_asks_for_shows_last_month(client: Client, owner: User, october: list[Patient]) -> None:
    for asked in ({}, {"month": "soon"}, {"month": "2026-99", "state": "nonsense", "branch": "7' OR 1"}):
        assert opened(client, owner, **asked).visits == 6


def test_each_sees_whom_they_may_see(
    client: Client, dentist: User, almaty_marketer: User, caller: User, october: list[Patient]
) -> None:
    """A dentist sees those they treated themselves."""
    assert opened(client, caller, **OCTOBER).visits == 6
    assert opened(client, dentist, **OCTOBER).visits == 2
    client.force_login(almaty_marketer)
    assert client.get(reverse(BOARD)).status_code == 403


def test_many_cost_as_many_queries_as_few(
    client: Client, caller: User, riverside: Branch, october: list[Patient]
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            opened(client, caller, **OCTOBER)
        return len(captured)

    cost()
    few = cost()
    for number in range(12):
        someone = agrees_to_calls(register(riverside, f"客户{number}", phone=f"+861380013{number:04}"))
        treat(someone, date(2026, 10, 9))
    ask_everyone()
    assert counted(opened(client, caller, **OCTOBER))["to_do"] == 16
    assert cost() == few


def test_a_survey_is_taken_down_at_the_desk(client: Client, desk: User, october: list[Patient]) -> None:
    """AFT-6: points for the whole are needed; then it is theirs, once."""
    survey = Survey.objects.get(patient=october[0])
    address = reverse("web:survey", args=[survey.pk])
    client.force_login(desk)
    shown = client.get(address).content.decode()
    assert "data-points" in shown and 'href="tel:' in shown
    refused = client.post(address, {f"points-{question('waiting').pk}": "7", "remark": "等了很久"})
    assert refused.status_code == 422 and "等了很久" in refused.content.decode(), "nothing typed is lost"
    client.post(address, {f"points-{question('overall').pk}": "9", "remark": "谢谢"})
    survey.refresh_from_db()
    assert (survey.ended_how, survey.overall, survey.through, survey.by) == (Ending.ANSWERED, 9, "desk", desk)
    assert survey.task is not None and survey.task.closed_at is not None


@pytest.mark.parametrize("junk", [{"points-x": "9"}, {"points-99999999": "9"}, {"points-1": "999"}, {}])
def test_junk_is_refused(client: Client, desk: User, october: list[Patient], junk: dict[str, str]) -> None:
    survey = Survey.objects.get(patient=october[0])
    client.force_login(desk)
    assert client.post(reverse("web:survey", args=[survey.pk]), junk).status_code == 422


def test_who_does_not_want_to_is_left_in_peace(client: Client, desk: User, october: list[Patient]) -> None:
    survey = Survey.objects.get(patient=october[0])
    client.force_login(desk)
    client.post(reverse("web:survey_ending", args=[survey.pk]), {"how": "answered"})
    survey.refresh_from_db()
    assert survey.ended_at is None, "points are not given this way"
    client.post(reverse("web:survey_ending", args=[survey.pk]), {"how": "declined"})
    survey.refresh_from_db()
    assert (survey.ended_how, survey.by) == (Ending.DECLINED, desk)


def test_a_call_takes_down_what_they_answer(client: Client, caller: User, october: list[Patient]) -> None:
    """AFT-6: the questions stand beside the script, and the end of the call keeps the answers."""
    survey = Survey.objects.get(patient=october[0])
    client.force_login(caller)
    page = client.get(reverse("web:calls"), {"list": "survey", "task": survey.task_id})
    assert page.context["sheet"] is not None and "data-points" in page.content.decode()
    address = reverse("web:call_outcome", args=[survey.task_id])
    low = {f"points-{question('waiting').pk}": "7"}
    client.post(address, {"outcome": "done", **low})
    survey.refresh_from_db()
    assert survey.ended_at is None and Task.objects.get(pk=survey.task_id).closed_at is None, "all or nothing"
    client.post(address, {"outcome": "done", f"points-{question('overall').pk}": "9", **low})
    survey.refresh_from_db()
    assert (survey.ended_how, survey.through, survey.by) == (Ending.ANSWERED, Through.CALL, caller)
    assert survey.call is not None and survey.call.outcome == CallOutcome.DONE
    assert (survey.overall, survey.lowest) == (9, 7) and survey.slip is not None


def test_a_refusal_on_the_phone_ends_it_and_can_be_taken_back(
    client: Client, caller: User, october: list[Patient]
) -> None:
    """AFT-2, CAM-2: what was tapped before a refusal is not their answer."""
    survey = Survey.objects.get(patient=october[0])
    client.force_login(caller)
    told = {"outcome": "refused", f"points-{question('overall').pk}": "3"}
    client.post(reverse("web:call_outcome", args=[survey.task_id]), told)
    survey.refresh_from_db()
    assert (survey.ended_how, survey.overall) == (Ending.DECLINED, None)
    client.post(reverse("web:call_undoing"))
    survey.refresh_from_db()
    assert survey.ended_at is None


def answered_on_the_phone(client: Client, patient: Patient, points: str, **more: str) -> Survey:
    survey = Survey.objects.get(patient=patient)
    told = {"outcome": "done", f"points-{question('overall').pk}": points, **more}
    client.post(reverse("web:call_outcome", args=[survey.task_id]), told)
    survey.refresh_from_db()
    assert survey.ended_how == Ending.ANSWERED
    return survey


@pytest.mark.parametrize(("points", "more"), [("4", {}), ("9", {"wants_call": "on"}), ("10", {"remark": "谢谢"})])
def test_what_was_taken_down_wrongly_is_taken_back_with_the_outcome(
    client: Client, caller: User, october: list[Patient], points: str, more: dict[str, str]
) -> None:
    """AFT-5, AFT-6: the call goes on with the same person, who is asked once; a slip that a wrong digit opened is
    gone, and so is what the dentist was to do."""
    client.force_login(caller)
    tasks = set(Task.objects.values_list("pk", "closed_at"))
    survey = answered_on_the_phone(client, october[0], points, **more)
    answer = client.post(reverse("web:call_undoing"), follow=True)
    assert answer.context["desk"].task.pk == survey.task_id and answer.context["sheet"] is not None
    survey.refresh_from_db()
    assert (survey.ended_at, survey.overall, survey.words, survey.wants_call) == (None, None, "", False)
    assert not survey.answers.exists() and not Slip.objects.exists()
    assert set(Task.objects.values_list("pk", "closed_at")) == tasks
    assert answered_on_the_phone(client, october[0], "9").overall == 9


def test_what_moved_on_meanwhile_is_not_taken_back(
    client: Client, caller: User, owner: User, october: list[Patient]
) -> None:
    """AFT-5: the dentist has dealt with it: neither the answer nor the outcome goes, and the caller is told."""
    client.force_login(caller)
    survey = answered_on_the_phone(client, october[0], "4")
    deal_with(survey.slip, "道歉了。", by=owner)
    told = client.post(reverse("web:call_undoing"), follow=True).content.decode()
    assert "gone on from what they answered" in told
    survey.refresh_from_db()
    assert survey.overall == 4 and survey.call.outcome == CallOutcome.DONE


def test_a_visit_without_a_treatment_is_no_treatment(client: Client, owner: User, zhou: Patient) -> None:
    treat(zhou, date(2026, 10, 5))
    Treatment.objects.all().delete()
    ask_everyone()
    assert opened(client, owner, **OCTOBER).visits == 0 and not Survey.objects.exists()


def test_the_terms_of_a_branch_are_its_own(
    client: Client, desk: User, caller: User, riverside: Branch, almaty: Branch
) -> None:
    """AFT-2, AFT-3: changed by those who write scripts there."""
    address = reverse("web:branch_terms", args=[riverside.pk])
    client.force_login(desk)
    told = dict.fromkeys(client.get(address).context["form"].fields, "5")
    assert client.post(address, {**told, "attempts": "0"}).status_code == 422
    assert client.post(address, {**told, "asked_before": "31"}).status_code == 422
    assert client.post(address, told).status_code == 302
    assert Terms.objects.get(branch=riverside).orthodontic_months == 5
    assert client.get(reverse("web:branch_terms", args=[almaty.pk])).status_code == 404
    client.force_login(caller)
    assert client.get(address).status_code == 403
