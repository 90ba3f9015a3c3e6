"""The waiting list at the desk, and what a client is asked on the phone (BOO-2, BOO-3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.appointments.booking import book, cancel
from rapport.appointments.models import (
    Answer,
    Appointment,
    AppointmentState,
    BookedThrough,
    Service,
    Slot,
    TimeOffer,
    WaitingEntry,
    Why,
)
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.appointments.waiting.sweep import offer_at
from rapport.care.models import Visit
from rapport.lib import clock
from rapport.outreach.models import Message, Task
from rapport.outreach.tests.providers import account, told
from rapport.people.models import Patient, Standing
from rapport.staff.models import Branch, User
from rapport.web.waiting import pages
from tests.cast import register
from tests.schedule import DESK, SUNDAY_NOON, asked

LIST = "/schedule/waiting/"
ENGLISH = {"language": "en"}


@pytest.fixture(autouse=True)
def on_sunday(settings: LazySettings) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    with clock.set_to(SUNDAY_NOON), told():
        yield


@pytest.fixture
def offered(service: Service, dentist: User, riverside: Branch, marsh: Patient) -> str:
    """The path of the link in the message to Helen, who waits, about Monday 10:00."""
    account()
    gone = book(register(riverside, "王五"), asked(service, riverside, "10:00", dentist), DESK)
    put_on_list(marsh, NewWish(riverside, service), through=BookedThrough.DESK)
    cancel(gone, Why.ILL, through=BookedThrough.PHONE)
    assert offer_at(riverside) == 1
    found = re.search(r"https://clinic\.example(/w/\S+/)", Message.objects.get().body)
    assert found is not None
    return found[1]


def text(response: object) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))  # type: ignore[attr-defined]


def test_from_the_card_onto_the_list_and_off_again(
    client: Client, desk: User, service: Service, zhou: Patient
) -> None:
    """BOO-3: put on with one form, taken back with one click; off with a reason, and in the old place again."""
    client.force_login(desk)
    wish = {"service": service.pk, "weekdays": ["1", "5"], "parts": ["evening"], "note": "下班后"}
    page = reverse("web:card_waiting", args=[zhou.pk])
    assert client.get(page).status_code == 200
    said = client.post(page, {**wish, "first_day": "2026-11-22", "last_day": "2026-11-01"})
    assert said.status_code == 422 and "Choose a last day that is not before the first" in text(said)
    said = client.post(page, {**wish, "first_day": "9999-12-31", "last_day": "9999-12-31"})
    assert said.status_code == 422 and "2200-01-01" in text(said)
    client.post(page, {**wish, "first_day": "2026-11-22", "last_day": "2026-12-20"})
    entry = WaitingEntry.objects.get()
    assert (entry.patient, entry.by, entry.weekdays, entry.parts) == (zhou, desk, [1, 5], ["evening"])
    shown = text(client.get(LIST))
    assert "周雅琴" in shown and "Mon, Fri · evening" in shown and "下班后" in shown
    client.post(reverse("web:waiting_leaving", args=[entry.pk]), {"why": "elsewhere", "words": "B 院"})
    assert "went elsewhere" in text(client.get(LIST))
    client.post(reverse("web:waiting_undoing", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.ended_at is None


def test_a_client_takes_the_time_on_the_phone(client: Client, offered: str, marsh: Patient) -> None:
    """BOO-3: looking changes nothing; yes books it, and what was taken is shown to who looks again."""
    page = client.get(offered, ENGLISH)
    assert "10:00" in text(page) and "until 12:30" in text(page) and page["Cache-Control"] == "no-store"
    assert not Appointment.objects.filter(patient=marsh).exists()
    client.post(f"{offered}taking/")
    assert Appointment.objects.get(patient=marsh).steps.get().through == BookedThrough.ONLINE
    assert "It is yours" in text(client.get(offered, ENGLISH))
    client.post(f"{offered}leaving/")
    assert Appointment.objects.filter(patient=marsh).count() == 1 and "It is yours" in text(
        client.get(offered, ENGLISH)
    )
    cancel(Appointment.objects.get(patient=marsh), Why.ILL, through=BookedThrough.PHONE)
    assert "You do not wait any more" in text(client.get(offered, ENGLISH))


def test_the_page_offers_nothing_that_is_not_kept(client: Client, offered: str) -> None:
    """BOO-3: its time is over and somebody else may have it, though nobody has ended the offer yet."""
    Slot.objects.filter(appointment=None).delete()
    assert "The time for this offer is over" in text(client.get(offered, ENGLISH))


def test_a_client_declines_and_leaves_the_list(client: Client, offered: str) -> None:
    """BOO-3: no, thanks: they keep their place; one more tap, and they are asked no more."""
    client.post(f"{offered}declining/")
    assert "You stay on the list" in text(client.get(offered, ENGLISH))
    said = client.post(f"{offered}taking/?language=en")
    assert said.status_code == 422 and TimeOffer.objects.get().answer == Answer.NO
    client.post(f"{offered}leaving/")
    assert "You are off the list" in text(client.get(offered, ENGLISH))
    assert WaitingEntry.objects.get().ended_why == "asked"


def test_a_link_that_leads_nowhere_is_guessed_in_vain(
    client: Client, riverside: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BOO-3: after some tries of one address nothing is said any more."""
    monkeypatch.setattr("rapport.web.waiting.offers._MOST_GUESSES", 2)
    assert client.get("/w/guess/").status_code == 404
    guesses = [client.post(f"/w/guess-{place}/taking/").status_code for place in range(2)]
    assert guesses == [404, 429]


