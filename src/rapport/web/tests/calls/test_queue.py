"""The call queue: who is shown and why, in constant queries (CAM-1 to CAM-5, REC-12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.care.actions import give_time_to_think
from rapport.outreach.answers import take_word
from rapport.outreach.channels.base import Word
from rapport.outreach.models import ChannelAccount, Hold, Task, WorkList
from rapport.outreach.tests.calling import EVENING, SATURDAY, agrees_to_calls, task_about
from rapport.people.models import Household, Patient, Standing
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import Branch, User
from rapport.web.calls.queue import Queue, read_queue
from rapport.web.tests.calls.steps import CALLS, person

pytestmark = pytest.mark.now(EVENING)


def parts(queue: Queue) -> dict[str, list[str]]:
    return {part.key: [entry.name for entry in part.entries] for part in queue.parts}


def test_who_can_be_reached_now_comes_first_by_their_own_clock(riverside: Branch, caller: User) -> None:
    """CAM-1: it is 18:00 in Hangzhou, 13:00 in Moscow, 10:00 in London, and 2:00 on Sunday in Los Angeles."""
    names = {}
    for n, zone in enumerate(("Europe/Moscow", "", "Europe/London", "America/New_York")):
        one = person(riverside, n, zone)
        names[zone] = one.full_name
        task_about(one)
    thinking = person(riverside, 9)
    task_about(thinking)
    days = {"starts_on": SATURDAY, "ends_on": SATURDAY + timedelta(days=7)}
    give_time_to_think(thinking, None, words="", by=caller, **days)
    found = parts(read_queue(caller, WorkList.SLEEPING))
    assert found["now"] == [names[""], names["Europe/Moscow"]], "the good moment before the one that will do"
    assert found["later"] == [names["Europe/London"], names["America/New_York"]]
    assert found["blocked"] == [thinking.full_name]


def test_the_order_tells_nobody_at_the_counter_what_they_are_worth(riverside: Branch, caller: User) -> None:
    """REC-12: a client who looks at the screen reads the value off no order."""
    ordinary, key = person(riverside, 1), person(riverside, 2)
    for one, value in ((ordinary, "standard"), (key, "key")):
        Standing.objects.update_or_create(patient=one, defaults={"value": value})
        task_about(one)
    assert parts(read_queue(caller, WorkList.SLEEPING))["now"] == [key.full_name, ordinary.full_name]
    caller.at_counter = True
    assert parts(read_queue(caller, WorkList.SLEEPING))["now"] == [ordinary.full_name, key.full_name]


def test_one_call_for_a_household(riverside: Branch, caller: User) -> None:
    """CAM-1: the family is one line, its other matters beside it."""
    home = Household.objects.create(name="沈")
    for n in (1, 2):
        one = person(riverside, n)
        Patient.objects.filter(pk=one.pk).update(household=home)
        task_about(one)
    [now, *_others] = read_queue(caller, WorkList.SLEEPING).parts
    assert (now.count, now.entries[0].others) == (1, 1)


def test_a_thousand_who_wait_cost_as_many_queries_as_three(
    at_work: Client, riverside: Branch, caller: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert at_work.get(CALLS).status_code == 200
        return len(captured)

    def more(numbers: range) -> None:
        for n in numbers:
            task_about(person(riverside, n))

    more(range(3))
    cost()
    few = cost()
    more(range(3, 60))
    assert cost() == few < 60


def test_who_is_shown_is_held_and_a_colleague_gets_the_next(
    at_work: Client, sleeper: Task, desk: User, marsh: Patient
) -> None:
    """CAM-1."""
    other = task_about(agrees_to_calls(marsh))
    assert sleeper.patient.full_name in at_work.get(CALLS).content.decode()
    assert Hold.objects.get().patient == sleeper.patient
    colleague = Client()
    colleague.force_login(desk)
    page = colleague.get(CALLS)
    assert page.context["page"].task == other
    refused = colleague.get(f"{CALLS}&task={sleeper.pk}").content.decode()
    assert "何晴" in refused and 'data-call="Enter"' not in refused


def test_who_was_treated_lately_is_asked_about_that_visit(
    riverside: Branch, zhou: Patient, marsh: Patient, caller: User
) -> None:
    """AFT-2: nobody is told of “0 months without a visit”; of half a year they are."""
    for patient, ago in ((zhou, 4), (marsh, 190)):
        PatientFacts.objects.create(patient=patient, as_of=EVENING, last_visit=SATURDAY - timedelta(days=ago))
        task_about(agrees_to_calls(patient))
    entries = [one for part in read_queue(caller, WorkList.SLEEPING).parts for one in part.entries]
    assert {one.said.rsplit(" · ", 1)[-1] for one in entries} == {
        "visit of 17 Nov 2026",
        "6 months without a visit",
    }


def test_what_a_line_is_about_is_read_as_on_the_card(at_work: Client, sleeper: Task) -> None:
    """REC-12: customer service sees no amounts, not in what somebody wrote either."""
    Task.objects.filter(pk=sleeper.pk).update(words="about the 74129 元 that were paid")
    page = at_work.get(CALLS).content.decode()
    assert "that were paid" in page and "74129" not in page


def test_skipping_writes_nothing_on_the_person(at_work: Client, sleeper: Task, marsh: Patient) -> None:
    other = task_about(agrees_to_calls(marsh))
    before = Task.objects.values().get(pk=sleeper.pk)
    answer = at_work.post(reverse("web:call_skip", args=[sleeper.pk]), headers={"HX-Request": "true"})
    assert answer.context["page"].task == other
    assert Task.objects.values().get(pk=sleeper.pk) == before


def test_a_skip_is_taken_back(at_work: Client, sleeper: Task, marsh: Patient) -> None:
    """A slip of the finger on S: they stand before the caller again, and whoever else was skipped stays so."""
    other = task_about(agrees_to_calls(marsh))
    skips = [reverse("web:call_skip", args=[one.pk]) for one in (other, sleeper)]
    at_work.post(skips[0])
    answer = at_work.post(skips[1], headers={"HX-Request": "true"})
    undo = reverse("web:call_skip_undoing", args=[sleeper.pk])
    assert undo in answer["HX-Trigger"] and answer.context["page"] is None
    back = at_work.get(at_work.post(undo)["Location"])
    assert back.context["page"].task == sleeper
    assert at_work.get(f"{CALLS}?list=sleeping").context["page"].task == sleeper
    assert at_work.session["calls_aside"] == [other.pk]


def test_what_may_not_be_seen_is_not_there(client: Client, almaty_marketer: User, sleeper: Task) -> None:
    client.force_login(almaty_marketer)
    assert client.get(CALLS).status_code == 403


def test_who_calls_sees_that_they_wrote(client: Client, caller: User, zhou: Patient) -> None:
    """REC-7: speaking with them closes it, so the caller knows of it before."""
    sms = ChannelAccount.objects.create(name="SMS", channel="sms", provider="kannel", hook="a")
    task = task_about(agrees_to_calls(zhou), owner=caller)
    client.force_login(caller)
    assert "Wrote to us and waits" not in client.get(CALLS).content.decode()
    take_word(sms, Word("+8613800138000", "能喝咖啡吗？"))
    assert "Wrote to us and waits" in client.get(CALLS).content.decode()
    client.post(reverse("web:call_outcome", args=[task.pk]), {"outcome": "refused"})
    assert not zhou.tasks.open().exists()
    client.post(reverse("web:call_undoing"))
    assert zhou.tasks.open().count() == 2


def test_a_list_of_people_who_may_not_be_called_does_not_say_that_nobody_waits(
    at_work: Client, zhou: Patient
) -> None:
    """REC-11: nobody asked her whether she may be called."""
    task_about(zhou)
    page = at_work.get(CALLS).content.decode()
    assert "Nobody of this list can be called today" in page and "Nobody waits on this list" not in page
