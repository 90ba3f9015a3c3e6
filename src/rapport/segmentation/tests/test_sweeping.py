"""The daily look at everyone: dates move even when nobody acts (PAT-8)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from rapport.appointments.models import Appointment
from rapport.care.actions import NewVisit, record_visits, take_payments
from rapport.care.models import Interruption, Payment, Plan, Treatment, Visit
from rapport.lib import clock
from rapport.people.actions import NewPatient, give_consent, register_patients
from rapport.people.models import Patient, Standing, StandingChange
from rapport.segmentation import scope, sweeping
from rapport.segmentation.models import GradeCount, PatientFacts, Sweep
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.sweeping import look_at_everyone
from rapport.staff.models import Branch, User
from tests.cast import register

BEGIN = datetime(2026, 2, 16, 4, tzinfo=UTC)  # a Monday
pytestmark = pytest.mark.now(BEGIN)


def came(patient: Patient, *days: date) -> None:
    all_came([(patient, day) for day in days])


def all_came(visits: list[tuple[Patient, date]]) -> None:
    """Each was cleaned on the day and paid three days later."""
    where = [{"patient": patient, "branch": patient.branch} for patient, _day in visits]
    days = [day for _patient, day in visits]
    record_visits(
        [
            NewVisit(Visit(day=day, **at), [Treatment(category_id="hygiene", amount=20_000)])
            for at, day in zip(where, days, strict=True)
        ]
    )
    take_payments(
        [Payment(day=day + timedelta(days=3), amount=20_000, **at) for at, day in zip(where, days, strict=True)]
    )


def everybody() -> list[dict[str, Any]]:
    """All facts and grades, but for the days on which they were written."""
    facts = list(PatientFacts.objects.order_by("pk").values())
    for row in facts:
        del row["as_of"]
    grades = Standing.objects.order_by("pk").values("pk", "prospect", "care", "value", "loyalty", "lifecycle")
    return [*facts, *grades]


def people_of_all_kinds(branch: Branch, desk: User) -> None:
    """Whoever the calendar moves: a birthday, a month, a year, a promise that ends, a day that comes."""
    born = [date(1980, 2, 1) + timedelta(days=place) for place in range(40)]
    people = register_patients(
        [NewPatient(Patient(branch=branch, full_name=f"Person {day}", birth_date=day)) for day in born], by=None
    )
    seen = [date(2024, 2, 10) + timedelta(days=19 * place) for place in range(40)]
    again = [day + timedelta(days=200) for day in seen]
    visits = [*zip(people, seen, strict=True), *zip(people, again, strict=True)]
    all_came([(person, day) for person, day in visits if day <= BEGIN.date()])
    for place, person in enumerate(people):
        if place % 4 == 0:
            give_consent(person, "care", by=desk, expires_on=date(2026, 2, 17) + timedelta(days=place))
            Plan.objects.create(
                patient=person,
                branch=branch,
                title="Crown",
                presented_on=date(2026, 2, 10) + timedelta(days=place),
            )
        if place % 5 == 0:
            moment = BEGIN + timedelta(days=place / 2)
            Appointment.objects.create(patient=person, branch=branch, starts_at=moment, state="booked")
            Interruption.objects.create(
                patient=person, reason="price", noticed_on=date(2026, 2, 10), recorded_at=clock.now()
            )


@pytest.mark.parametrize(("pause", "many", "until"), [(1, 1_000, 8), (4, 3, 16)])
def test_the_look_of_a_day_says_what_working_out_everything_says(
    riverside: Branch, desk: User, monkeypatch: pytest.MonkeyPatch, pause: int, many: int, until: int
) -> None:
    """Day by day past a Sunday, or with days off past the end of a month; whether a few turn, or so many that what
    is said of them is put aside first."""
    monkeypatch.setitem(scope.MANY, connection.vendor, many)
    people_of_all_kinds(riverside, desk)
    look_at_everyone()
    moved = 0
    for days in range(pause, until + 1, pause):
        with clock.set_to(BEGIN + timedelta(days=days)):
            look_at_everyone()
            looked = everybody()
            moved += Sweep.objects.latest("day").people
            refresh_facts()
            assert looked == everybody()
    assert 0 < moved < 40 * (until // pause)


def test_a_day_is_looked_at_once(riverside: Branch) -> None:
    came(register(riverside, "Person"), date(2026, 2, 10))
    assert look_at_everyone() == 1
    assert look_at_everyone() == 0
    assert Sweep.objects.count() == 1
    assert GradeCount.objects.filter(day=date(2026, 2, 16)).exists()


def test_days_off_are_caught_up_without_doubling_history(riverside: Branch) -> None:
    """PAT-8: somebody falls asleep while the machine is off; that is told once."""
    came(register(riverside, "Person"), date(2025, 2, 20))
    look_at_everyone()
    assert Standing.objects.get().lifecycle == "due"
    for days in (40, 40, 41):
        with clock.set_to(BEGIN + timedelta(days=days)):
            look_at_everyone()
    assert Standing.objects.get().lifecycle == "sleeping"
    [move] = StandingChange.objects.filter(scheme="lifecycle")
    assert (move.before, move.after, move.day) == ("due", "sleeping", date(2026, 3, 28))


def test_a_day_begins_where_the_people_are(riverside: Branch, almaty: Branch) -> None:
    """In Shanghai it is tomorrow three hours before it is in Almaty."""
    for branch in (riverside, almaty):
        register(branch, f"Person of {branch}")
    look_at_everyone()
    with clock.set_to(datetime(2026, 2, 16, 16, 30, tzinfo=UTC)):
        assert look_at_everyone() == 1
    assert Sweep.objects.get(day=date(2026, 2, 17)).zone == riverside.time_zone


@pytest.mark.parametrize(
    ("guard", "off"),
    [("_turning", lambda before, now, branches: {}), ("fill_months", lambda patients, day: None)],
)
def test_where_nobody_says_whom_the_calendar_moves_a_look_misses_them(
    riverside: Branch, desk: User, monkeypatch: pytest.MonkeyPatch, guard: str, off: Any
) -> None:
    """The guard off: the comparison above would tell."""
    monkeypatch.setattr(sweeping, guard, off)
    people_of_all_kinds(riverside, desk)
    look_at_everyone()
    with clock.set_to(BEGIN + timedelta(days=5)):
        look_at_everyone()
        looked = everybody()
        refresh_facts()
        assert looked != everybody()


@pytest.mark.parametrize(("asked", "stage"), [(True, "due"), (False, "active")])
def test_a_span_of_the_rules_ends_for_somebody_of_whom_no_fact_becomes_another_one(
    riverside: Branch, monkeypatch: pytest.MonkeyPatch, asked: bool, stage: str
) -> None:
    """CAM-3: six months after the last visit. The guard off: where nobody asks whose grades turn, nobody moves."""
    if not asked:
        monkeypatch.setattr(sweeping, "whose_grades_turn", lambda before, today: [])
    came(register(riverside, "Person"), date(2025, 3, 5), date(2025, 8, 18))
    look_at_everyone()
    assert Standing.objects.get().lifecycle == "active"
    with clock.set_to(BEGIN + timedelta(days=3)):
        look_at_everyone()
    assert Sweep.objects.latest("day").people == 0
    assert Standing.objects.get().lifecycle == stage