def test_the_desk_hears_the_answer_and_offers_by_hand(
    client: Client, desk: User, offered: str, zhou: Patient, service: Service
) -> None:
    """BOO-3: on the phone; then another time is chosen from those that are free and suit."""
    client.force_login(desk)
    offer = TimeOffer.objects.get()
    assert "Being asked now" in text(client.get(LIST))
    client.post(reverse("web:waiting_answer", args=[offer.pk]), {"answer": "no"})
    offer.refresh_from_db()
    assert (offer.answer, offer.answered_by) == (Answer.NO, desk)
    page = reverse("web:waiting_entry", args=[offer.entry_id])
    choices = re.findall(r'<option value="(\d+@[^"]+)"', client.get(page).content.decode())
    assert len(choices) == 40
    client.post(reverse("web:waiting_offer", args=[offer.entry_id]), {"time": choices[2]})
    second = TimeOffer.objects.open().get()
    assert second.by == desk and second.starts_at.isoformat() != offer.starts_at.isoformat()
    client.post(reverse("web:waiting_answer", args=[second.pk]), {"answer": "yes"})
    assert Appointment.objects.get(patient=offer.entry.patient).starts_at == second.starts_at
    assert client.post(reverse("web:waiting_answer", args=[second.pk]), {"answer": "maybe"}).status_code == 404
    there = f"{offer.dentist_id}@"
    for nonsense in (
        "", "x@2026-11-23T10:00:00+08:00", "1@soon", "1@2026-11-23T10:00",
        f"{there}9999-12-31T23:59-14:00", f"{there}0001-01-01T00:00+14:00",
    ):  # fmt: skip
        sent = client.post(reverse("web:waiting_offer", args=[offer.entry_id]), {"time": nonsense})
        assert sent.status_code == 404


def test_who_is_asked_on_the_phone_can_be_called_from_the_list(
    client: Client, desk: User, offered: str, marsh: Patient
) -> None:
    """BOO-3, REC-12: with the number that dials; at the counter masked, and it dials nothing."""
    told = {"patient": marsh, "branch": marsh.branch, "purpose": "care", "due_on": SUNDAY_NOON.date()}
    TimeOffer.objects.update(message=None, task=Task.objects.create(**told))
    client.force_login(desk)
    pages = LIST, reverse("web:waiting_entry", args=[TimeOffer.objects.get().entry_id])
    for address in pages:
        assert 'href="tel:+8613900139000"' in client.get(address).content.decode()
    client.post(reverse("web:counter"), {"on": "1"})
    for address in pages:
        shown = client.get(address).content.decode()
        assert "139 **** 9000" in shown and "tel:" not in shown


@pytest.mark.parametrize(("language", "day"), [("zh-hans", "11月23日 星期一"), ("ru", "Пн 23 ноября")])
def test_the_day_of_the_week_stands_where_the_language_puts_it(
    client: Client, desk: User, offered: str, language: str, day: str
) -> None:
    """BOO-3: as on every other page."""
    User.objects.filter(pk=desk.pk).update(language=language)
    client.force_login(desk)
    for address in (LIST, reverse("web:waiting_entry", args=[TimeOffer.objects.get().entry_id])):
        assert day in " ".join(text(client.get(address)).split())


def test_other_branches_and_rights(
    client: Client, almaty: Branch, dentist: User, desk: User, zhou: Patient, khalilova: Patient, service: Service
) -> None:
    """BOO-3: a list is seen at its branch; dentists look, and change nothing."""
    there = put_on_list(khalilova, NewWish(almaty, service), through=BookedThrough.DESK)
    here = put_on_list(zhou, NewWish(zhou.branch, service), through=BookedThrough.DESK)
    client.force_login(desk)
    assert client.get(reverse("web:waiting_entry", args=[there.pk])).status_code == 404
    assert "Халилова" not in text(client.get(LIST)) and client.get(f"{LIST}?branch={almaty.pk}").status_code == 404
    client.force_login(dentist)
    shown = client.get(LIST)
    assert "周雅琴" in text(shown) and b"Offer a time" not in shown.content
    assert client.post(reverse("web:waiting_leaving", args=[here.pk])).status_code in (403, 404)


def left_over(patient: Patient, hours: int) -> Appointment:
    """Booked for so many hours ago, and nobody has said a word."""
    told = {"patient": patient, "branch": patient.branch, "state": AppointmentState.BOOKED}
    return Appointment.objects.create(**told, starts_at=SUNDAY_NOON - timedelta(hours=hours))


