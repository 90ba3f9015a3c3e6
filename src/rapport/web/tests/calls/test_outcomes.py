"""What came of a call, and what is told of all of them (CAM-1, CAM-5)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from rapport.appointments.booking import Request, Wanted, book
from rapport.appointments.models import Appointment, BookedThrough, Slot
from rapport.lib.refusal import Refused
from rapport.outreach.calls import Said, begin_call, end_call
from rapport.outreach.models import Call, Task, WorkList
from rapport.outreach.tests.calling import EVENING, agrees_to_calls, task_about
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.tests.calls.steps import CALLS, person
from tests.cast import register
from tests.schedule import checkup, works

pytestmark = pytest.mark.now(EVENING)


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


def test_who_asked_for_the_call_back_by_their_own_clock(
    at_work: Client, khalilova: Patient, zhou: Patient, almaty: Branch
) -> None:
    """CAM-1: for a child the guardian is called, who lives three hours behind."""
    child = register(zhou.branch, "周小宝", birth_date=date(2018, 5, 5), guardian=khalilova)
    told = {"outcome": "call_back", "moment": "2026-11-23T18:00"}
    at_work.post(reverse("web:call_outcome", args=[task_about(agrees_to_calls(child)).pk]), told)
    made = Task.objects.get(work_list=WorkList.CALL_BACK)
    assert made.snoozed_until == datetime(2026, 11, 23, 18, tzinfo=almaty.zone)


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
