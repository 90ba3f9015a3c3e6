"""The panel of the card that says what to do next: for whom, why, and one way to do it."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rapport.care.actions import NewVisit, present_plan, record_visits
from rapport.care.models import Plan, ThinkingTime, Treatment, Visit
from rapport.feedback.complaints import take_step
from rapport.feedback.models import ComplaintMove
from rapport.feedback.tests.asked import asked, gives
from rapport.feedback.tests.complaining import angry
from rapport.lib import clock
from rapport.outreach.models import Closing, Task, TaskRule, WorkList
from rapport.outreach.pausing import pause_contact
from rapport.outreach.tests.calling import EVENING, SATURDAY, agrees_to_calls, task_about
from rapport.people.actions import give_consent
from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = pytest.mark.now(EVENING)
ENDS = SATURDAY + timedelta(days=10)


def panel(client: Client, user: User, patient: Patient) -> str:
    """The panel as `user` reads it."""
    client.force_login(user)
    answer = client.get(reverse("web:card_next", args=[patient.pk]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def came(patient: Patient, day: date, dentist: User | None = None) -> Visit:
    lines = [Treatment(name="洁治", category_id="hygiene", amount=30_000)]
    [visit] = record_visits(
        [NewVisit(Visit(patient=patient, branch=patient.branch, day=day, dentist=dentist), lines)]
    )
    return visit


@pytest.fixture
def thinker(zhou: Patient, dentist: User) -> Patient:
    present_plan(Plan(patient=zhou, branch=zhou.branch, title="36 种植", dentist=dentist), on=SATURDAY)
    ThinkingTime.objects.update(starts_on=SATURDAY - timedelta(days=4), ends_on=ENDS)
    refresh_facts()
    return zhou


def test_a_caller_reads_the_call_and_goes_to_it(client: Client, caller: User, zhou: Patient) -> None:
    task = task_about(agrees_to_calls(zhou), WorkList.CALL_BACK, owner=caller)
    text = panel(client, caller, zhou)
    assert "for 何晴" in text and "Call back: they wished it." in text and "Call-backs" not in text
    assert f"{reverse('web:calls')}?list=call_back&task={task.pk}" in text


def test_what_the_call_is_about_stands_beside_it(client: Client, caller: User, zhou: Patient) -> None:
    """AFT-1: the question of the treatment, in the words of the clinic; who calls themselves has their own."""
    task = task_about(agrees_to_calls(zhou), WorkList.AFTERCARE, owner=caller)
    Task.objects.filter(pk=task.pk).update(words="肿了吗？")
    text = panel(client, caller, zhou)
    assert "Call and ask how they are after the treatment." in text and "肿了吗？" in text
    Task.objects.filter(pk=task.pk).update(work_list=WorkList.TIMES, words="改到周五")
    assert '<p class="next-title">改到周五</p>' in panel(client, caller, zhou)


def test_a_dentist_reads_the_judgement_where_the_caller_reads_the_call(
    client: Client, caller: User, dentist: User, zhou: Patient
) -> None:
    """PAT-6: of the visit that they saw."""
    task_about(agrees_to_calls(zhou), WorkList.SURVEY, owner=caller)
    visit = came(zhou, SATURDAY, dentist)
    assert "Call and ask how it was." in panel(client, caller, zhou)
    theirs = panel(client, dentist, zhou)
    assert f"{reverse('web:card_judgement', args=[zhou.pk])}?visit={visit.pk}" in theirs


def test_an_open_complaint_says_the_next_step_and_whose_it_is(
    client: Client, desk: User, caller: User, zhou: Patient
) -> None:
    """CMP-2, CMP-3: and why, with its figures."""
    task_about(agrees_to_calls(zhou), owner=caller)
    complaint = angry(zhou, by=desk)
    take_step(complaint, ComplaintMove.HEARD, "听了", by=desk)
    complaint.refresh_from_db()
    assert complaint.owner == caller
    text = panel(client, caller, zhou)
    assert "Next for the complaint: establish the facts." in text
    assert "1 of 8 steps are done." in text and reverse("web:complaint", args=[complaint.pk]) in text
    others = panel(client, desk, zhou)
    assert "lies with 何晴" in others and "good offer" not in others


def test_a_slip_is_for_its_dentist_and_its_own_people_alone(
    client: Client, dentist: User, desk: User, marketer: User, zhou: Patient
) -> None:
    """AFT-5, REC-12: who is not told of it reads that nothing is offered, and not why."""
    gives(asked(zhou, dentist=dentist), 5, desk)
    assert "Deal with what they were not satisfied with." in panel(client, dentist, zhou)
    assert "Gave 5 of 10" in panel(client, desk, zhou)
    assert "Nothing from you just now." in (held := panel(client, marketer, zhou))
    assert "5 of 10" not in held


def test_waiting_is_said_planned_with_one_click_and_taken_back(
    client: Client, desk: User, dentist: User, thinker: Patient
) -> None:
    """LOY-4: then one call, of the dentist who presented the plan, if they agreed to calls."""
    refused = panel(client, desk, thinker)
    assert "No call may reach them: ask gently when they are here." in refused and "Plan the call" not in refused
    agrees_to_calls(thinker)
    text = panel(client, desk, thinker)
    assert "Wait until 1 Dec. Then one call from 林岚, not from sales." in text
    assert "It is about: 36 种植." in text
    plan = reverse("web:card_next_plan", args=[thinker.pk])
    day = (ENDS + timedelta(days=1)).isoformat()
    client.post(plan, {"on": SATURDAY.isoformat()})
    assert not Task.objects.exists(), "what was not said is not planned"
    client.post(plan, {"on": day})
    task = Task.objects.get()
    assert (task.owner, task.due_on.isoformat(), task.work_list) == (dentist, day, WorkList.PLAN)
    again = panel(client, desk, thinker)
    assert "The call is planned." in again and plan not in again
    client.post(plan, {"on": day})
    assert Task.objects.count() == 1
    client.post(reverse("web:card_next_unplan", args=[thinker.pk, task.pk]))
    assert not Task.objects.exists()


def test_a_call_that_the_gate_lets_through_later_is_put_off_to_that_day(
    client: Client, caller: User, zhou: Patient
) -> None:
    """The gate decides, and says why."""
    task = task_about(agrees_to_calls(zhou), WorkList.RECALL, owner=caller)
    assert "Call and invite them to come again." in panel(client, caller, zhou)
    pause_contact(zhou, ground="hard_time", scope="all", until=SATURDAY + timedelta(days=3), by=caller)
    text = panel(client, caller, zhou)
    assert "Wait until 25 Nov." in text and "Illness or grief" in text
    client.post(reverse("web:card_next_plan", args=[zhou.pk]), {"on": "2026-11-25"})
    task.refresh_from_db()
    assert task.snoozed_until and zhou.branch.day_of(task.snoozed_until) == date(2026, 11, 25)
    assert "Planned for" in panel(client, caller, zhou)


def test_who_withdrew_their_consent_is_not_called(client: Client, caller: User, zhou: Patient) -> None:
    """CAM-7: nobody has asked zhou, so nobody calls and nobody writes."""
    task_about(zhou, owner=caller)
    text = panel(client, caller, zhou)
    assert "Wait until they are here." in text and reverse("web:calls") not in text


def test_the_one_question_after_the_time_to_think_is_taken_by_who_asks_it(
    client: Client, caller: User, thinker: Patient
) -> None:
    """LOY-4: it stands on no list yet; one click puts it on theirs and opens the call."""
    agrees_to_calls(thinker)
    came(thinker, SATURDAY - timedelta(days=20))
    with clock.set_to(EVENING + timedelta(days=12)):
        refresh_facts()
        assert "Call once, and ask gently what they think." in panel(client, caller, thinker)
        answer = client.post(
            reverse("web:card_next_plan", args=[thinker.pk]), {"on": (ENDS + timedelta(days=2)).isoformat()}
        )
        task = Task.objects.get()
        assert (
            reverse("web:card_next_unplan", args=[thinker.pk, task.pk])
            in client.get(answer["Location"]).content.decode()
        )
        assert (answer["Location"], task.owner) == (f"{reverse('web:calls')}?list=plan&task={task.pk}", caller)


def test_of_a_child_it_says_whom_to_speak_with(
    client: Client, caller: User, zhou: Patient, riverside: Branch
) -> None:
    """REC-1: the guardian, who is called instead."""
    child = register(riverside, "刘思源", birth_date=date(2017, 4, 1), guardian=zhou)
    task_about(agrees_to_calls(child), WorkList.RECALL, owner=caller)
    task_about(agrees_to_calls(zhou), WorkList.RECALL, owner=caller)
    assert f"we speak with {zhou.full_name}" in panel(client, caller, child)
    assert "we speak with" not in panel(client, caller, zhou)


def test_the_counter_reads_of_the_next_time_and_of_nothing_else(
    client: Client, desk: User, thinker: Patient
) -> None:
    """REC-12: not that they think, nor about what."""
    give_consent(thinker, "processing", by=desk, given_on=SATURDAY)
    client.force_login(desk)
    client.post(reverse("web:counter"), {"on": "1"})
    text = panel_at(client, thinker)
    assert "Nothing to do now." in text and "Wait" not in text and "36" not in text
    client.post(reverse("web:counter"), {"on": "0"})
    assert "Wait" in panel_at(client, thinker)


def panel_at(client: Client, patient: Patient) -> str:
    return client.get(reverse("web:card_next", args=[patient.pk])).content.decode().split("<details")[0]


def test_the_panel_costs_the_same_for_a_short_and_a_long_history(
    client: Client, caller: User, zhou: Patient, django_assert_max_num_queries: Any
) -> None:
    task_about(agrees_to_calls(zhou), WorkList.RECALL, owner=caller)
    came(zhou, SATURDAY - timedelta(days=400))
    refresh_facts()
    panel(client, caller, zhou)
    costs = []
    for more in (0, 30):
        for n in range(more):
            came(zhou, SATURDAY - timedelta(days=401 + n))
            done = task_about(zhou, WorkList.BIRTHDAY)
            Task.objects.filter(pk=done.pk).update(closed_at=EVENING, closed_how="done")
        with django_assert_max_num_queries(20) as queries:
            client.get(reverse("web:card_next", args=[zhou.pk]))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_card_asks_for_the_panel_and_waits_for_nothing(client: Client, desk: User, zhou: Patient) -> None:
    client.force_login(desk)
    page = client.get(reverse("web:card", args=[zhou.pk])).content.decode()
    assert f'hx-get="{reverse("web:card_next", args=[zhou.pk])}"' in page


@pytest.mark.parametrize(
    ("days", "how", "again", "said"),
    [
        (12, Closing.NOT_REACHED, None, "until 9 Nov 2026, not reached: no further call until they come."),
        (12, Closing.REFUSED, 180, "on 9 Nov 2026, not wanted: no call before 8 May 2027."),
        (200, Closing.REFUSED, 180, "Last here on"),
        (12, Closing.REASON_GONE, None, "Last here on"),
        (401, Closing.NOT_REACHED, None, "Last here on"),
    ],
)
def test_who_was_asked_to_come_is_not_asked_again_and_it_says_since_when(
    client: Client, caller: User, zhou: Patient, days: int, how: str, again: int | None, said: str
) -> None:
    """CAM-2, CAM-3: as long as the rule leaves them in peace; what was before their last visit counts no more."""
    came(zhou, SATURDAY - timedelta(days=400))
    rule = TaskRule.objects.get(key="recall_hygiene")
    TaskRule.objects.update(on=False)
    TaskRule.objects.filter(pk=rule.pk).update(again_after=again)
    closed = {"closed_at": EVENING - timedelta(days=days), "closed_how": how}
    give_consent(agrees_to_calls(zhou), "processing", by=None, given_on=date(2025, 3, 1))
    made = task_about(zhou, WorkList.RECALL, owner=caller)
    Task.objects.filter(pk=made.pk).update(rule=rule, **closed)
    refresh_facts()
    text = panel(client, caller, zhou)
    assert said in text and "Nothing to do now." in text
