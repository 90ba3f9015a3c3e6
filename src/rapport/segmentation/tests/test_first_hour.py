"""What the clinic sees in its first hour, and that the facts behind it are right."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.care.actions import NewVisit, present_plan, record_visits, take_payments
from rapport.care.models import Payment, Plan, Treatment, Visit
from rapport.people.actions import give_consent
from rapport.people.models import ChangedPatient, Patient
from rapport.segmentation.catalogue import COLUMNS
from rapport.segmentation.first_hour import FINDINGS, first_hour, first_hour_as_of
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.refresh import drain_changed, refresh_facts
from rapport.staff.models import Branch
from tests.cast import register

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in Shanghai
pytestmark = pytest.mark.now(NOON)


def visit(patient: Patient, day: date, *amounts: int) -> Visit:
    lines = [Treatment(name="洁治", category_id="hygiene", amount=amount) for amount in amounts]
    [saved] = record_visits([NewVisit(Visit(patient=patient, branch=patient.branch, day=day), lines)])
    return saved


def found(key: str) -> set[Patient]:
    return set(Patient.objects.filter(FINDINGS[key].people(TODAY)))


def test_every_fact_of_the_catalogue_has_its_column() -> None:
    kept = {"patient", "as_of", "brings_80"}
    assert set(COLUMNS) == {field.name for field in PatientFacts._meta.get_fields()} - kept


def test_sleeping_people_are_found_and_those_with_a_date_ahead_are_not(zhou: Patient, marsh: Patient) -> None:
    """CAM-3: no visit for long and no appointment."""
    visit(zhou, date(2025, 11, 20))
    visit(marsh, date(2025, 11, 20))
    ahead = Appointment(patient=marsh, branch=marsh.branch, starts_at=NOON + timedelta(days=3))
    add_appointments([ahead])
    refresh_facts()
    assert found("not_seen_6m") == found("not_seen_12m") == {zhou}
    assert found("not_seen_24m") == set()


def test_exactly_six_months_is_not_yet_long(zhou: Patient) -> None:
    visit(zhou, date(2026, 5, 21))
    refresh_facts()
    assert found("not_seen_6m") == set()


def test_the_dead_are_counted_and_never_called_sleeping(zhou: Patient) -> None:
    visit(zhou, date(2020, 1, 1))
    Patient.objects.filter(pk=zhou.pk).update(deceased=True, died_on=date(2021, 1, 1))
    refresh_facts()
    assert found("deceased") == {zhou}
    assert found("not_seen_36m") == found("no_consent") == found("birthdays_7d") == set()


def test_no_shows_plans_consents_and_phones(zhou: Patient, marsh: Patient) -> None:
    for days in (10, 20):
        add_appointments(
            [Appointment(patient=zhou, branch=zhou.branch, starts_at=NOON - timedelta(days=days), state="no_show")]
        )
    plan = Plan(patient=marsh, branch=marsh.branch, title="36 implant", amount=245000)
    present_plan(plan, on=date(2026, 11, 18))
    give_consent(marsh, "processing", by=None, given_on=TODAY)
    nobody = register(zhou.branch, "无名")
    child = register(zhou.branch, "小周", guardian=zhou)
    refresh_facts()
    assert found("no_shows_2plus") == {zhou}
    assert found("unfinished_plans") == {marsh}
    assert found("no_consent") == {zhou, nobody, child}
    assert found("no_phone") == {nobody}
    assert marsh.facts.thinking_until == date(2026, 12, 2)


def test_birthdays_of_the_week_over_the_end_of_february(riverside: Branch) -> None:
    leap = register(riverside, "闰生", birth_date=date(2000, 2, 29))
    refresh_facts()
    in_common_year = FINDINGS["birthdays_7d"].people(date(2027, 2, 25))
    in_leap_year = FINDINGS["birthdays_7d"].people(date(2028, 2, 23))
    assert set(Patient.objects.filter(in_common_year)) == {leap}
    assert set(Patient.objects.filter(in_leap_year)) == {leap}
    assert not Patient.objects.filter(FINDINGS["birthdays_7d"].people(date(2028, 2, 22))).exists()


def test_who_brings_eighty_per_cent(riverside: Branch) -> None:
    """VAL-5: where the revenue comes from; the group is the smallest that brings 80 %."""
    people = [register(riverside, f"张{n}") for n in range(5)]
    for person, amount in zip(people, (60, 25, 10, 4, 1), strict=True):
        take_payments([Payment(patient=person, branch=riverside, day=TODAY, amount=amount * 100)])
    refresh_facts()
    assert found("brings_80") == set(people[:2])
    assert [p.facts.spend_rank for p in Patient.objects.order_by("pk")] == [1, 2, 3, 4, 5]
    [money] = first_hour(Patient.objects.all(), TODAY).money
    assert (money.total, money.top_20_share) == (10_000, 0.6)


def test_spend_is_what_was_paid_else_what_was_done(zhou: Patient, marsh: Patient) -> None:
    visit(zhou, TODAY, 30_000, 20_000)
    visit(marsh, TODAY, 30_000)
    take_payments([Payment(patient=marsh, branch=marsh.branch, day=TODAY, amount=10_000)])
    refresh_facts()
    assert (zhou.facts.spend, marsh.facts.spend) == (50_000, 10_000)


def test_facts_of_changed_people_follow_and_marks_go(zhou: Patient, marsh: Patient) -> None:
    refresh_facts()
    ChangedPatient.objects.all().delete()
    visit(zhou, TODAY)
    assert drain_changed() == 1
    assert PatientFacts.objects.get(patient=zhou).visits == 1
    assert drain_changed() == 0


def test_one_person_alone_and_everyone_come_to_the_same(zhou: Patient, marsh: Patient) -> None:
    visit(zhou, date(2026, 1, 5), 12_000)
    add_appointments([Appointment(patient=marsh, branch=marsh.branch, starts_at=NOON + timedelta(days=1))])
    refresh_facts()
    whole = list(PatientFacts.objects.order_by("pk").values())
    refresh_facts([zhou.pk, marsh.pk])
    assert list(PatientFacts.objects.order_by("pk").values()) == whole


def test_looking_back_leaves_todays_facts_alone(zhou: Patient) -> None:
    visit(zhou, date(2026, 1, 5))
    refresh_facts()
    before = list(PatientFacts.objects.values())
    figures = first_hour_as_of(Patient.objects.all(), date(2025, 12, 31))
    assert (figures.people["never_seen"], figures.visits) == (1, 0)
    assert list(PatientFacts.objects.values()) == before


def test_midnight_is_the_branches_own(almaty: Branch, riverside: Branch) -> None:
    """An appointment at eight in the evening of the day asked for has happened by the end of that day, there."""
    here, there = register(riverside, "甲"), register(almaty, "Вторая")
    evening = datetime(2026, 11, 20, 17, tzinfo=UTC)  # 01:00 on the 21st in Shanghai, 22:00 on the 20th in Almaty
    add_appointments([Appointment(patient=p, branch=p.branch, starts_at=evening) for p in (here, there)])
    refresh_facts(day=date(2026, 11, 20))
    facts = {f.patient_id: f.next_appointment for f in PatientFacts.objects.all()}
    assert (facts[here.pk], facts[there.pk]) == (evening, None)
