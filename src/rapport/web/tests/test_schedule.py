"""The day at the front desk: what stands in the book, and who sees it (BOO-1, BOO-3, BOO-4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.appointments.actions import add_appointments
from rapport.appointments.booking import book, cancel, hold_slot
from rapport.appointments.models import Appointment, BookedThrough, Chair, Service, Slot
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web.schedule.waiting import Waiting, waiting_of
from tests.cast import register
from tests.schedule import DESK, asked, at, checkup, works

MONDAY_MORNING = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def before_the_first() -> Iterator[None]:
    """Half past eight in Hangzhou."""
    with clock.set_to(MONDAY_MORNING):
        yield


@pytest.fixture
def service(dentist: User, riverside: Branch) -> Service:
    works(dentist, riverside)
    return checkup(30, 10)


@pytest.fixture
def page(client: Client, desk: User) -> Client:
    """The browser at the front desk."""
    client.force_login(desk)
    return client


def test_the_day_shows_who_comes(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1."""
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    shown = page.get(reverse("web:schedule")).content.decode()
    assert "周雅琴" in shown and "10:00–10:30" in shown and "林岚" in shown
    tomorrow = page.get(reverse("web:schedule"), {"day": "2026-11-24"}).content.decode()
    assert "周雅琴" not in tomorrow


@pytest.mark.parametrize("day", ["2026-13-01", "0001-01-01", "yesterday", "９９９９-01-01", "2026-11-23T10:00"])
def test_what_is_no_day_is_not_found(page: Client, day: str) -> None:
    assert page.get(reverse("web:schedule"), {"day": day}).status_code == 404


def test_the_day_of_another_branch_is_not_found(page: Client, almaty: Branch) -> None:
    assert page.get(reverse("web:schedule"), {"branch": almaty.pk}).status_code == 404


def test_the_owner_chooses_a_branch(client: Client, owner: User, riverside: Branch, almaty: Branch) -> None:
    client.force_login(owner)
    shown = client.get(reverse("web:schedule"), {"branch": almaty.pk}).content.decode()
    assert riverside.name in shown and almaty.name in shown


def _calendar(page: Client, **asked_for: object) -> dict[str, Any]:
    """What the browser draws."""
    return dict(json.loads(page.get(reverse("web:schedule"), asked_for).context["data"]))


