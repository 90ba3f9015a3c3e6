"""The pages on which clients book, move and cancel, without anybody being signed in (BOO-1, BOO-2, BOO-3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.appointments.booking import book, confirm
from rapport.appointments.models import (
    Appointment,
    AppointmentState,
    BookedThrough,
    BookingTerms,
    OnlineBooking,
    Service,
    Slot,
    WaitingEntry,
)
from rapport.appointments.online.links import open_link, shown_link
from rapport.appointments.online.moving import MOST_MOVES
from rapport.appointments.tasks import remind_of_appointments
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Message
from rapport.people.actions import put_guardian
from rapport.people.actions.consent_texts import draft_text, publish_text
from rapport.people.models import Consent, Patient, Standing
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web.booking import codes
from rapport.web.booking.holding import MOST_HELD
from rapport.web.booking.month import Asking, month_of
from rapport.web.limits import origin
from tests.cast import register
from tests.schedule import DESK, MONDAY, asked, at, checkup, works

SUNDAY_NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
PHONE = "13700137000"


@pytest.fixture(autouse=True)
def the_day_before(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    monkeypatch.setattr(codes, "_AT_LEAST", 0)
    with clock.set_to(SUNDAY_NOON):
        yield


@pytest.fixture
def service(dentist: User, riverside: Branch) -> Service:
    works(dentist, riverside)
    return checkup(30)


@pytest.fixture
def sms(riverside: Branch) -> ChannelAccount:
    return ChannelAccount.objects.create(name="SMS", provider="kannel", channel="sms", on=True)


@pytest.fixture
def phone() -> Client:
    """A browser that nobody is signed in at."""
    return Client(headers={"accept-language": "en"})


def times_of(branch: Branch, service: Service) -> str:
    return reverse("web:book_times", args=[branch, service.pk])


def hold(phone: Client, branch: Branch, service: Service, clock_time: str = "10:00") -> HttpResponse:
    return phone.post(times_of(branch, service), {"at": at(clock_time, branch).isoformat()})


def open_form(browser: Client, branch: Branch, service: Service) -> dict[str, object]:
    """The hidden fields of the page of who comes, and what somebody new fills in."""
    shown = browser.get(reverse("web:book_who", args=[branch, service.pk])).content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', shown) for name in ("opened", "at", "texts_read")}
    new = {"name": "李小明", "phone": PHONE, "whom": "me", "processing": "on"}
    return {name: found[1] for name, found in hidden.items() if found} | new


def fill_in(browser: Client, branch: Branch, service: Service, **told: object) -> HttpResponse:
    """Open the page of who comes, take some time, and send it."""
    form = open_form(browser, branch, service)
    with clock.set_to(clock.now() + timedelta(seconds=20)):
        return browser.post(reverse("web:book_who", args=[branch, service.pk]), form | told)


def text_of(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_from_the_site_of_the_clinic_to_the_booked_page(
    phone: Client, service: Service, riverside: Branch
) -> None:
    """BOO-1, LOY-2: what there is one of is not asked; every page is kept nowhere and found by no machine."""
    page = phone.get("/book/", follow=True)
    assert page.redirect_chain == [(f"/book/binjiangyuan-{riverside.pk}/", 302)]
    assert (page["Cache-Control"], page["X-Robots-Tag"][:7]) == ("no-store", "noindex")
    page = phone.get(f"/book/{riverside.pk}/{service.pk}/", follow=True)
    assert "Choose a time" in text_of(page) and "35 free" in text_of(page) and "Shanghai time" in text_of(page)
    page = phone.post(times_of(riverside, service), {"at": at("10:00", riverside).isoformat()}, follow=True)
    assert "Book Mon 23 Nov, 10:00" in text_of(page) and Slot.objects.get().held_until
    answer = fill_in(
        phone, riverside, service, birth_date="1985-02-03", troubles=["pain"], haste="now", travel_minutes="50"
    )
    made = Appointment.objects.get()
    assert answer["Location"] == f"/a/{shown_link(made)}/" and shown_link(made) != open_link(made)
    assert (made.signals.troubles, made.signals.haste, made.patient.travel_minutes) == (["pain"], "now", 50)
    page = phone.get(answer["Location"])
    assert "You are booked" in text_of(page) and "We will call you to confirm" in text_of(page)
    assert Slot.objects.get().appointment == made


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("滨江院", "binjiangyuan"),
        ("Клиника на Щёлковской, 2", "klinika-na-shchelkovskoi-2"),
        ("Zoë’s & Co", "zoes-co"),
        ("☆", ""),
    ],
)
def test_the_address_of_a_branch_can_be_read(
    phone: Client, service: Service, riverside: Branch, name: str, address: str
) -> None:
    """BOO-1: numbers from before, and what was printed under another name, lead there."""
    riverside.name = name
    riverside.save()
    here = f"/book/{address}-{riverside.pk}/" if address else f"/book/{riverside.pk}/"
    assert phone.get(here).status_code == 200
    for before in (
        f"/book/{riverside.pk}/{service.pk}/times/?day=2026-11-24",
        f"/book/old-name-{riverside.pk}/{service.pk}/times/?day=2026-11-24",
    ):
        shown = phone.get(before, follow=True)
        assert shown.status_code == 200 and shown.request["PATH_INFO"] == f"{here}{service.pk}/times/"
        assert shown.request["QUERY_STRING"] == "day=2026-11-24"
    assert phone.get("/book/binjiangyuan-999/").status_code == phone.get("/book/binjiangyuan/").status_code == 404


def test_another_time_takes_the_place_of_the_first(phone: Client, service: Service, riverside: Branch) -> None:
    """BOO-1: a browser holds one time."""
    for clock_time in ("10:00", "11:00", "12:00"):
        assert hold(phone, riverside, service, clock_time).status_code == 302
    assert Slot.objects.get().starts_at == at("12:00", riverside)


def test_who_was_too_slow_is_shown_the_nearest_times(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, dentist: User
) -> None:
    """BOO-1: in kind words, and nothing typed is lost."""
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    page = hold(phone, riverside, service)
    assert page.status_code == 422 and "just been taken" in text_of(page) and "Mon 23 Nov, 09:30" in text_of(page)
    hold(phone, riverside, service, "11:00")
    url = reverse("web:book_who", args=[riverside, service.pk])
    form = open_form(phone, riverside, service) | {"remark": "怕疼"}
    with clock.set_to(SUNDAY_NOON + timedelta(minutes=6)):
        book(zhou, asked(service, riverside, "11:00", dentist), DESK)
        page = phone.post(url, form)
        shown = page.content.decode()
        assert page.status_code == 422 and 'value="李小明"' in shown and "怕疼" in shown and "11:30" in shown
        page = phone.post(url, form | {"instead": at("11:30", riverside).isoformat()})
        shown = page.content.decode()
        assert page.status_code == 200 and 'value="李小明"' in shown and "怕疼" in shown
        assert phone.post(url, form | {"at": at("11:30", riverside).isoformat()}).status_code == 302
    assert OnlineBooking.objects.get().appointment.starts_at == at("11:30", riverside)


def test_what_another_window_chose_is_not_booked_in_its_place(
    phone: Client, service: Service, riverside: Branch
) -> None:
    """BOO-1: the page says 10:00, and 11:00 is held since; then they are asked, and get what they say."""
    hold(phone, riverside, service, "10:00")
    form = open_form(phone, riverside, service)
    hold(phone, riverside, service, "11:00")
    url = reverse("web:book_who", args=[riverside, service.pk])
    with clock.set_to(SUNDAY_NOON + timedelta(minutes=1)):
        page = phone.post(url, form)
        assert page.status_code == 422 and "in this browser since" in text_of(page)
        assert "Mon 23 Nov, 10:00" in text_of(page) and not Appointment.objects.exists()
        phone.post(url, form | {"instead": at("10:00", riverside).isoformat()})
        assert phone.post(url, form).status_code == 302
    assert Appointment.objects.get().starts_at == at("10:00", riverside)


def test_nobody_agrees_to_a_text_that_they_have_not_read(
    phone: Client, service: Service, riverside: Branch, owner: User
) -> None:
    """REC-11: a text published since, or in another language, is read first; the boxes are empty again."""
    hold(phone, riverside, service)
    form = open_form(phone, riverside, service)
    url = reverse("web:book_who", args=[riverside, service.pk])
    publish_text(
        draft_text(riverside, "processing", "en", "We keep your name and phone. " * 5, by=owner), by=owner
    )
    with clock.set_to(SUNDAY_NOON + timedelta(minutes=1)):
        for address in (url, f"{url}?language=ru"):
            page = phone.post(address, form)
            assert page.status_code == 422 and not Patient.objects.exists()
            assert 'value="李小明"' in page.content.decode()
            assert not re.search(r'name="processing"[^>]* checked', page.content.decode())
        phone.get(f"{url}?language=en")
        assert fill_in(phone, riverside, service).status_code == 302
    assert Consent.objects.get().text.body.startswith("We keep your name")


def test_choosing_another_language_keeps_what_was_typed(
    phone: Client, service: Service, riverside: Branch
) -> None:
    hold(phone, riverside, service)
    url = reverse("web:book_who", args=[riverside, service.pk])
    page = phone.post(f"{url}?language=ru", {"name": "Ольга", "phone": "", "again": "yes"})
    shown = page.content.decode()
    assert page.status_code == 200 and 'lang="ru"' in shown and 'value="Ольга"' in shown
    assert 'role="alert"' not in shown and phone.get("/book/", follow=True)["Content-Language"] == "ru"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": ""}, "required"),
        ({"name": "<script>alert(1)</script>"}, "in letters"),
        ({"name": "Visit evil.com"}, "in letters"),
        ({"name": "李\x07明"}, "in letters"),
        ({"name": "李" * 500}, "at most 60"),
        ({"phone": "12"}, "no phone number"),
        ({"phone": "13700137000, 13700137001"}, "one to a line"),
        ({"birth_date": "2031-01-01"}, "cannot be a birth date"),
        ({"birth_date": "nonsense"}, "valid date"),
        ({"birth_date": "2020-01-01"}, "for somebody else"),
        ({"whom": "other"}, "your own name"),
        ({"processing": ""}, "Without this consent"),
        ({"travel_minutes": "99999"}, "600"),
        ({"troubles": ["hack"]}, "valid choice"),
        ({"remark": "я" * 301}, "at most 300"),
        ({"opened": "1:forged"}, "very quick"),
    ],
)
def test_what_strangers_type_is_answered_in_words(
    phone: Client, service: Service, riverside: Branch, told: dict[str, object], said: str
) -> None:
    """BOO-1: nobody is written down, nothing of it runs."""
    hold(phone, riverside, service)
    page = fill_in(phone, riverside, service, **told)
    assert page.status_code == 422 and said in page.content.decode() and not Patient.objects.exists()
    assert "<script>alert" not in page.content.decode()


def test_machines_are_thanked_and_nothing_is_kept(phone: Client, service: Service, riverside: Branch) -> None:
    """BOO-1: a field that people do not see; and nobody types in three seconds."""
    hold(phone, riverside, service)
    assert "Thank you" in text_of(fill_in(phone, riverside, service, website="http://spam"))
    page = phone.get(reverse("web:book_who", args=[riverside, service.pk])).content.decode()
    opened = re.search(r'name="opened" value="([^"]+)"', page)
    sent = {"name": "李", "phone": PHONE, "whom": "me", "processing": "on", "opened": opened and opened[1]}
    answer = phone.post(reverse("web:book_who", args=[riverside, service.pk]), sent)
    assert answer.status_code == 422 and not Appointment.objects.exists()


def test_addresses_that_lead_nowhere(
    phone: Client, service: Service, riverside: Branch, almaty: Branch, desk: User
) -> None:
    """BOO-1: another branch's dentist, what is not bookable, what is no number, no date, no time."""
    elsewhere = add_user("kim", name="Ким", password=None, roles=[(Role.DENTIST, almaty)], language="ru")
    works(elsewhere, almaty)
    hidden = checkup()
    Service.objects.filter(pk=hidden.pk).update(bookable_online=False)
    own = times_of(riverside, service)
    for url in (
        f"{own}?dentist={elsewhere.pk}",
        f"{own}?dentist={desk.pk}",
        f"{own}?dentist=x",
        times_of(riverside, hidden),
        "/book/999999/",
        reverse("web:book_times", args=[riverside, 999999]),
        "/book/99999999999999999999/",
    ):
        assert phone.get(url).status_code == 404, url
    for day in ("2026-13-45", "x", "0001-01-01", "9999-12-31", "\x00"):
        assert phone.get(own, {"day": day}).status_code == 200
    for moment in (
        "",
        "x",
        "2026-11-23T10:00",
        "9999-12-31T23:59+00:00",
        "0001-01-01T00:00+14:00",
        "2026-02-31T10:00+08:00",
        "\x00",
    ):
        assert phone.post(own, {"at": moment}).status_code == 422
    assert phone.post(own, {"at": at("03:00", riverside).isoformat()}).status_code == 422
    assert not Slot.objects.exists()
    # nothing held: back to the times
    assert phone.get(reverse("web:book_who", args=[riverside, service.pk])).status_code == 302


