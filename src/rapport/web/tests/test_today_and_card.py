"""The morning and the card: who comes, what to mind, and what happened, for those who may see it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment, Service
from rapport.care.actions import NewVisit, present_plan, record_visits, take_payments
from rapport.care.models import Payment, Plan, Treatment, Visit
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.lib.timeline import Kind
from rapport.people.actions import Giver, give_consent, write_note
from rapport.people.models import Note, Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import Branch, User
from rapport.web.card.pages import card_page
from rapport.web.card.timeline import RECENT, timeline
from rapport.web.sight import Sight
from rapport.web.today.pages import Line, Now, today_page
from tests.cast import register

TODAY = date(2026, 11, 21)
ALL = Sight(money=True, care=True, contacts=True, value=True, words=True)
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in Shanghai
pytestmark = pytest.mark.now(NOON)


def book(patient: Patient, hours: float, state: str = "booked", service: str = "洁治") -> Appointment:
    starts_at = NOON + timedelta(hours=hours)
    return add_appointments(
        [Appointment(patient=patient, branch=patient.branch, starts_at=starts_at, state=state, service=service)]
    )[0]


def words(line: Line | Now) -> set[str]:
    assert isinstance(line, Line)
    return {flag.word for flag in line.flags}


def test_the_desk_sees_who_comes_and_what_to_mind(riverside: Branch, desk: User, zhou: Patient) -> None:
    """CMP-7: today's clients with what to mind, birthdays."""
    present_plan(Plan(patient=zhou, branch=riverside, title="26 种植"), on=TODAY - timedelta(days=3))
    register(riverside, "吴昊", referrer=zhou)
    book(zhou, 2)
    refresh_facts()
    page = today_page(riverside, TODAY, desk)
    [now, line] = page.lines
    assert isinstance(now, Now)
    assert words(line) == {
        "data consent missing",
        "thinking until 2 Dec",
        "brought 1 person",
        "birthday tomorrow",
    }
    assert [person.full_name for person, _age in page.birthdays] == ["周雅琴"]


def test_the_signature_of_a_child_is_the_guardians(riverside: Branch, desk: User) -> None:
    """REC-11: guardian for a minor."""
    child = register(riverside, "刘思源", birth_date=date(2017, 4, 1))
    book(child, 1)
    refresh_facts()
    assert words(today_page(riverside, TODAY, desk).lines[1]) == {"guardian's signature missing"}
    with pytest.raises(Refused) as refusal:
        give_consent(child, "processing", by=desk, given_on=TODAY)
    assert refusal.value.code == "guardian_needed"
    give_consent(child, "processing", by=desk, given_on=TODAY, giver=Giver("何敏", "mother"))
    refresh_facts()
    assert words(today_page(riverside, TODAY, desk).lines[1]) == set()


def test_the_day_is_the_branches_own(riverside: Branch, almaty: Branch, owner: User) -> None:
    late = book(register(riverside, "晚归"), 11.9)  # five to midnight in Shanghai
    book(register(almaty, "Поздняя"), 15.5)  # half past midnight of the 22nd in Almaty
    refresh_facts()
    lines = [line for line in today_page(riverside, TODAY, owner).lines if isinstance(line, Line)]
    assert [line.appointment for line in lines] == [late]
    assert today_page(almaty, TODAY, owner).lines == []
    assert today_page(almaty, TODAY + timedelta(days=1), owner).counts[""] == 1


def test_cancelled_ones_are_not_expected(riverside: Branch, desk: User, zhou: Patient) -> None:
    book(zhou, 1, state="cancelled")
    assert today_page(riverside, TODAY, desk).counts[""] == 0


def test_today_costs_the_same_for_few_and_for_many(client: Client, desk: User, riverside: Branch) -> None:
    def queries(people: int) -> int:
        for n in range(people):
            book(register(riverside, f"客{n}"), n / 10)
        refresh_facts()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("web:today")).status_code == 200
        return len(captured)

    client.force_login(desk)
    assert queries(2) == queries(30)


@pytest.mark.parametrize("asked", ["", "0001-01-01", "9999-12-31", "yesterday", "2026-02-30"])
def test_a_strange_day_in_the_address_is_today(client: Client, desk: User, zhou: Patient, asked: str) -> None:
    client.force_login(desk)
    assert client.get(reverse("web:today"), {"day": asked, "branch": "x", "view": "?"}).status_code == 200


def live(patient: Patient, years: int) -> None:
    for n in range(years):
        day = TODAY - timedelta(days=30 * n + 1)
        line = Treatment(name=f"洁治 {n}", category_id="hygiene", amount=30_000)
        record_visits([NewVisit(Visit(patient=patient, branch=patient.branch, day=day), [line])])
        take_payments([Payment(patient=patient, branch=patient.branch, day=day, amount=30_000, method="cash")])