def test_the_calendar_shows_hours_holds_and_people(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1: when nobody works, what is held, who comes; what was cancelled is free again."""
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    cancel(book(marsh, asked(service, riverside, "12:00", dentist), DESK), "ill", through=BookedThrough.DESK)
    hold_slot(asked(service, riverside, "15:00", dentist, online=True))
    data = _calendar(page)
    assert (data["offset"], data["from"], data["until"]) == ("+08:00", "09:00", "18:00")
    assert data["columns"] == [{"id": str(dentist.pk), "title": "林岚"}]
    events = [(one["start"][11:], one["title"], one["editable"]) for one in data["events"]]
    assert events == [("10:00", "周雅琴", True), ("15:00", "held", False)]
    late = book(marsh, asked(service, riverside, "19:00", dentist, beyond_hours=True), DESK)
    assert [one["start"][11:] for one in _calendar(page)["events"] if "closed" in one["classNames"]] == ["18:00"]
    assert reverse("web:appointment", args=[late.pk]) in page.get(reverse("web:schedule")).content.decode()


def test_the_day_by_chair_and_the_week_of_a_dentist(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1: a chair without anybody has its column too."""
    Chair.objects.create(branch=riverside, name="一号椅")
    Chair.objects.create(branch=riverside, name="二号椅")
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    assert [one["title"] for one in _calendar(page, by="chair")["columns"]] == ["一号椅", "二号椅"]
    week = _calendar(page, whose=dentist.pk, day="2026-11-25")
    assert [one["id"] for one in week["columns"]][::6] == ["2026-11-23", "2026-11-29"]
    assert "周雅琴" in [one.get("title") for one in week["events"]]
    assert page.get(reverse("web:schedule"), {"whose": 99999}).status_code == 404


def test_a_full_day_costs_as_many_queries_as_a_quiet_one(page: Client, dentist: User, riverside: Branch) -> None:
    """BOO-1: with five appointments and with fifty."""
    works(dentist, riverside)
    sizes = []
    for number in (5, 45):
        people = [register(riverside, f"患者{number}{n}") for n in range(number)]
        told = {"branch": riverside, "dentist": dentist, "starts_at": at("10:00", riverside), "state": "arrived"}
        add_appointments([Appointment(patient=one, arrived_at=MONDAY_MORNING, **told) for one in people])
        with CaptureQueriesContext(connection) as asked_of_it:
            assert page.get(reverse("web:schedule")).status_code == 200
        sizes.append(len(asked_of_it))
    assert sizes[0] == sizes[1] <= 25


def test_one_click_a_step_and_its_way_back(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, desk: User
) -> None:
    """BOO-4: the wait runs from the arrival on."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    steps = reverse("web:appointment_steps", args=[made.pk])
    answer = page.post(steps, {"state": "arrived", "next": reverse("web:schedule")})
    assert answer["Location"] == reverse("web:schedule")
    with clock.set_to(MONDAY_MORNING + timedelta(minutes=12)):
        shown = page.get(reverse("web:schedule"))
        assert "waits 12 minutes" in shown.content.decode()
        [toast] = shown.context["messages"]
        page.post(toast.extra_tags, {"next": reverse("web:schedule")})
    made.refresh_from_db()
    assert (made.state, made.arrived_at) == ("booked", None)
    assert "was taken back" in page.get(reverse("web:appointment", args=[made.pk])).content.decode()
    assert page.post(steps, {"state": "cancelled"}).status_code == 404
    page.post(steps, {"state": "done"})
    made.refresh_from_db()
    assert made.state == "booked"


def test_waiting_in_figures(riverside: Branch, zhou: Patient) -> None:
    """BOO-4: the mean of who was taken, the longest of all."""
    now = MONDAY_MORNING

    def one(came: int, taken: int | None, state: str) -> Appointment:
        arrived = now - timedelta(minutes=came)
        seated = None if taken is None else now - timedelta(minutes=taken)
        return Appointment(patient=zhou, branch=riverside, state=state, arrived_at=arrived, in_chair_at=seated)

    told = [one(60, 50, "done"), one(40, 20, "in_chair"), one(8, None, "arrived"), one(25, None, "arrived")]
    found = waiting_of([*told, Appointment(patient=zhou, branch=riverside)], now)
    assert (found.mean, found.longest) == (15, 25)
    assert [minutes for _one, minutes in found.now] == [25, 8]
    assert waiting_of([], now) == Waiting([], None, None)


def _place(**said: object) -> dict[str, object]:
    return {"day": "2026-11-23", "minutes": 30, **said}


def test_an_appointment_is_moved_by_form_and_by_dragging(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: into a free time; what is in the way is said, and it stays where it was."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    book(marsh, asked(service, riverside, "12:00", dentist), DESK)
    place = reverse("web:appointment_time", args=[made.pk])
    answer = page.post(place, _place(time="12:15", dentist=dentist.pk))
    assert answer.status_code == 422 and "has just been taken" in answer.content.decode()
    dragged = page.post(place, _place(time="12:15", dentist=dentist.pk), headers={"HX-Request": "true"})
    assert "has just been taken" in dragged["HX-Trigger"] and 'id="live"' in dragged.content.decode()
    dragged = page.post(
        place, _place(time="14:00", dentist=dentist.pk, minutes=45), headers={"HX-Request": "true"}
    )
    assert "moved to" in dragged["HX-Trigger"] and "14:00–14:45" in dragged.content.decode()
    page.post(reverse("web:appointment_undoing", args=[made.pk, made.steps.latest("pk").pk]))
    made.refresh_from_db()
    assert made.starts_at == at("10:00", riverside)


def test_an_appointment_is_dragged_to_another_chair(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: one that is free, and back; what is in the way is said."""
    for name in ("一号椅", "二号椅", "三号椅"):
        Chair.objects.create(branch=riverside, name=name)
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    place, dragged = reverse("web:appointment_time", args=[made.pk]), {"HX-Request": "true"}

    def drag(chair: str, clock_time: str = "10:00") -> str:
        told = _place(time=clock_time, dentist=dentist.pk, chair=chair)
        answer = page.post(f"{place}?by=chair", told, headers=dragged)
        made.refresh_from_db()
        return str(json.loads(answer.headers.get("HX-Trigger", "{}")))

    assert _calendar(page, by="chair")["seats"] and not _calendar(page)["seats"]
    for chair in ("三号椅", "二号椅"):
        assert f"moved to 23 Nov, 10:00, {chair}." in drag(chair) and made.chair == chair
    page.post(reverse("web:appointment_undoing", args=[made.pk, made.steps.latest("pk").pk]))
    made.refresh_from_db()
    assert made.chair == made.slot.chair.name == "三号椅"
    other = add_user("wu", name="吴", password=None, roles=[(Role.DENTIST, riverside)], language="en")
    works(other, riverside)
    taken = book(marsh, asked(service, riverside, "11:00", other), DESK)
    assert taken.chair == "一号椅"
    assert "This chair is taken" in drag("一号椅", "11:00") and made.chair == "三号椅"
    assert "not used any more" in drag("没有")


def test_beyond_the_hours_only_on_purpose(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1: after the warning, and never over another."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    place, late = reverse("web:appointment_time", args=[made.pk]), _place(time="19:00", dentist=dentist.pk)
    for headers in ({}, {"HX-Request": "true"}):
        warned = page.post(place, late, headers=headers)
        assert 'name="beyond_hours"' in warned.content.decode()
    made.refresh_from_db()
    assert made.starts_at == at("10:00", riverside)
    page.post(place, {**late, "beyond_hours": "on"})
    made.refresh_from_db()
    assert made.starts_at == at("19:00", riverside)


def test_a_time_is_booked_at_the_desk_once(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1: the free times are shown; a form that is sent twice books once, and is taken back in one click."""
    url = reverse("web:schedule_new") + f"?person={zhou.pk}&day=2026-11-23&service={service.pk}"
    shown = page.get(url)
    assert 'data-time="09:00"' in shown.content.decode()
    key = shown.context["form"].initial["key"]
    said = {"service": service.pk, "day": "2026-11-23", "time": "09:15", "remark": "怕疼", "key": key}
    for _ in range(2):
        assert page.post(url, said).status_code == 302
    made = Appointment.objects.get()
    assert (made.starts_at, made.dentist, made.remark) == (at("09:15", riverside), dentist, "怕疼")
    page.post(reverse("web:appointment_taking_back", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "cancelled" and not Slot.objects.exists()


def test_what_a_client_says_on_the_phone_is_kept_for_the_dentist(
    page: Client, service: Service, dentist: User, zhou: Patient
) -> None:
    """LOY-2: captured in the booking, and read on Today and on the card before the visit."""
    url = reverse("web:schedule_new") + f"?person={zhou.pk}"
    said = {"service": service.pk, "day": "2026-11-23", "time": "09:15", "key": "k"}
    page.post(url, {**said, "troubles": ["missing"], "haste": "now", "travel_minutes": "70"})
    made = Appointment.objects.get()
    assert (made.signals.troubles, made.signals.haste, made.patient.travel_minutes) == (["missing"], "now", 70)
    page.force_login(dentist)
    told = "over 45 minutes&#x27; way, aged 30 to 55, severe defects, in a hurry"
    for shown in (
        page.get(reverse("web:today"), {"day": "2026-11-23"}),
        page.get(reverse("web:today_sheets"), {"day": "2026-11-23"}),
        page.get(reverse("web:card", args=[zhou.pk])),
    ):
        assert told in shown.content.decode() and "Treat as anyone, leave time to think." in shown.content.decode()


def test_what_cannot_be_booked_is_said(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1: with what was written kept, and the way beyond the hours."""
    book(marsh, asked(service, riverside, "09:00", dentist), DESK)
    url = reverse("web:schedule_new") + f"?person={zhou.pk}"
    said = {"service": service.pk, "day": "2026-11-23", "time": "09:15", "remark": "怕疼", "key": "k"}
    answer = page.post(url, said)
    assert answer.status_code == 422
    assert "has just been taken" in answer.content.decode() and "怕疼" in answer.content.decode()
    assert 'type="checkbox" name="beyond_hours"' in page.post(url, {**said, "time": "20:00"}).content.decode()
    assert page.post(url, {"day": "soon", "time": "25:00"}).status_code == 422
    assert Appointment.objects.count() == 1


def test_whom_to_book_is_chosen_or_written_down(page: Client, service: Service, riverside: Branch) -> None:
    """BOO-1: the chosen time is kept on the way."""
    shown = page.get(reverse("web:schedule_new"), {"day": "2026-11-24", "time": "10:00"}).content.decode()
    assert 'value="2026-11-24"' in shown
    address = reverse("web:person_new") + f"?then=book&branch={riverside.pk}&day=2026-11-24&time=10:00"
    rows = {"contacts": 0, "full_name": "新患者", "branch": riverside.pk, "sure": "yes"}
    answer = page.post(address, rows)
    newcomer = Patient.objects.get(full_name="新患者")
    assert answer["Location"].startswith(reverse("web:schedule_new"))
    assert f"person={newcomer.pk}" in answer["Location"] and "time=10%3A00" in answer["Location"]


def test_a_cancellation_says_by_whom_and_why(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, desk: User
) -> None:
    """BOO-3."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    told = reverse("web:appointment_cancellation", args=[made.pk])
    assert page.post(told, {"cancel-why": "mood"}).status_code == 422
    page.post(told, {"cancel-why": "ill", "cancel-words": "流感"})
    step = made.steps.latest("pk")
    assert (step.state, step.why, step.words, step.by) == ("cancelled", "ill", "流感", desk)
    shown = page.get(reverse("web:appointment", args=[made.pk])).content.decode()
    assert "流感" in shown and "许文静" in shown


def test_a_dentist_sees_and_does_not_book(
    client: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1: nor does another branch see it."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    client.force_login(dentist)
    shown = client.get(reverse("web:appointment", args=[made.pk])).content.decode()
    assert "周雅琴" in shown and 'name="state"' not in shown
    assert client.post(reverse("web:appointment_steps", args=[made.pk]), {"state": "arrived"}).status_code == 403
    assert not _calendar(client)["events"][0]["editable"]


def test_an_appointment_of_another_branch_is_not_found(page: Client, almaty: Branch, khalilova: Patient) -> None:
    [made] = add_appointments([Appointment(patient=khalilova, branch=almaty, starts_at=MONDAY_MORNING)])
    assert page.get(reverse("web:appointment", args=[made.pk])).status_code == 404
    assert page.post(reverse("web:appointment_steps", args=[made.pk]), {"state": "arrived"}).status_code == 404


def test_who_did_not_come_before_is_shown(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-3."""
    told = {"patient": zhou, "branch": riverside, "state": "no_show"}
    add_appointments([Appointment(starts_at=at("10:00", riverside, date(2026, 10, n)), **told) for n in (1, 2)])
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    shown = page.get(reverse("web:appointment", args=[made.pk])).content.decode()
    assert "did not come 2 times" in shown
