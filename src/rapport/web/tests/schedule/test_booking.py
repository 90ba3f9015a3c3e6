"""The desk books (BOO-1, LOY-2)."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from rapport.appointments.booking import book
from rapport.appointments.models import Appointment, Service, Slot
from rapport.feedback.complaints import NewComplaint, raise_complaint
from rapport.feedback.models import Heard
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.schedule import DESK, asked, at


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


def test_whoever_rings_is_found_in_the_booking_itself(
    page: Client, service: Service, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1: found as one types; Enter takes the only one who matches; nobody is written down without retyping."""
    url, kept = reverse("web:schedule_new"), {"day": "2026-11-24", "time": "10:00"}
    typing = page.get(url, {**kept, "q": zhou.full_name}, headers={"HX-Request": "true"}).content.decode()
    assert f"person={zhou.pk}" in typing and "time=10%3A00" in typing and "<html" not in typing
    entered = page.get(url, {**kept, "q": zhou.full_name})
    assert entered["Location"].endswith(f"person={zhou.pk}") and "day=2026-11-24" in entered["Location"]
    for said, field in (("13800004673", "phone=13800004673"), ("Nemo", "name=Nemo"), ("4673", "then=book")):
        nobody = page.get(url, {**kept, "q": said}).content.decode()
        assert "Nobody matches" in nobody and field in nobody
        assert ("phone=4673" in nobody) is False
    filled = page.get(reverse("web:person_new"), {"name": "Nemo", "phone": "13800004673"}).content.decode()
    assert 'value="Nemo"' in filled and 'value="13800004673"' in filled


def test_who_is_known_already_is_booked_instead_of_written_down_twice(
    page: Client, service: Service, riverside: Branch, zhou: Patient
) -> None:
    """REC-10, BOO-1: with the time that was chosen; a second Enter opens them and saves nobody."""
    address = reverse("web:person_new") + f"?then=book&branch={riverside.pk}&day=2026-11-24&time=10:00"
    same = {"full_name": zhou.full_name, "birth_date": zhou.birth_date, "branch": riverside.pk}
    shown = page.post(address, same).content.decode()
    lead = shown[: shown.index("data-focus")].rsplit("<a ", 1)[1]
    assert f"person={zhou.pk}" in lead and "time=10%3A00" in lead


def test_who_rings_and_comes_already_or_has_complained_is_booked_with_that_in_view(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient, desk: User
) -> None:
    """CMP-3, BOO-3: on the page of the booking; the appointment carries the flag too."""
    made = book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    booking = reverse("web:schedule_new") + f"?person={zhou.pk}"
    shown = page.get(booking).content.decode()
    assert reverse("web:card_waiting", args=[zhou.pk]) in shown, "no time may suit"
    assert "Comes already" in shown and reverse("web:appointment", args=[made.pk]) in shown
    assert "Complaint open" not in shown
    raise_complaint(NewComplaint(riverside, Heard.DESK, "等了一个小时", ["process"], patient=zhou))
    for url in (booking, reverse("web:appointment", args=[made.pk])):
        assert "Complaint open, day 1" in page.get(url).content.decode()
