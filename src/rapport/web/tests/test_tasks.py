"""Tasks on the screen: the list, what is done with many, the card, today, and the rules (REC-9, LOY-4, CAM-6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.lib import clock
from rapport.outreach.calls import Said, begin_call, end_call
from rapport.outreach.models import Task, TaskRule
from rapport.outreach.task_actions import close_tasks, remind
from rapport.outreach.tests.calling import EVENING, agrees_to_calls, task_about
from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tests.stories import TODAY, came, noon
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from tests.cast import register

LIST = reverse("web:tasks")
# of a rule, where it matters to none of a test
ANY = {"work_list": "recall", "due_in": 7, "held_share": 0}
pytestmark = [pytest.mark.django_db, pytest.mark.now(noon())]


def due_cleanings(branch: Branch, number: int) -> list[Patient]:
    people = [register(branch, f"Person {place}", phone=f"+8613800{place:06}") for place in range(number)]
    for person in people:
        came(person, date(2026, 5, 20), treated="hygiene")
    refresh_facts()
    sweep_lists()
    return people


def test_the_list_says_why_with_figures_and_who_may_be_called(
    client: Client, caller: User, riverside: Branch
) -> None:
    due_cleanings(riverside, 1)
    client.force_login(caller)
    page = client.get(LIST).content.decode()
    assert "Cleaning is due" in page and "6 months ago" in page
    assert "never asked for consent" in page  # care by phone was never agreed to


def test_a_task_of_another_branch_does_not_exist(
    client: Client, caller: User, almaty: Branch, khalilova: Patient, owner: User
) -> None:
    task = remind(khalilova, "Ask about the splint", on=almaty.today(), by=owner)
    client.force_login(caller)
    assert "splint" not in client.get(LIST, {"view": "all"}).content.decode()
    client.post(reverse("web:tasks_closure"), {"task": task.pk, "how": "done"})
    assert Task.objects.open().get() == task
    assert client.get(reverse("web:card_tasks", args=[khalilova.pk])).status_code == 404


def test_many_are_handed_over_put_off_and_closed_and_taken_back(
    client: Client, caller: User, desk: User, riverside: Branch
) -> None:
    due_cleanings(riverside, 3)
    client.force_login(caller)
    picked = list(Task.objects.filter(work_list="recall").values_list("pk", flat=True))
    deeds = (
        ("web:tasks_assignment", {"owner": desk.pk}, {"owner": desk.pk}),
        ("web:tasks_snooze", {"days": 7}, {"snoozed_until": clock.now() + timedelta(days=7)}),
        ("web:tasks_closure", {"how": "refused"}, {"closed_how": "refused", "closed_by": caller.pk}),
    )
    for url, said, became in deeds:
        before = list(Task.objects.order_by("pk").values())
        answer = client.post(reverse(url), {"task": picked, **said}, follow=True)
        assert Task.objects.filter(**became).count() == 3, url
        [undo] = [message.extra_tags for message in answer.context["messages"]]
        client.post(undo, follow=True)
        assert list(Task.objects.order_by("pk").values()) == before, url


@pytest.mark.parametrize("said", [{}, {"task": "1x"}, {"task": "99999999999999999999"}, {"task": "1"}])
def test_nothing_picked_changes_nothing_and_says_so(client: Client, caller: User, said: dict[str, str]) -> None:
    client.force_login(caller)
    for url in ("web:tasks_assignment", "web:tasks_snooze", "web:tasks_closure"):
        for days in ("１", "0366999999999", "-1"):
            answer = client.post(reverse(url), {**said, "days": days, "how": "x", "owner": "²"})
            assert answer.status_code == 302


def test_a_task_is_not_put_off_for_centuries(client: Client, caller: User, zhou: Patient) -> None:
    task = remind(zhou, "Send the leaflet", on=zhou.branch.today(), by=caller)
    client.force_login(caller)
    for days in ("0366999999999", "367", "0"):
        assert client.post(reverse("web:tasks_snooze"), {"task": task.pk, "days": days}).status_code == 302
    assert Task.objects.get().snoozed_until is None


def test_what_was_done_is_read_without_what_is_not_for_the_reader(
    client: Client, caller: User, zhou: Patient
) -> None:
    """REC-12: customer service sees no amounts, in the words of a closed task either."""
    task = remind(zhou, "Ask about the 74129 元", on=zhou.branch.today(), by=caller)
    close_tasks([task], "done", by=caller, words="paid 74129 元 in cash")
    client.force_login(caller)
    page = client.get(reverse("web:card_tasks", args=[zhou.pk])).content.decode()
    assert "in cash" in page and "74129" not in page


def test_who_wished_to_be_called_back_may_be_although_called_today(
    client: Client, caller: User, zhou: Patient
) -> None:
    """LOY-4: what somebody asked for presses nobody; the list says the same as the queue."""
    with clock.set_to(EVENING):
        task = task_about(agrees_to_calls(zhou), "recall")
        said = Said(moment=EVENING + timedelta(minutes=30))
        end_call(begin_call(task, by=caller), "call_back", by=caller, said=said)
    client.force_login(caller)
    with clock.set_to(EVENING + timedelta(minutes=31)):
        page = client.get(LIST).content.decode()
    assert "now is a good time" in page


def test_tasks_are_handed_to_those_who_work_here(
    client: Client, caller: User, desk: User, almaty: Branch, riverside: Branch
) -> None:
    add_user("else", name="Другая", password=None, roles=[(Role.CUSTOMER_SERVICE, almaty)], language="ru")
    due_cleanings(riverside, 1)
    client.force_login(caller)
    assert {one.name for one in client.get(LIST).context["page"].colleagues} == {caller.name, desk.name}


def test_one_writes_a_task_of_ones_own_on_a_card(client: Client, dentist: User, zhou: Patient) -> None:
    client.force_login(dentist)
    url = reverse("web:card_tasks", args=[zhou.pk])
    assert client.post(url, {"words": "", "on": TODAY}).status_code == 422
    assert client.post(url, {"words": "Call the lab", "on": TODAY - timedelta(days=1)}).status_code == 422
    assert client.post(url, {"words": "Call the lab", "on": TODAY}).status_code == 302
    task = Task.objects.get()
    assert (task.owner, task.work_list, task.made_by) == (dentist, "own", dentist)
    for name in ("web:card", "web:today"):
        shown = client.get(reverse(name, args=[zhou.pk] if name == "web:card" else []))
        assert "Call the lab" in shown.content.decode()


def test_the_list_costs_the_same_for_two_and_for_forty(client: Client, owner: User, riverside: Branch) -> None:
    client.force_login(owner)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST, {"view": "all"}).status_code == 200
        return len(captured)

    due_cleanings(riverside, 2)
    cost()
    few = cost()
    for place in range(40):
        remind(register(riverside, f"Another {place}"), "Write", on=TODAY, by=owner)
    Task.objects.exclude(rule=None).update(owner=owner)
    assert cost() == few


def test_pages_follow_each_other_without_losing_or_doubling(client: Client, owner: User, zhou: Patient) -> None:
    for place in range(120):
        remind(zhou, f"thing-{place:03}", on=TODAY + timedelta(days=place % 3), by=owner)
    client.force_login(owner)
    seen, url = [], LIST
    while url:
        page = client.get(url).context["page"]
        seen += [line.task.pk for line in page.lines]
        url = page.next
    assert len(seen) == len(set(seen)) == 120


def test_a_rule_is_tried_and_changed_by_who_may(
    client: Client, desk: User, caller: User, riverside: Branch
) -> None:
    """CAM-6: rules like it are data that the clinic writes."""
    rule = TaskRule.objects.get(key="recall_hygiene")
    due_cleanings(riverside, 2)
    form = {
        "criterion": rule.criterion,
        "months": 12,
        "work_list": "recall",
        "held_share": 0,
        "due_in": 7,
        "role": rule.role,
    }
    client.force_login(caller)
    url = reverse("web:task_rule", args=[rule.pk])
    assert client.get(url).status_code == 403
    client.force_login(desk)
    for months, fits in ((6, 2), (12, 0)):
        tried = client.post(reverse("web:task_rule_trial"), {**form, "months": months, "rule": rule.pk})
        assert tried.context["tried"].people == fits
    begun = client.post(reverse("web:task_rule_trial"), {**form, "name": "", "criterion": ""})
    assert not begun.context["tried"] and not begun.context["problem"], (
        "nothing is wrong before anything is written"
    )
    rule.refresh_from_db()
    assert rule.months == 6
    wrong = client.post(url, {**form, "criterion": "no_such_fact > 3"})
    assert wrong.status_code == 422 and "no_such_fact" in wrong.content.decode()
    assert client.post(url, {**form, "on": "on"}).status_code == 302
    sweep_lists()
    assert not Task.objects.open().filter(rule=rule).exists()


def test_a_rule_that_nobody_can_meet_says_so_and_may_be_saved(client: Client, owner: User) -> None:
    """CAM-6: a warning as it is written, and in the list of the rules."""
    client.force_login(owner)
    rule = TaskRule.objects.get(key="recall_hygiene")
    form = {
        "criterion": "awareness > 5",
        "months": 6,
        "work_list": "recall",
        "held_share": 0,
        "due_in": 7,
        "role": rule.role,
    }
    said = "Nobody can meet this: Awareness of oral health: more than 5. It goes from 1 to 5."
    tried = client.post(reverse("web:task_rule_trial"), {**form, "rule": rule.pk}).content.decode()
    assert "It fits 0 people now." in tried and said in tried
    page = client.post(reverse("web:task_rule", args=[rule.pk]), {**form, "on": "on"}, follow=True)
    assert page.content.decode().count(said) == 1


def test_a_marketer_cannot_ask_by_a_rule_what_they_do_not_see(
    client: Client, marketer: User, riverside: Branch
) -> None:
    """REC-12: a count tells as much as a list."""
    client.force_login(marketer)
    form = {
        "name": "Rich",
        "work_list": "recall",
        "held_share": 0,
        "due_in": 7,
        "role": "customer_service",
        "on": "on",
    }
    new = reverse("web:task_rule_new")
    assert client.post(new, {**form, "criterion": "open_findings >= 1"}).status_code == 422
    assert client.post(new, {**form, "criterion": "visits >= 1"}).status_code == 302


def test_a_rule_with_an_impossible_number_is_refused(client: Client, owner: User) -> None:
    """No traceback: a form says what is wrong with it."""
    client.force_login(owner)
    form = {
        "name": "Rich",
        "work_list": "recall",
        "held_share": 0,
        "due_in": 0,
        "role": "customer_service",
        "on": "on",
    }
    wrong = client.post(reverse("web:task_rule_new"), {**form, "criterion": "visits >= 1", "months": 0})
    assert wrong.status_code == 422 and "A whole number of at least 1" in wrong.content.decode()