def test_the_timeline_tells_what_comes_and_what_was(zhou: Patient, owner: User) -> None:
    """REC-7: everything on one timeline, what is to come soonest first, the past latest first."""
    live(zhou, 3)
    write_note(zhou, "喜欢上午来", by=owner)
    book(zhou, 48, service="复查")
    book(zhou, 24, service="拆线")
    shown = card_page(zhou, owner).timeline
    assert [event.title for event in shown.coming] == ["拆线", "复查"]
    [year] = shown.years
    assert [event.kind for event in year.events[:3]] == [Kind.NOTE, Kind.VISIT, Kind.MONEY]
    assert year.events[0].below == "喜欢上午来"
    only_notes = timeline(zhou, ALL, kind=Kind.NOTE)
    assert [event.kind for year in only_notes.years for event in year.events] == [Kind.NOTE]


def test_a_kept_appointment_is_told_once_by_its_visit(zhou: Patient, owner: User) -> None:
    kept = Appointment(patient=zhou, branch=zhou.branch, starts_at=NOON - timedelta(days=2), state="done")
    visit = Visit(patient=zhou, branch=zhou.branch, day=TODAY - timedelta(days=2), complaint="牙痛")
    add_appointments([kept], [NewVisit(visit)])
    titles = [event.title for year in card_page(zhou, owner).timeline.years for event in year.events]
    assert titles == ["牙痛"]


def test_a_long_history_is_shown_in_part_and_whole_on_demand(zhou: Patient, owner: User) -> None:
    live(zhou, RECENT)
    assert card_page(zhou, owner).timeline.earlier == RECENT
    first = TODAY.year - 10
    assert timeline(zhou, ALL, since=first).earlier == 0


def test_the_card_of_a_regular_costs_few_queries_however_often_they_came(
    client: Client, owner: User, zhou: Patient, django_assert_max_num_queries: Callable
) -> None:
    """REC-7: each table is asked once, those in which this person does not stand not at all."""
    client.force_login(owner)
    url = reverse("web:card", args=[zhou.pk])
    give_consent(zhou, "marketing", by=owner)
    write_note(zhou, "喜欢上午来", by=owner)
    book(zhou, 24)
    live(zhou, 2)
    client.get(url)  # the first look at a card is written down
    costs = []
    for more in (0, 30):
        live(zhou, more)
        with django_assert_max_num_queries(21) as asked:
            assert client.get(url).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_caller_sees_no_money(client: Client, caller: User, desk: User, zhou: Patient) -> None:
    """REC-12: access is by role."""
    live(zhou, 1)
    refresh_facts()
    for user, sees in ((desk, True), (caller, False)):
        client.force_login(user)
        page = client.get(reverse("web:card", args=[zhou.pk])).content.decode()
        assert ("CN¥300" in page) is sees


def test_relatives_of_another_branch_are_not_named(
    client: Client, marketer: User, zhou: Patient, almaty: Branch
) -> None:
    """REC-12: access is by branch, for the people a card mentions too."""
    other = register(almaty, "Тайная Фамилия")
    Patient.objects.filter(pk=zhou.pk).update(referrer=other, guardian=other)
    client.force_login(marketer)
    page = client.get(reverse("web:card", args=[zhou.pk])).content.decode()
    assert "Тайная" not in page and "someone of another branch" in page


def test_a_note_is_kept_and_an_empty_one_is_not(client: Client, desk: User, marketer: User, zhou: Patient) -> None:
    client.force_login(desk)
    url = reverse("web:card_notes", args=[zhou.pk])
    assert client.post(url, {"text": "<script>alert(1)</script>"}).status_code == 302
    page = client.get(reverse("web:card", args=[zhou.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page
    assert client.post(url, {"text": "  "}).status_code == 422
    client.force_login(marketer)
    assert client.post(url, {"text": "no right"}).status_code == 403
    assert Note.objects.count() == 1


@pytest.mark.parametrize(("language", "word"), [("ru", "Осмотр"), ("zh-hans", "检查"), ("en", "口腔检查")])
def test_what_somebody_comes_for_is_said_as_the_reader_speaks(
    client: Client, desk: User, zhou: Patient, language: str, word: str
) -> None:
    """A branch writes it down in its own language; a service that has a name in another is called by that."""
    told = {"starts_at": clock.now(), "service": "口腔检查", "branch": zhou.branch}
    service = Service.objects.create(names={"zh-hans": "检查", "ru": "Осмотр"}, category_id="checkup", minutes=30)
    [held] = add_appointments([Appointment(patient=zhou, booked_service=service, **told)])
    User.objects.filter(pk=desk.pk).update(language=language)
    client.force_login(desk)
    for page in (reverse("web:today"), reverse("web:appointment", args=[held.pk])):
        assert f">{word}<" in client.get(page).content.decode(), page


def test_the_number_to_call_stands_in_the_head_of_the_card(client: Client, desk: User, marsh: Patient) -> None:
    """REC-2: on every tab, at a glance."""
    client.force_login(desk)
    head = client.get(f"/patients/{marsh.pk}/consents/").content.decode()
    assert 'href="tel:+8613900139000"' in head
