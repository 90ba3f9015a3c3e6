"""The call queue and what belongs to it: who is shown and why, in constant queries (CAM-1 to CAM-5, REC-12)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.appointments.booking import Request, Wanted, book
from rapport.appointments.models import Appointment, BookedThrough, Slot
from rapport.care.actions import give_time_to_think
from rapport.lib.refusal import Refused
from rapport.outreach.answers import take_word
from rapport.outreach.calls import Said, begin_call, end_call
from rapport.outreach.calls.ringing import connect_telephone, give_extension
from rapport.outreach.channels.base import Word
from rapport.outreach.models import Call, ChannelAccount, Hold, Ringing, Task, Telephone, WorkList
from rapport.outreach.tests.calling import EVENING, SATURDAY, agrees_to_calls, task_about
from rapport.people.models import Household, Patient
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import Branch, User
from rapport.web.calls.queue import Queue, read_queue
from tests.cast import register
from tests.schedule import checkup, works

CALLS = "/calls/?list=sleeping"
pytestmark = pytest.mark.now(EVENING)


@pytest.fixture
def sleeper(zhou: Patient) -> Task:
    return task_about(agrees_to_calls(zhou))


@pytest.fixture
def at_work(client: Client, caller: User) -> Client:
    client.force_login(caller)
    return client


def person(branch: Branch, n: int, zone: str = "") -> Patient:
    return agrees_to_calls(register(branch, f"沈睡{n}", phone=f"+86138001{n:05}", time_zone=zone))


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


def test_an_outcome_gives_the_next_person_and_undo_brings_back(
    at_work: Client, sleeper: Task, marsh: Patient
) -> None:
    """CAM-2: refused, next."""
    other = task_about(agrees_to_calls(marsh))
    at_work.get(CALLS)
    url = reverse("web:call_outcome", args=[sleeper.pk])
    answer = at_work.post(url, {"outcome": "refused", "stays_away": "prices"}, headers={"HX-Request": "true"})
    assert answer.context["page"].task == other
    assert answer.headers["HX-Push-Url"].endswith("list=sleeping")
    call = Call.objects.get()
    assert (call.outcome, call.stays_away) == ("refused", "prices")
    back = at_work.post(reverse("web:call_undoing"))
    assert back.headers["Location"].endswith(f"task={sleeper.pk}")
    call.refresh_from_db()
    assert call.ended_at is None and call.outcome == ""


def test_an_appointment_made_on_the_phone_is_taken_back_with_the_outcome(at_work: Client, sleeper: Task) -> None:
    told = {"outcome": "booked", "day": "2026-11-28", "time": "11:30"}
    at_work.post(reverse("web:call_outcome", args=[sleeper.pk]), told)
    made = Appointment.objects.get()
    assert sleeper.branch.local(made.starts_at).strftime("%d %H:%M") == "28 11:30"
    at_work.post(reverse("web:call_undoing"))
    assert not Appointment.objects.exists()


def test_a_time_agreed_on_the_phone_is_one_of_the_free_ones_and_is_kept_free_of_others(
    at_work: Client, sleeper: Task, dentist: User, riverside: Branch, marsh: Patient
) -> None:
    """CAM-1, BOO-1: the dialog shows what is free; it is given once, and given back with the outcome."""
    works(dentist, riverside)
    service = checkup(30, 10)
    assert 'id="booked-service"' in at_work.get(CALLS).content.decode()
    about = {"person": sleeper.patient_id, "branch": riverside.pk, "service": service.pk, "day": "2026-11-27"}
    times = at_work.get(reverse("web:schedule_new"), about, headers={"HX-Request": "true"}).content.decode()
    assert 'data-time="11:30"' in times
    agreed = {"outcome": "booked", "day": "2026-11-27", "time": "11:30"}
    outcome = reverse("web:call_outcome", args=[sleeper.pk])
    at_work.post(outcome, agreed)
    assert not Appointment.objects.exists(), "without a service nobody knows how long it takes"
    at_work.post(outcome, {**agreed, "service": service.pk})
    made = Appointment.objects.get()
    assert (made.dentist, made.booked_service, made.slot.starts_at) == (dentist, service, made.starts_at)
    with pytest.raises(Refused):
        book(marsh, Wanted(riverside, service, made.starts_at), Request(BookedThrough.DESK))
    at_work.post(reverse("web:call_undoing"))
    assert not Appointment.objects.exists() and not Slot.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"outcome": "sing"},
        {"outcome": "call_back", "moment": "tomorrow"},
        {"outcome": "call_back"},
        {"outcome": "booked", "day": "2026-11-28"},
        {"outcome": "booked", "day": "2020-01-01", "time": "11:00"},
        {"outcome": "thinking", "until": "2026-11-22"},
        {"outcome": "refused", "offers": ["1", "2", "3"]},
        {"outcome": "refused", "stays_away": "'; drop table"},
    ],
)
def test_a_wrong_answer_says_what_to_do_and_saves_nothing(
    at_work: Client, sleeper: Task, told: dict[str, object]
) -> None:
    answer = at_work.post(reverse("web:call_outcome", args=[sleeper.pk]), told, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.headers["HX-Reswap"] == "none"
    assert "toast" in answer.headers["HX-Trigger"]
    assert not Call.objects.exists()


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


def test_who_asked_for_the_call_back_by_their_own_clock(
    at_work: Client, khalilova: Patient, zhou: Patient, almaty: Branch
) -> None:
    """CAM-1: for a child the guardian is called, who lives three hours behind."""
    child = register(zhou.branch, "周小宝", birth_date=date(2018, 5, 5), guardian=khalilova)
    told = {"outcome": "call_back", "moment": "2026-11-23T18:00"}
    at_work.post(reverse("web:call_outcome", args=[task_about(agrees_to_calls(child)).pk]), told)
    made = Task.objects.get(work_list=WorkList.CALL_BACK)
    assert made.snoozed_until == datetime(2026, 11, 23, 18, tzinfo=almaty.zone)


def test_skipping_writes_nothing_on_the_person(at_work: Client, sleeper: Task, marsh: Patient) -> None:
    other = task_about(agrees_to_calls(marsh))
    before = Task.objects.values().get(pk=sleeper.pk)
    answer = at_work.post(reverse("web:call_skip", args=[sleeper.pk]), headers={"HX-Request": "true"})
    assert answer.context["page"].task == other
    assert Task.objects.values().get(pk=sleeper.pk) == before


def test_dialling_counts_and_tells_the_number_to_who_may_see_it(at_work: Client, sleeper: Task) -> None:
    """REC-12: at the counter the number stays masked and is not dialled."""
    url = reverse("web:call", args=[sleeper.pk])
    answer = at_work.post(url, headers={"HX-Request": "true"})
    assert "tel:+8613800138000" in answer.headers["HX-Trigger"]
    at_work.post(reverse("web:counter"), {"on": "1"})
    page = at_work.get(CALLS).content.decode()
    assert "8613800138000" not in page and "138 **** 8000" in page


def test_what_may_not_be_seen_is_not_there(client: Client, almaty_marketer: User, sleeper: Task) -> None:
    client.force_login(almaty_marketer)
    assert client.get(CALLS).status_code == 403


def test_the_call_log_is_filtered_by_its_address(at_work: Client, sleeper: Task, caller: User) -> None:
    end_call(begin_call(sleeper, by=caller), "refused", by=caller, said=Said(stays_away="moved", note="搬到宁波"))
    page = at_work.get(reverse("web:call_log"), {"away": "moved", "outcome": "nonsense"}).content.decode()
    assert "搬到宁波" in page
    assert "搬到宁波" not in at_work.get(reverse("web:call_log"), {"away": "rude"}).content.decode()


def test_why_they_stay_away_and_why_they_stay(
    client: Client, owner: User, caller: User, marketer: User, riverside: Branch
) -> None:
    """CAM-4, CAM-5: counted, as a sentence, each with a list of who said so."""
    for n, away in enumerate(("prices", "prices", "moved")):
        call = begin_call(task_about(person(riverside, n)), by=caller)
        end_call(call, "refused", by=caller, said=Said(stays_away=away, chooses_us="不疼" if n == 0 else ""))
    client.force_login(owner)
    page = client.get(reverse("web:call_reasons")).context["page"]
    assert [(line.people, line.share) for line in page.lines] == [(2, 67), (1, 33)]
    assert "2 of 3" in page.title and page.praised == 1
    assert [words for _call, words in page.praise] == ["不疼"]
    assert client.get(page.lines[0].url).status_code == 200
    client.force_login(marketer)  # who sees the reasons and not the log
    answer = client.get(reverse("web:call_reasons"))
    assert answer.context["page"].lines[0].people == 2 and answer.context["page"].praised == 1
    shown = answer.content.decode()
    assert reverse("web:call_log") not in shown
    assert "不疼" not in shown and Patient.objects.first().full_name not in shown  # counted, not read


def test_scripts_are_read_by_callers_and_written_by_who_may(
    at_work: Client, sleeper: Task, caller: User, owner: User
) -> None:
    """CAM-4: results by version."""
    end_call(begin_call(sleeper, by=caller), "booked", by=caller)
    url = reverse("web:script", args=["sleeping", "zh-hans"])
    [line] = at_work.get(url).context["versions"]
    assert (line.calls, line.reached, line.booked_share) == (1, 1, 100)
    assert at_work.post(url, {"name": "新", "text": "= a\n您好"}).status_code == 403
    writer = Client()
    writer.force_login(owner)
    wrong = writer.post(url, {"name": "新", "text": "= a\n{secret}"})
    assert wrong.status_code == 422 and "{secret}" in wrong.content.decode()
    writer.post(url, {"name": "新", "text": "= a\n您好\n\n= b @hygiene\n洁牙"})
    assert "after a cleaning" in writer.get(url).content.decode(), "whom a step is for is said in words"
    assert [one.version.number for one in writer.get(url).context["versions"]] == [2, 1]


def test_a_telephone_system_announces_who_is_calling(
    at_work: Client, zhou: Patient, caller: User, riverside: Branch
) -> None:
    token = connect_telephone(riverside)
    give_extension(Telephone.objects.get(), caller, "104")
    outside = Client()
    hook = reverse("web:telephone_hook", args=[token])
    assert outside.post(hook, {"number": "138 0013 8000", "extension": "104"}).status_code == 204
    assert zhou.full_name in at_work.get(reverse("web:ringing")).content.decode()
    outside.post(hook, {"number": "139 0013 8001", "extension": "104"})
    unknown = at_work.get(reverse("web:ringing")).content.decode()
    assert "nobody on file" in unknown and "?phone=" in unknown
    outside.post(hook, {"number": "138 0013 8000", "extension": "104", "state": "ended"})
    assert at_work.get(reverse("web:ringing")).content == b""


@pytest.mark.parametrize(
    ("token", "told", "status"),
    [
        ("x" * 43, {"number": "1", "extension": "104"}, 404),
        ("", {"number": "13800138000", "extension": "999"}, 400),
        ("", {"number": "<script>", "extension": "104"}, 204),
        ("", {"number": "1" * 2000, "extension": "104"}, 204),
        ("", {"number": "1\x00", "extension": "²"}, 400),
        ("", {}, 400),
        ("", {"number": "1" * 9000, "extension": "104"}, 404),
    ],
)
def test_what_a_stranger_sends_to_the_telephone_does_no_harm(
    client: Client, caller: User, riverside: Branch, token: str, told: dict[str, str], status: int
) -> None:
    mine = connect_telephone(riverside)
    give_extension(Telephone.objects.get(), caller, "104")
    hook = reverse("web:telephone_hook", args=[token or mine])
    assert client.post(hook, told).status_code == status
    assert client.get(hook).status_code == 405
    assert all(rings.number == "" for rings in Ringing.objects.all())


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
