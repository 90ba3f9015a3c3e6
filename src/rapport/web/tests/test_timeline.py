"""The timeline of a person (REC-7): everything there is, filtered, by year, as fast with 500 events as with 5."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.care.actions import NewVisit, record_visits, take_payments
from rapport.care.models import Payment, Treatment, Visit
from rapport.lib.timeline import Event, Kind
from rapport.people.actions import write_note
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.web.card import timeline as timelines
from rapport.web.card.timeline import RECENT, timeline
from rapport.web.sight import Sight

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
ALL = Sight(money=True, care=True, contacts=True, value=True, words=True)

# models that hang on a person and are told on the timeline
TOLD = {
    "people.Note",
    "people.Consent",
    "people.Merge",
    "people.Steward",
    "people.Departure",
    "people.NotedSatisfaction",
    "people.Participation",
    "people.Purchase",
    "people.StandingChange",
    "people.Questionnaire",
    "care.Judgement",
    "care.Visit",
    "care.Course",
    "care.Finding",
    "care.Interruption",
    "care.Plan",
    "care.ThinkingTime",
    "care.Payment",
    "care.Photo",
    "appointments.Appointment",
    "outreach.Pause",
    "outreach.Answer",
    "outreach.Message",
    "outreach.Call",
    "feedback.Complaint",
    "feedback.Promise",
    "feedback.Survey",
    "feedback.Slip",
    "feedback.Loss",
    "feedback.Minute",
    "feedback.ServiceForm",
    "loyalty.LedgerLine",
    "loyalty.Card",
    "loyalty.Reward",
}
# and those that are not, with the reason
NOT_TOLD = {
    "people.Patient": "who guards or brought whom is on the tab of the family",
    "people.ChangedPatient": "a mark for the machinery",
    "people.ContactPoint": "what is, not what happened; changes stand in the audit",
    "people.FormerNumber": "a key of files",
    "people.LikelyDuplicate": "a guess",
    "people.TwoPeople": "a word on a guess",
    "people.PatientTag": "what is; changes stand in the audit",
    "people.SearchTerm": "worked out from the record",
    "people.Signing": "a tablet on its way; what comes of it is the consent",
    "outreach.Contact": "told by its message or call",
    "outreach.ChannelIdentity": "a key of providers",
    "outreach.Hold": "who has them on the screen now",
    "outreach.HoursWish": "what is; changes stand in the audit",
    "outreach.Task": "what is to be done; what was done about it is told",
    "loyalty.Balance": "worked out from the lines of the ledger",
    "segmentation.PatientFacts": "worked out from everything",
    "care.Treatment": "told by its visit",
    "appointments.WaitingEntry": "a wish; the time they get is an appointment",
    "people.GradeByHand": "told by the move that it makes",
    "people.HeldMove": "waits on the tab of where they stand, and is told once it happens",
    "people.Standing": "what is; what happened are the moves",
}
pytestmark = [pytest.mark.each_database, pytest.mark.now(NOON)]


def live(patient: Patient, by: User, visits: int) -> None:
    """Visits with payments and notes, every three weeks back from yesterday."""
    days = [TODAY - timedelta(days=21 * n + 1) for n in range(visits)]
    where = {"patient": patient, "branch": patient.branch}
    record_visits(
        [
            NewVisit(Visit(day=day, **where), [Treatment(name="洁治", category_id="hygiene", amount=30_000)])
            for day in days
        ]
    )
    take_payments([Payment(day=day, amount=30_000, method="cash", **where) for day in days])
    for n in range(visits):
        write_note(patient, f"记 {n}", by=by, at=NOON - timedelta(days=21 * n + 1))


def test_every_model_of_a_person_is_told_or_has_a_reason() -> None:
    """REC-7: whoever adds a table decides whether it belongs on the timeline."""
    hanging = {
        model._meta.label
        for model in apps.get_models()
        if any(field.related_model is Patient for field in model._meta.concrete_fields)
    }
    assert hanging == TOLD | NOT_TOLD.keys() and not TOLD & NOT_TOLD.keys()


@pytest.mark.one_database
def test_500_events_cost_as_many_queries_as_five(client: Client, owner: User, zhou: Patient) -> None:
    """REC-7: fast at 500 events, whole."""
    client.force_login(owner)
    url = reverse("web:card_timeline", args=[zhou.pk])

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url, {"since": "1999"}).status_code == 200
        return len(captured)

    live(zhou, owner, 2)
    cost()  # the first look at a card is written down
    few = cost()
    live(zhou, owner, 166)
    shown = timeline(zhou, ALL, since=1999)
    assert sum(len(year.events) for year in shown.years) >= 500
    assert cost() == few


def test_years_open_one_by_one(zhou: Patient, owner: User) -> None:
    """REC-7: the latest first, earlier years on demand, nothing twice and nothing left out."""
    live(zhou, owner, 60)
    shown = timeline(zhou, ALL)
    total = 60 * 3
    assert sum(len(year.events) for year in shown.years) == RECENT and shown.earlier == total - RECENT
    asked: list[int | None] = []
    while shown.next_year is not None:
        assert f"since={shown.next_year}" in shown.more
        asked.append(shown.next_year)
        shown = timeline(zhou, ALL, since=shown.next_year)
    assert asked == [2026, 2025, 2024, 2023]
    assert sum(len(year.events) for year in shown.years) == total and shown.earlier == 0


def test_filters_are_those_of_which_there_is_one(client: Client, zhou: Patient, owner: User) -> None:
    """The filter stands in the URL, and goes with the link to earlier years."""
    live(zhou, owner, 50)
    shown = timeline(zhou, ALL, kind=Kind.NOTE)
    assert [str(one.label) for one in shown.filters] == ["All", "Visits", "Notes", "Money"]
    assert {event.kind for year in shown.years for event in year.events} == {Kind.NOTE}
    assert "kind=note" in shown.more and shown.earlier == 10
    client.force_login(owner)
    for strange in ("?kind=%00", "?kind=x&since=abcd", "?since=0000", "?since=99999999999"):
        assert client.get(reverse("web:card_timeline", args=[zhou.pk]) + strange).status_code == 200


def test_what_is_of_the_mouth_or_of_money_is_for_those_who_may(
    zhou: Patient, owner: User, marketer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REC-12: whatever a source gives."""
    live(zhou, owner, 1)
    finding = Event(TODAY, Kind.CARE, "dental", "46 龋")
    monkeypatch.setattr(timelines, "SOURCES", (*timelines.SOURCES, lambda patient, sight: [finding]))

    def kinds(user: User) -> set[str]:
        shown = timeline(zhou, Sight.of(user, zhou))
        return {event.kind for year in shown.years for event in year.events}

    assert {Kind.CARE, Kind.MONEY} <= kinds(owner)
    assert not {Kind.CARE, Kind.MONEY} & kinds(marketer)