def test_a_known_client_comes_in_by_a_code(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, sms: ChannelAccount
) -> None:
    """BOO-1: named, asked nothing that is known, and booked into their own record."""
    url = reverse("web:book_code", args=[riverside, service.pk])
    assert "Been with us before" in text_of(phone.get(times_of(riverside, service)))
    asked_page = phone.post(url, {"phone": "138 0013 8000"})
    unknown = Client(headers={"accept-language": "en"}).post(url, {"phone": PHONE})
    assert text_of(asked_page) == text_of(unknown) and Message.objects.count() == 1
    code = re.search(r"\d{6}", Message.objects.get().body)
    assert code and phone.post(url, {"code": "12"}).status_code == 422
    assert phone.post(url, {"code": code[0]})["Location"] == times_of(riverside, service)
    assert "雅琴, choose a time" in text_of(phone.get(times_of(riverside, service)))
    hold(phone, riverside, service)
    answer = fill_in(phone, riverside, service, patient=str(zhou.pk))
    assert answer.status_code == 302 and OnlineBooking.objects.get().proven
    assert Appointment.objects.get().patient == zhou and not Consent.objects.exists()
    assert "call you" not in text_of(phone.get(answer["Location"]))


def test_how_long_a_code_takes_does_not_tell_either(
    phone: Client, service: Service, riverside: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BOO-1: a number that somebody has takes longer to look into; the answer waits for that."""
    slept: list[float] = []
    monkeypatch.setattr(codes, "_AT_LEAST", 60)
    monkeypatch.setattr("time.sleep", slept.append)
    phone.post(reverse("web:book_code", args=[riverside, service.pk]), {"phone": PHONE})
    assert len(slept) == 1 and 30 < slept[0] <= 60


def come_in(phone: Client, riverside: Branch, service: Service, number: str) -> None:
    """Ask for a code and show it, typed as a Chinese keyboard may write it."""
    url = reverse("web:book_code", args=[riverside, service.pk])
    phone.post(url, {"phone": number})
    code = re.search(r"\d{6}", Message.objects.latest("pk").body)
    wide = (code[0] if code else "").translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert phone.post(url, {"code": f"{wide[:3]} {wide[3:]}"}).status_code == 302


def test_a_known_client_whom_nothing_suits_waits_for_a_time(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, sms: ChannelAccount
) -> None:
    """BOO-3: who they are is asked first; asked twice they are on the list once; opening it does nothing."""
    url = reverse("web:book_waiting", args=[riverside, service.pk])
    assert "Get a code" in text_of(phone.get(url)) and not WaitingEntry.objects.exists()
    come_in(phone, riverside, service, "13800138000")
    assert "Nothing suits?" in text_of(phone.get(times_of(riverside, service)))
    for _ in range(2):
        assert phone.post(url)["Location"] == times_of(riverside, service)
    entry = WaitingEntry.objects.get()
    assert (entry.patient, entry.service, entry.dentist, entry.through) == (zhou, service, None, "online")
    assert "You are on the list" in text_of(phone.get(times_of(riverside, service)))


def test_somebody_new_whom_nothing_suits_waits_for_a_time(
    phone: Client, service: Service, riverside: Branch, sms: ChannelAccount
) -> None:
    """BOO-3, PRO-7, REC-11: they become a prospect with what they agreed to, and are offered a time like all who
    wait; said twice, they wait once, and one number does not fill the list."""
    url = reverse("web:book_waiting", args=[riverside, service.pk])
    assert url in phone.get(times_of(riverside, service)).content.decode()
    shown = phone.get(url).content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', shown)[1] for name in ("opened", "texts_read")}  # type: ignore[index]
    told = hidden | {"name": "李小明", "phone": PHONE, "whom": "me", "processing": "on", "parts": ["morning"]}
    assert phone.post(url, told).status_code == 422  # nobody reads as fast as that
    with clock.set_to(clock.now() + timedelta(seconds=20)):
        assert "Thank you" in text_of(phone.post(url, told | {"website": "http://spam"}))
        without = {name: value for name, value in told.items() if name != "processing"}
        assert phone.post(url, without).status_code == 422 and not Patient.objects.exists()
        for _again in range(2):
            assert "You are on the list" in text_of(phone.post(url, told))
        entry = WaitingEntry.objects.select_related("patient__source").get()
        assert (entry.patient.full_name, entry.patient.source.kind, entry.parts) == (
            "李小明",
            "online",
            ["morning"],
        )
        assert (entry.through, entry.by) == ("online", None) and Patient.objects.count() == 1
        phone.post(url, told | {"name": "李大明"})
        assert phone.post(url, told | {"name": "李中明"}).status_code == 422
    assert WaitingEntry.objects.count() == 2


def test_waiting_again_does_not_undo_what_was_agreed(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, sms: ChannelAccount, dentist: User
) -> None:
    """BOO-3: the time they would give up, the days that suit and the note of the desk stay."""
    theirs = book(zhou, asked(service, riverside, "10:00", dentist, day=MONDAY + timedelta(days=3)), DESK)
    wish = NewWish(riverside, service, weekdays=[1], note="怕疼", instead_of=theirs)
    put_on_list(zhou, wish, through=BookedThrough.DESK, by=None)
    come_in(phone, riverside, service, "13800138000")
    phone.post(reverse("web:book_waiting", args=[riverside, service.pk]))
    entry = WaitingEntry.objects.get()
    assert (entry.instead_of, entry.weekdays, entry.note) == (theirs, [1], "怕疼")
    phone.post(link(theirs, "waiting"))
    assert WaitingEntry.objects.get().note == "怕疼"


def test_a_code_does_not_open_the_records_of_others(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, marsh: Patient, sms: ChannelAccount
) -> None:
    """BOO-1: a foreign id is no choice."""
    url = reverse("web:book_code", args=[riverside, service.pk])
    phone.post(url, {"phone": "13800138000"})
    code = re.search(r"\d{6}", Message.objects.get().body)
    phone.post(url, {"code": code and code[0]})
    hold(phone, riverside, service)
    assert fill_in(phone, riverside, service, patient=str(marsh.pk)).status_code == 422
    assert not Appointment.objects.exists()


def test_class_a_sees_times_kept_for_them(service: Service, riverside: Branch, zhou: Patient) -> None:
    """BOO-2: and days that others do not see yet."""
    BookingTerms.objects.create(branch=riverside, kept_until_hours=0, days_ahead=10)
    late = MONDAY + timedelta(days=4)
    common = month_of(Asking(riverside, service), late)
    Standing.objects.create(patient=zhou, care="A")
    own = month_of(Asking(riverside, service, patient=Patient.objects.get(pk=zhou.pk)), late)
    kept = [time.at.hour for part in own.parts for time in part.times if time.kept]
    assert not common.any_kept and set(kept) == {16, 17}
    assert sum(len(part.times) for part in own.parts) == sum(len(part.times) for part in common.parts) + len(kept)
    further = MONDAY + timedelta(days=15)
    assert month_of(Asking(riverside, service), further).day == date(2026, 12, 2)
    assert month_of(Asking(riverside, service, patient=Patient.objects.get(pk=zhou.pk)), further).day == further


def test_a_month_costs_the_same_however_much_is_booked(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, marsh: Patient, dentist: User
) -> None:
    """BOO-1."""

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert phone.get(times_of(riverside, service)).status_code == 200
        return len(captured)

    cost()
    few = cost()
    for hour in range(9, 18):
        book((zhou, marsh)[hour % 2], asked(service, riverside, f"{hour:02}:00", dentist), DESK)
    assert cost() == few


@pytest.fixture
def made(service: Service, riverside: Branch, zhou: Patient, dentist: User) -> Appointment:
    return book(zhou, asked(service, riverside, "10:00", dentist), DESK)


def test_a_page_reads_the_branches_once(phone: Client, service: Service, riverside: Branch) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert phone.get(reverse("web:book_services", args=[riverside])).status_code == 200
    assert len([one for one in captured if 'FROM "staff_branch"' in one["sql"]]) == 1


def link(made: Appointment, page: str = "link") -> str:
    return reverse(f"web:appointment_{page}", args=[open_link(made)])


def test_what_is_booked_is_called_as_the_client_speaks(phone: Client, made: Appointment) -> None:
    """BOO-3: not as the branch does, whose words the book keeps."""
    assert made.booked_service is not None
    for code, name in made.booked_service.names.items():
        assert name in text_of(phone.get(link(made), {"language": code}))
    made.booked_service = None
    made.save()
    assert made.service in text_of(phone.get(link(made), {"language": "ru"}))


def test_opening_a_link_changes_nothing(phone: Client, made: Appointment) -> None:
    """BOO-3: messengers open links by themselves."""
    for name in ("link", "times", "calendar"):
        assert phone.get(link(made, name)).status_code == 200
    for name in ("confirmation", "cancellation"):
        assert phone.get(link(made, name)).status_code == 405
    made.refresh_from_db()
    assert made.state == AppointmentState.BOOKED and made.steps.count() == 1


def test_they_say_that_they_come_and_change_their_mind(phone: Client, made: Appointment) -> None:
    """BOO-3: confirmed, then cancelled with a reason of their own; the time is free for others at once."""
    phone.post(link(made, "confirmation"))
    assert "look forward" in text_of(phone.get(link(made) + "?language=en"))
    phone.post(link(made, "cancellation"), {"why": "dentist_away", "words": "x\x00" * 900})
    made.refresh_from_db()
    step = made.steps.last()
    assert (made.state, step.why, step.through, len(step.words)) == ("cancelled", "other", "online", 300)
    assert not Slot.objects.exists()
    assert phone.post(link(made, "confirmation")).status_code == 409
    assert phone.get(link(made, "times")).status_code == 302


def test_the_link_in_a_message_shows_whose_phone_it_is(phone: Client, service: Service, riverside: Branch) -> None:
    """BOO-3: the page shown after booking does not: anybody may have typed that phone."""
    hold(phone, riverside, service)
    phone.post(fill_in(phone, riverside, service)["Location"] + "confirmation/")
    waiting = OnlineBooking.objects.to_call_back(clock.now())
    assert Appointment.objects.get().state == "confirmed" and waiting.exists()
    phone.post(link(Appointment.objects.get(), "confirmation"))
    assert not waiting.exists()


def test_a_family_says_with_one_tap_that_it_comes(
    phone: Client, made: Appointment, service: Service, riverside: Branch, sms: ChannelAccount, dentist: User
) -> None:
    """BOO-3: by the link of the message that named them; not by the page shown right after booking."""
    child = register(riverside, "周小宝", birth_date=date(2019, 5, 1))
    put_guardian(child, made.patient, by=None)
    other = book(child, asked(service, riverside, "15:00", dentist), DESK)
    BookingTerms.objects.create(branch=riverside, first_reminder_hours=20)
    with clock.set_to(made.starts_at - timedelta(hours=19)):
        remind_of_appointments()
        assert "小宝 15:00" in text_of(phone.get(link(made)))
        assert "小宝" not in text_of(phone.get(f"/a/{shown_link(made)}/"))
        phone.post(f"/a/{shown_link(made)}/confirmation/", {"all": "1"})
        other.refresh_from_db()
        assert other.state == "booked"
        phone.post(link(made, "confirmation"), {"all": "1"})
    other.refresh_from_db()
    made.refresh_from_db()
    assert other.state == made.state == "confirmed"


def test_they_move_it_themselves(phone: Client, made: Appointment, sms: ChannelAccount, riverside: Branch) -> None:
    """BOO-3: to a free time by the rules for clients, and are written to."""
    assert phone.post(link(made, "times"), {"at": at("08:00", riverside).isoformat()}).status_code == 422
    other = at("10:15", riverside).isoformat()  # shares time with what is given up
    assert "10:15" in text_of(phone.get(link(made, "times"), {"at": other, "language": "en"}))
    assert phone.post(link(made, "times"), {"at": other}).status_code == 302
    made.refresh_from_db()
    assert made.starts_at == at("10:15", riverside) and made.steps.last().moved_from == at("10:00", riverside)
    assert "10:15" in Message.objects.get().body


def test_they_wait_for_an_earlier_time_and_keep_theirs(
    phone: Client, service: Service, riverside: Branch, zhou: Patient, dentist: User
) -> None:
    """BOO-3: from the page of their appointment; asked twice they are on the list once."""
    later = book(zhou, asked(service, riverside, "10:00", dentist, day=MONDAY + timedelta(days=3)), DESK)
    assert "Earlier is better" in text_of(phone.get(link(later), {"language": "en"}))
    for _ in range(2):
        phone.post(link(later, "waiting"))
    entry = WaitingEntry.objects.get()
    assert (entry.patient, entry.instead_of, entry.through) == (zhou, later, "online")
    assert "this one is yours" in text_of(phone.get(link(later), {"language": "en"}))


def test_a_link_ends_with_its_appointment_and_nobody_guesses_one(phone: Client, made: Appointment) -> None:
    """BOO-3."""
    with clock.set_to(made.ends_at):
        assert phone.get(link(made)).status_code == 410
        assert phone.post(link(made, "cancellation")).status_code == 410
    statuses = {phone.get(f"/a/{made.pk}-{n:020}/").status_code for n in range(70)}
    assert statuses == {404, 429}


def test_one_address_does_not_hold_the_whole_book(service: Service, riverside: Branch) -> None:
    """BOO-1: without cookies, too."""
    statuses = [
        hold(Client(), riverside, service, f"{9 + n // 4:02}:{n % 4 * 15:02}").status_code for n in range(41)
    ]
    assert statuses[-1] == 429 and 422 in statuses
    assert Slot.objects.count() == MOST_HELD
    page = hold(Client(headers={"accept-language": "en"}, REMOTE_ADDR="203.0.113.9"), riverside, service, "17:00")
    assert page.status_code == 302, "others are not in the way"


@pytest.mark.parametrize(
    ("address", "same", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"),
        ("203.0.113.9", "203.0.113.9", "203.0.113.8"),
        ("", "", "203.0.113.9"),
    ],
)
def test_one_connection_is_one_origin(rf: Any, address: str, same: str, other: str) -> None:
    """BOO-1: of IPv6, one connection has more addresses than anybody can count."""
    first, second, third = (origin(rf.get("/", REMOTE_ADDR=one)) for one in (address, same, other))
    assert first == second != third


def test_a_stranger_does_not_learn_what_is_kept_for_the_client(
    phone: Client, service: Service, riverside: Branch
) -> None:
    """BOO-2: booked with a name and phone that anybody may type, and put together with their record since."""
    BookingTerms.objects.create(branch=riverside, kept_until_hours=0)
    hold(phone, riverside, service, "10:00")
    shown = fill_in(phone, riverside, service)["Location"]
    booked = Appointment.objects.get()
    Standing.objects.create(patient=booked.patient, care="A")
    day = {"day": (MONDAY + timedelta(days=4)).isoformat(), "language": "en"}
    assert "kept for you" not in text_of(phone.get(f"{shown}times/", day))
    assert "kept for you" in text_of(phone.get(link(booked, "times"), day))


def test_nobody_is_pestered_by_moving(
    phone: Client, made: Appointment, sms: ChannelAccount, riverside: Branch
) -> None:
    """BOO-3: every move writes to a phone that anybody may have typed."""
    for n in range(MOST_MOVES):
        assert (
            phone.post(link(made, "times"), {"at": at(f"{11 + n}:00", riverside).isoformat()}).status_code == 302
        )
    page = phone.post(link(made, "times") + "?language=en", {"at": at("17:00", riverside).isoformat()})
    assert page.status_code == 422 and "moved several times" in text_of(page)
    assert Message.objects.count() == MOST_MOVES and "nearest times" not in text_of(page)


def test_the_desk_sees_who_is_to_be_called_back(
    client: Client, phone: Client, service: Service, riverside: Branch, desk: User
) -> None:
    """BOO-1, BOO-3: until they have confirmed it."""
    hold(phone, riverside, service)
    fill_in(phone, riverside, service, remark="怕疼 13700137009")
    client.force_login(desk)
    page = text_of(client.get(reverse("web:online_bookings")))
    assert "李小明" in page and "137 0013 7000" in page and "call back" in page and "怕疼 13700137009" in page
    client.post(reverse("web:counter"), {"on": "1"})
    page = text_of(client.get(reverse("web:online_bookings")))
    assert "怕疼" in page and "137009" not in page and "137 0013 7000" not in page
    client.post(reverse("web:counter"), {"on": "0"})
    confirm(Appointment.objects.get(), through=BookedThrough.PHONE, by=desk)
    page = text_of(client.get(reverse("web:online_bookings")))
    assert "Nobody to call back" in page and "李小明" in page
