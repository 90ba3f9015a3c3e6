"""The demo clinic is the same every time, holds together, and looks like a clinic."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from itertools import pairwise

import phonenumbers
import pytest

from rapport.appointments.models import AppointmentState
from rapport.care.models import PaymentMethod, PlanState, Resolution
from rapport.care.models.category import BuiltInCategory
from rapport.demo.schedule import is_booked
from rapport.demo.shapes import DemoAppointment, DemoClinic, DemoPerson
from rapport.demo.story import story
from rapport.demo.tables.bookings import BOOKED, booked_as
from rapport.demo.tables.services import SERVICES
from rapport.demo.timetable import is_off, spans
from rapport.people.models.consent import Purpose
from rapport.people.models.contact import ContactKind
from rapport.people.models.patient import Influence, Sex
from rapport.people.models.source import SourceKind
from rapport.people.models.tag import BuiltInTag
from rapport.people.names import ALIKE, similar, split
from rapport.staff.roles import Role

TODAY = date(2026, 11, 22)
BRANCHES = ("binjiang", "almaty")


@cache
def clinic(today: date = TODAY) -> DemoClinic:
    return story(20, today)


def told(name: str) -> list[DemoPerson]:
    return [person for person in clinic().people if person.story == name]


def appointments() -> list[DemoAppointment]:
    return [one for person in clinic().people for one in person.appointments]


def test_the_same_seed_and_day_give_the_same_clinic_in_any_process() -> None:
    code = (
        "from datetime import date; from hashlib import sha256; from rapport.demo.story import story;"
        "print(sha256(repr(story(20, date(2026, 11, 22))).encode()).hexdigest())"
    )
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    elsewhere = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert elsewhere.stdout.strip() == sha256(repr(clinic()).encode()).hexdigest()


def test_another_seed_gives_other_people() -> None:
    assert [p.full_name for p in story(21, TODAY).people] != [p.full_name for p in clinic().people]


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 1, 1), date(2026, 3, 29), date(2026, 8, 2)])
def test_any_day_will_do(today: date) -> None:
    made = clinic(today)
    assert len(made.people) == 1500
    assert all(visit.day < today for person in made.people for visit in person.visits)
    assert sum(person.birth_date is not None for person in made.people) == 1500


def test_guardians_and_referrers_come_before_those_who_name_them() -> None:
    known: set[str] = set()
    for person in clinic().people:
        assert {person.guardian, person.referrer} - {""} <= known
        known.add(person.key)
    assert len(known) == 1500


def test_file_numbers_and_phones_are_given_once_but_to_doubles() -> None:
    people = clinic().people
    assert len({person.file_number for person in people}) == 1500
    phones = Counter(c.value for person in people for c in person.contacts if c.kind == "phone")
    assert sum(number > 1 for number in phones.values()) == 2


def test_every_phone_is_valid_in_its_country() -> None:
    for person in clinic().people:
        for contact in person.contacts:
            if contact.kind == "phone":
                number = phonenumbers.parse(contact.value)
                region = "CN" if person.branch == "binjiang" else "KZ"
                assert phonenumbers.is_valid_number_for_region(number, region), contact.value


def test_nobody_is_in_two_chairs_and_no_dentist_at_two() -> None:
    busy = sorted((a.dentist, a.starts_at, a.ends_at) for a in appointments())
    for (dentist, _, ends), (other, starts, _) in pairwise(busy):
        assert dentist != other or ends <= starts


def test_what_goes_through_the_book_lies_in_the_hours_and_leaves_time_to_make_ready() -> None:
    booked = [one for one in appointments() if is_booked(one, TODAY)]
    assert {one.state for one in booked} == set(AppointmentState.values) - {AppointmentState.UNKNOWN}
    for one in booked:
        day, begins, ends = one.starts_at.date(), one.starts_at.time(), one.ends_at.time()
        assert not is_off(one.dentist, day, TODAY)
        assert any(opens <= begins and ends <= closes for opens, closes in spans(one.branch))
    in_order = sorted(booked, key=lambda one: (one.dentist, one.starts_at))
    for one, after in pairwise(in_order):
        ready = one.ends_at + timedelta(minutes=BOOKED[one.booked].buffer)
        assert one.dentist != after.dentist or ready <= after.starts_at


def test_every_treatment_is_booked_as_something_of_its_category() -> None:
    for key, service in SERVICES.items():
        assert key == "cbct" or BOOKED[booked_as([key])].category == service.category


def test_codes_are_those_of_the_models() -> None:
    house = clinic()
    assert {p.sex for p in house.people} <= set(Sex.values)
    assert {p.influence for p in house.people} <= set(Influence.values)
    assert {a.state for a in appointments()} <= set(AppointmentState.values)
    assert {a.category for a in appointments()} <= set(BuiltInCategory.values)
    assert {price.category for price in house.prices} == set(BuiltInCategory.values)
    assert {plan.state for p in house.people for plan in p.plans} <= set(PlanState.values)
    assert {c.purpose for p in house.people for c in p.consents} == set(Purpose.values)
    assert {c.kind for p in house.people for c in p.contacts} == set(ContactKind.values)
    assert {source.kind for source in house.sources} <= set(SourceKind.values)
    assert {p.source for p in house.people} <= {source.name for source in house.sources}
    assert {tag for p in house.people for tag in p.tags} <= set(BuiltInTag.values) | set(house.tags)
    assert {role for member in house.staff for role in member.roles.values()} == set(Role.values)
    assert {v.resolution for p in house.people for v in p.visits} <= set(Resolution.values)
    assert {pay.method for p in house.people for v in p.visits for pay in v.payments} <= set(PaymentMethod.values)


def test_every_branch_has_its_staff() -> None:
    for branch in BRANCHES:
        roles = Counter(member.roles.get(branch) for member in clinic().staff)
        assert roles["dentist"] == 3
        assert all(roles[role] == 1 for role in Role.values if role != "dentist")


def test_names_are_taken_apart_as_split_would() -> None:
    people = [p for p in clinic().people if p.middle_name or p.language == "zh-hans"]
    wrong = [p.full_name for p in people if split(p.full_name)[:2] != (p.family_name, p.given_name)]
    assert not wrong


@pytest.mark.parametrize("branch", BRANCHES)
def test_a_fifth_of_the_people_bring_60_to_75_per_cent(branch: str) -> None:
    spent = sorted((p.spent for p in clinic().people if p.branch == branch), reverse=True)
    assert 0.60 <= sum(spent[: len(spent) // 5]) / sum(spent) <= 0.75


def test_people_miss_6_to_8_per_cent_of_appointments() -> None:
    past = [a for a in appointments() if a.starts_at.date() < TODAY]
    assert 0.06 <= sum(a.state == "no_show" for a in past) / len(past) <= 0.08


def test_dentists_differ_in_how_long_people_wait() -> None:
    waits: dict[str, list[int]] = {}
    for visit in (visit for person in clinic().people for visit in person.visits):
        waits.setdefault(visit.dentist, []).append(visit.waiting_minutes)
    mean = {dentist: sum(minutes) / len(minutes) for dentist, minutes in waits.items()}
    assert len(mean) == 6
    assert mean["zhao"] > 2 * mean["lin"]


def test_seasons_show_in_hangzhou() -> None:
    months = Counter(v.day.month for p in clinic().people for v in p.visits if v.branch == "binjiang")
    assert months[2] < 0.8 * months[7]


@pytest.mark.parametrize(("branch", "full"), [("binjiang", 23), ("almaty", 20)])
def test_today_is_full_and_the_days_after_fill_up(branch: str, full: int) -> None:
    days = Counter(a.starts_at.date() for a in appointments() if a.branch == branch)
    assert days[TODAY] >= full
    assert all(days[TODAY + timedelta(days=ahead)] for ahead in range(1, 14))
    assert days[TODAY + timedelta(days=12)] < days[TODAY + timedelta(days=1)]


def test_payments_never_exceed_what_was_done() -> None:
    for person in clinic().people:
        for visit in person.visits:
            assert sum(payment.amount for payment in visit.payments) <= visit.amount
            assert all(payment.day <= TODAY for payment in visit.payments)


def test_the_dead_have_no_appointments_ahead_and_died_after_their_last_visit() -> None:
    dead = [person for person in clinic().people if person.deceased]
    assert len(dead) == 6
    for person in dead:
        assert person.died_on and person.visits[-1].day < person.died_on < TODAY
        assert all(a.starts_at.date() < TODAY for a in person.appointments)


def test_doubles_can_be_told_by_phone_or_by_birth_date_and_name() -> None:
    """REC-10."""
    by_birth: dict[tuple[str, date | None], list[DemoPerson]] = {}
    for person in clinic().people:
        by_birth.setdefault((person.branch, person.birth_date), []).append(person)
    alike = [
        (a, b)
        for people in by_birth.values()
        for place, a in enumerate(people)
        for b in people[:place]
        if similar(a.full_name, b.full_name) >= ALIKE
    ]
    assert 6 <= len(alike) <= 9


def test_the_great_referrer_introduced_four_and_has_a_birthday_tomorrow() -> None:
    (zhou,) = told("great referrer")
    referred = Counter(person.referrer for person in clinic().people if person.referrer)
    assert referred[zhou.key] == 4
    assert referred.most_common(1)[0][0] == zhou.key
    assert zhou.birth_date
    assert (zhou.birth_date.month, zhou.birth_date.day) == (11, 23)
    assert zhou.age_on(TODAY) == 45


def test_the_angry_client_waited_longer_each_time_and_comes_today() -> None:
    (zheng,) = told("angry client")
    waited = [visit.waiting_minutes for visit in zheng.visits]
    assert waited == sorted(waited)
    assert waited[-1] == 42
    assert zheng.appointments[-1].starts_at.date() == TODAY


def test_the_sleeping_family_has_not_come_for_a_year_and_has_nothing_booked() -> None:
    family = told("sleeping family")
    assert len({person.household for person in family}) == 1
    assert all(person.visits[-1].day < TODAY - timedelta(days=365) for person in family)
    assert not [a for person in family for a in person.appointments if a.starts_at.date() >= TODAY]


def test_the_child_lacks_the_signature_of_a_mother_who_comes_today() -> None:
    mother, child = sorted(told("child without signature"), key=lambda person: bool(person.guardian))
    assert child.guardian == mother.key
    assert not child.consents
    assert all(person.appointments[-1].starts_at.date() == TODAY for person in (mother, child))


def test_the_newcomers_of_today_show_their_signals() -> None:
    (far,), (afraid,) = told("far and loyal"), told("frightened newcomer")
    assert (far.travel_minutes or 0) > 45
    assert 30 <= far.age_on(TODAY) <= 55
    assert not afraid.consents
    assert "怕疼" in afraid.tags


def test_the_thinkers_are_in_their_thinking_time() -> None:
    (shen,) = told("implant, thinking")
    helen = next(person for person in told("expatriate") if person.given_name == "Helen")
    for plan in shen.plans + helen.plans:
        assert plan.thinking_until and plan.thinking_until > TODAY
    assert sum(person.referrer == helen.key for person in clinic().people) == 3
