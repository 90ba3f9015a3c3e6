"""An appointment in the book: its steps, moved, cancelled (BOO-1, BOO-3)."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import translation

from rapport.appointments.actions import add_appointments
from rapport.appointments.booking import book
from rapport.appointments.models import Appointment, Chair, Service
from rapport.appointments.timeline import events as appointment_events
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web.tests.schedule.steps import MONDAY_MORNING, calendar, placed
from tests.schedule import DESK, asked, at, works


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


def test_an_appointment_is_moved_by_form_and_by_dragging(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: into a free time; what is in the way is said, and it stays where it was."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    book(marsh, asked(service, riverside, "12:00", dentist), DESK)
    place = reverse("web:appointment_time", args=[made.pk])
    answer = page.post(place, placed(time="12:15", dentist=dentist.pk))
    assert answer.status_code == 422 and "has just been taken" in answer.content.decode()
    dragged = page.post(place, placed(time="12:15", dentist=dentist.pk), headers={"HX-Request": "true"})
    assert "has just been taken" in dragged["HX-Trigger"] and 'id="live"' in dragged.content.decode()
    dragged = page.post(
        place, placed(time="14:00", dentist=dentist.pk, minutes=45), headers={"HX-Request": "true"}
    )
    assert "moved to" in dragged["HX-Trigger"] and "14:00–14:45" in dragged.content.decode()
    page.post(reverse("web:appointment_undoing", args=[made.pk, made.steps.latest("pk").pk]))
    made.refresh_from_db()
    assert made.starts_at == at("10:00", riverside)


def test_whoever_moves_an_appointment_on_the_phone_reads_the_free_times(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: those of the week of the day that is asked for, its own among them; none that has begun."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    book(marsh, asked(service, riverside, "12:00", dentist), DESK)
    url = reverse("web:appointment", args=[made.pk])
    shown = page.get(url).content.decode()
    monday = 'data-day="2026-11-23" data-time="%s"'
    assert monday % "10:00" in shown and monday % "12:00" not in shown
    with clock.set_to(MONDAY_MORNING + timedelta(hours=2)):
        later = page.get(url, {"day": "2026-11-23", "service": service.pk}, headers={"HX-Request": "true"})
    assert monday % "10:00" not in later.content.decode() and monday % "14:00" in later.content.decode()


def test_who_leaves_is_booked_again_from_where_they_were_seen_off(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1, BOO-3: with the dentist they know; nothing of the kind while they are still to be treated."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    url, again = reverse("web:appointment", args=[made.pk]), f"person={zhou.pk}&amp;dentist={dentist.pk}"
    assert again not in page.get(url).content.decode()
    page.post(reverse("web:appointment_cancellation", args=[made.pk]), {"cancel-why": "ill"})
    assert again in page.get(url).content.decode()


def test_an_appointment_is_dragged_to_another_chair(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-3: one that is free, and back; what is in the way is said."""
    for name in ("一号椅", "二号椅", "三号椅"):
        Chair.objects.create(branch=riverside, name=name)
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    place, dragged = reverse("web:appointment_time", args=[made.pk]), {"HX-Request": "true"}

    def drag(chair: str, clock_time: str = "10:00") -> str:
        told = placed(time=clock_time, dentist=dentist.pk, chair=chair)
        answer = page.post(f"{place}?by=chair", told, headers=dragged)
        made.refresh_from_db()
        return str(json.loads(answer.headers.get("HX-Trigger", "{}")))

    assert calendar(page, by="chair")["seats"] and not calendar(page)["seats"]
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
    place, late = reverse("web:appointment_time", args=[made.pk]), placed(time="19:00", dentist=dentist.pk)
    for headers in ({}, {"HX-Request": "true"}):
        warned = page.post(place, late, headers=headers)
        assert 'name="beyond_hours"' in warned.content.decode()
    made.refresh_from_db()
    assert made.starts_at == at("10:00", riverside)
    page.post(place, {**late, "beyond_hours": "on"})
    made.refresh_from_db()
    assert made.starts_at == at("19:00", riverside)


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
    assert not calendar(client)["events"][0]["editable"]


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


def test_who_is_to_come_is_called_from_the_appointment_and_signs_on_arrival(
    page: Client, service: Service, dentist: User, riverside: Branch, marsh: Patient
) -> None:
    """BOO-3, REC-11: the number that dials and what is missing; at the counter the number is masked."""
    made = book(marsh, asked(service, riverside, "10:00", dentist), DESK)
    address = reverse("web:appointment", args=[made.pk])
    shown = page.get(address).content.decode()
    assert 'href="tel:+8613900139000"' in shown and "data consent missing" in shown
    page.post(reverse("web:counter"), {"on": "1"})
    shown = page.get(address).content.decode()
    assert "tel:" not in shown and "139 **** 9000" in shown


def test_the_card_calls_a_service_as_its_reader_does(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """REC-7: in the language of who reads, not of who booked."""
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    for language, name in service.names.items():
        with translation.override(language):
            [event] = appointment_events(Patient.objects.get(pk=zhou.pk), with_care=True, with_missed=True)
            assert event.title == name