def test_what_nobody_said_what_became_of(client: Client, desk: User, service: Service, zhou: Patient) -> None:
    """BOO-3: an appointment whose time has passed stands open on the next day, until somebody says."""
    old, today = left_over(zhou, 20), left_over(zhou, 3)
    Appointment.objects.filter(pk=old.pk).update(booked_service=service, service="检查")
    client.force_login(desk)
    shown = text(client.get(LIST))
    assert "What became of these?" in shown and "Check-up" in shown and "检查" not in shown
    for one, said in ((today, "no_show"), (today, "done"), (old, "cancelled"), (old, "")):
        assert client.post(reverse("web:left_open", args=[one.pk]), {"state": said}).status_code == 404
    client.post(reverse("web:left_open", args=[old.pk]), {"state": "no_show"})
    old.refresh_from_db()
    assert old.state == AppointmentState.NO_SHOW and "What became of these?" not in text(client.get(LIST))


def test_that_they_came_is_said_on_the_next_day(
    client: Client, desk: User, service: Service, zhou: Patient
) -> None:
    """BOO-3, BOO-4: with the visit that it became, of its own day; taken back from the toast, it stands as before.
    On the day itself an appointment goes its way through the chair."""
    old, today = left_over(zhou, 20), left_over(zhou, 3)
    client.force_login(desk)
    client.post(reverse("web:left_open", args=[old.pk]), {"state": "done"})
    old.refresh_from_db()
    assert old.state == AppointmentState.DONE and old.visit is not None
    assert (old.visit.day, old.visit.waiting_minutes) == (date(2026, 11, 21), None)
    undo = reverse("web:appointment_undoing", args=[old.pk, old.steps.get().pk])
    page = client.get(LIST)
    assert undo in page.content.decode() and "What became of these?" not in text(page)
    assert client.post(undo, {"next": LIST}).headers["Location"] == LIST
    old.refresh_from_db()
    assert (old.state, old.visit, Visit.objects.count()) == (AppointmentState.BOOKED, None, 0)
    client.post(reverse("web:appointment_steps", args=[today.pk]), {"state": "done"})
    today.refresh_from_db()
    assert today.state == AppointmentState.BOOKED


def test_at_the_counter_the_list_tells_nobody_s_class(
    client: Client, desk: User, riverside: Branch, service: Service
) -> None:
    """BOO-2: who is of class A has the first turn; in counter mode they stand as they came."""
    for name, care in (("王长", "D"), ("李后", "A")):
        one = register(riverside, name)
        put_on_list(one, NewWish(riverside, service), through=BookedThrough.DESK)
        Standing.objects.update_or_create(patient=one, defaults={"care": care})
    client.force_login(desk)
    assert re.findall("王长|李后", text(client.get(LIST)))[0] == "李后"
    client.post(reverse("web:counter"), {"on": "1"})
    shown = text(client.get(LIST))
    assert re.findall("王长|李后", shown) == ["王长", "李后"]
    assert "class" not in shown.casefold() and "Turn" not in shown


def test_the_list_costs_the_same_however_long(
    client: Client, owner: User, riverside: Branch, service: Service
) -> None:
    """BOO-2: class A first, and said; ten cost as many queries as two."""

    def cost(people: int) -> int:
        for n in range(people):
            one = register(riverside, f"李{WaitingEntry.objects.count()}")
            put_on_list(one, NewWish(riverside, service), through=BookedThrough.DESK)
            Standing.objects.update_or_create(patient=one, defaults={"care": "A" if n else "B"})
        with CaptureQueriesContext(connection) as captured:
            assert "first in turn: class A" in text(client.get(LIST))
        return len(captured)

    client.force_login(owner)
    cost(2)
    few = cost(0)
    assert cost(8) == few


def test_a_long_list_comes_in_pages_in_turn_and_whoever_is_asked_stands_on_each(
    client: Client, desk: User, service: Service, riverside: Branch, offered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BOO-2: class A before who has waited longer, also over the edge of a page."""
    monkeypatch.setattr(pages, "IN_TURN", 2)
    for number in range(4):
        with clock.set_to(clock.now() + timedelta(minutes=number + 1)):
            one = register(riverside, f"Waiter {number}")
            put_on_list(one, NewWish(riverside, service), through=BookedThrough.DESK)
    Standing.objects.update_or_create(patient=one, defaults={"care": "A"})
    client.force_login(desk)
    listed = [client.get(LIST, {"turn": turn}, headers={"accept-language": "en"}) for turn in (0, 1, 2, 99)]
    found = [[line.entry.patient.full_name for line in page.context["page"].waiting] for page in listed]
    assert found == [["Waiter 3", "Helen Marsh"], ["Waiter 0", "Waiter 1"], ["Waiter 2"], ["Waiter 2"]]
    assert [[line.place for line in page.context["page"].waiting] for page in listed] == [[1, 2], [3, 4], [5], [5]]
    assert all("Being asked now" in text(page) for page in listed)
    assert ["?branch" in page.content.decode() and "rel=\"next\"" in page.content.decode() for page in listed] == [
        True, True, False, False,
    ]  # fmt: skip
