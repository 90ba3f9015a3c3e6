"""The gate over a list says of everybody what it says of them alone, and what the rules of the record say."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from rapport.care.models import Plan, ThinkingTime
from rapport.lib import clock
from rapport.outreach.gate import Ask, look, look_many
from rapport.outreach.models import Contact, HoursWish, Manners, Pause, PauseGround, PauseScope
from rapport.people.consents import words_of
from rapport.people.consents.rules import State, state
from rapport.people.guardianship import Reason, who_is_addressed
from rapport.people.models import Consent, ContactPoint, Household, Patient
from rapport.staff.models import Branch

# ten in the evening in Hangzhou, seven in Almaty, five in Moscow, nine in the morning in New York
EVENING = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
TODAY = date(2026, 11, 19)
PEOPLE = 150
ZONES = ("Europe/Moscow", "America/New_York", "Asia/Kolkata")
ASKS = (
    Ask("care", "call"),
    Ask("care", "sms"),
    Ask("marketing", "email"),
    Ask("marketing", "call"),
    Ask("care", "sms", on_request=True),
    Ask("care", "call", on_request=True),
)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def crowd(riverside: Branch, almaty: Branch) -> list[Patient]:
    """Some hundreds, of whom most have something that speaks for or against turning to them."""
    chance = Random(7)
    Manners.objects.create(branch=almaty, a_day=2, a_week=3, household_a_day=0, call_days="12345")
    homes = [Household.objects.create(name=str(n)) for n in range(PEOPLE // 4)]
    people = Patient.objects.bulk_create(_somebody(chance, n, [riverside, almaty], homes) for n in range(PEOPLE))
    generation = dict.fromkeys(people, 0)
    # nobody guards their own guardian: those above have lower ids
    for person in sorted(chance.sample(people, PEOPLE // 3), key=lambda person: person.pk):
        above = [one for one in people if one.pk < person.pk and generation[one] < 3]
        person.guardian = chance.choice(above) if above else None
        generation[person] = generation[person.guardian] + 1 if person.guardian else 0
    Patient.objects.bulk_update(people, ["guardian"])
    _reach(chance, people)
    _said(chance, people)
    _rest(chance, people)
    _past(chance, people)
    return list(Patient.objects.select_related("branch", "guardian__branch"))


def _somebody(chance: Random, number: int, branches: list[Branch], homes: list[Household]) -> Patient:
    return Patient(
        branch=chance.choice(branches),
        full_name=f"Person {number}",
        birth_date=chance.choice([None, ago(chance.randrange(0, 30 * 365)), ago(14 * 365 + chance.randrange(8))]),
        deceased=chance.random() < 0.06,
        time_zone=chance.choice(
            ["", "", "", "Europe/Moscow", "America/New_York", "Asia/Kolkata", "Nowhere/At_All"]
        ),
        household=chance.choice([None, *homes]),
    )


def _reach(chance: Random, people: list[Patient]) -> None:
    points = []
    for person in chance.choices(people, k=2 * PEOPLE):
        flags = {name: chance.random() < 0.2 for name in ("preferred", "do_not_use")}
        kind, number = chance.choice(["phone", "phone", "email"]), len(points)
        points.append(
            ContactPoint(
                patient=person, kind=kind, value=str(number), valid=chance.random() < 0.9,
                verified_at=chance.choice([None, EVENING]), landline=number % 4 == 0, **flags,
            )
        )  # fmt: skip
    ContactPoint.objects.bulk_create(points)


def _said(chance: Random, people: list[Patient]) -> None:
    Consent.objects.bulk_create(
        Consent(
            patient=person,
            purpose=chance.choice(["care", "marketing"]),
            channel=chance.choice(["", "", "sms", "call", "email"]),
            said=chance.choice(["given", "given", "given", "given", "withdrawn", "refused"]),
            day=ago(chance.randrange(-1, 40)),
            expires_on=chance.choice([None, None, None, ago(chance.randrange(-30, 3))]),
        )
        for person in chance.choices(people, k=4 * PEOPLE)
    )


def _rest(chance: Random, people: list[Patient]) -> None:
    pauses = []
    for person in chance.choices(people, k=PEOPLE // 3):
        since = ago(chance.randrange(-1, 9))
        until = chance.choice([None, since + timedelta(days=chance.randrange(12))])
        scope, ground = chance.choice(PauseScope.values), chance.choice(PauseGround.values)
        ended = chance.choice([None, None, EVENING])
        pauses.append(Pause(patient=person, ground=ground, scope=scope, since=since, until=until, ended_at=ended))
    Pause.objects.bulk_create(pauses)
    plans, thinks, wishes = [], [], []
    for person in chance.choices(people, k=PEOPLE // 4):
        made = {"patient": person, "branch": person.branch, "title": "36", "presented_on": ago(30)}
        plans.append(Plan(**made, state=chance.choice(["presented", "accepted", "considering"])))
        starts = ago(chance.randrange(-2, 30))
        days = {"starts_on": starts, "ends_on": starts + timedelta(days=14), "recorded_at": EVENING}
        if early := chance.choice([None, None, ago(chance.randrange(-1, 3))]):
            days |= {"ended_on": early, "ended_how": "phone"}
        thinks.append(ThinkingTime(patient=person, plan=chance.choice([None, plans[-1]]), **days))
    for person in chance.sample(people, PEOPLE // 4):
        opens = chance.randrange(8, 19)
        days = "".join(sorted(chance.sample("1234567", chance.randrange(1, 8))))
        closes = time(opens + chance.randrange(1, 5))
        way = chance.choice(["calls", "messages"])
        wishes.append(HoursWish(patient=person, way=way, opens=time(opens), closes=closes, days=days))
    Plan.objects.bulk_create(plans)
    ThinkingTime.objects.bulk_create(thinks)
    HoursWish.objects.bulk_create(wishes)


def _past(chance: Random, people: list[Patient]) -> None:
    contacts = []
    for person in chance.choices(people, k=PEOPLE):
        addressed = person.guardian or person if chance.random() < 0.7 else chance.choice(people)
        contacts.append(
            Contact(
                patient=person, addressed=addressed, household_id_then=addressed.household_id,
                purpose=chance.choice(["care", "marketing"]), channel="sms", on_request=chance.random() < 0.1,
                direction=chance.choice(["out", "out", "out", "in"]),
                at=EVENING - timedelta(minutes=chance.randrange(0, 33 * 24 * 60) // chance.choice([1, 1, 30])),
            )
        )  # fmt: skip
    Contact.objects.bulk_create(contacts)


def expected(patient: Patient, ask: Ask) -> Counter[str]:
    """What speaks against it this evening, asked one by one of the neighbours' own rules."""
    today = patient.branch.day_of(EVENING)
    said = who_is_addressed(patient, today)
    if said.person is None:
        return Counter(["deceased" if said.reason == Reason.DEAD else str(said.reason)])
    addressed, manners = said.person, Manners.objects.filter(branch=patient.branch).first() or Manners()
    zone = _zone(addressed)
    found = Counter[str]()
    kind = "email" if ask.channel == "email" else "phone"
    points = addressed.contacts.filter(kind=kind, valid=True, do_not_use=False)
    found["no_point"] = not points.exists()
    found["landline"] = ask.channel == "sms" and points.exists() and not points.filter(landline=False).exists()
    said_so = list(patient.consents.filter(purpose=ask.purpose, channel__in=("", ask.channel)))
    # a word against it that is dated tomorrow was said all the same: somebody set the clock back
    on = max([today, *(word.day for word in said_so if word.said != "given")])
    word = state(words_of(said_so), ask.purpose, ask.channel, on)
    against = word != State.GIVEN and (not ask.on_request or word in (State.REFUSED, State.WITHDRAWN))
    found[f"consent_{word}"] = against
    pauses = Pause.objects.filter(patient__in={patient, addressed})
    scopes = ["all", *(["calls"] if ask.is_call else []), *(["marketing"] if ask.is_offer else [])]
    never = pauses.filter(ground="never", scope__in=scopes, ended_at=None).exclude(until__lt=today)
    found["never"] = never.exists()
    if not ask.on_request:
        for pause in pauses.running(today).filter(scope__in=scopes).exclude(ground="never"):
            found[f"pause_{pause.ground}"] = 1
    if not ask.on_request:
        thinks = patient.thinking_times.running(today).exists()
        found["thinking"] = thinks and (ask.is_call or ask.is_offer)
        found += _too_often(patient, addressed, manners, ask)
    if ask.is_call or not ask.on_request:
        found[_hours(addressed, manners, ask, EVENING.astimezone(zone))] += 1
    found[""] = 0
    return +found


def _zone(addressed: Patient) -> ZoneInfo:
    return ZoneInfo(addressed.time_zone) if addressed.time_zone in ZONES else addressed.branch.zone


def _too_often(patient: Patient, addressed: Patient, manners: Manners, ask: Ask) -> Counter[str]:
    zone = _zone(addressed)
    today = EVENING.astimezone(zone).date()
    near = Q(patient=patient) | Q(addressed=addressed)
    if addressed.household_id:
        near |= Q(household_id_then=addressed.household_id)
    counted = list(Contact.objects.out().filter(near, on_request=False))
    days_ago = {one.pk: (today - one.at.astimezone(zone).date()).days for one in counted}
    pressed = [one for one in counted if one.patient_id == patient.pk or one.addressed_id == addressed.pk]
    home = [one for one in counted if one.household_id_then and one.household_id_then == addressed.household_id]

    def within(rows: list[Contact], days: int) -> int:
        return sum(days_ago[one.pk] < days for one in rows)

    offers = [one for one in pressed if one.purpose == "marketing"] if ask.is_offer else []
    caps = {
        "a_day": (manners.a_day, within(pressed, 1)),
        "a_week": (manners.a_week, within(pressed, 7)),
        "a_month": (manners.a_month, within(pressed, 30)),
        "offers_a_month": (manners.offers_a_month, within(offers, 30)),
        "household": (manners.household_a_day, within(home, 1)),
    }
    return Counter(code for code, (most, done) in caps.items() if most and done >= most)


def _hours(addressed: Patient, manners: Manners, ask: Ask, local: datetime) -> str:
    opens, closes = (manners.calls_open, manners.calls_close) if ask.is_call else (time(9), time(20))
    days = set(manners.call_days if ask.is_call else "1234567")
    wish = addressed.hours_wishes.filter(way="calls" if ask.is_call else "messages").first()
    if wish:
        opens, closes, days = max(opens, wish.opens), min(closes, wish.closes), days & set(wish.days)
    if not days or opens >= closes:
        return "hours_never"
    return "" if opens <= local.time() < closes and str(local.isoweekday()) in days else "hours"


def test_a_list_says_of_everybody_what_is_said_of_them_alone(crowd: list[Patient]) -> None:
    """LOY-4, CAM-1, CAM-7, CMP-3, REC-11: codes, whom to speak to, by what, and the next moment."""
    seen: Counter[str] = Counter()
    for turn, ask in enumerate(ASKS):
        glances = look_many(Patient.objects.all(), ask, at=EVENING)
        assert glances.keys() == {patient.pk for patient in crowd}
        for patient in crowd[(turn + 1) % 3 :: 3]:
            glance = glances[patient.pk]
            assert Counter(glance.codes) == expected(patient, ask), (patient.pk, ask)
            assert glance.allowed == (not glance.codes)
            seen.update(glance.codes or ["allowed"])
        for patient in crowd[turn::6]:
            glance, alone = glances[patient.pk], look(patient, ask, at=EVENING)
            assert glance.codes == tuple(reason.code for reason in alone.reasons)
            assert glance.next_moment == alone.next_moment
            assert glance.addressed_id == (alone.addressed and alone.addressed.pk)
            assert glance.contact_point_id == (alone.contact_point and alone.contact_point.pk)
            if glance.next_moment and not glance.allowed:
                assert look(patient, ask, at=glance.next_moment).allowed
    # nothing that can be said was left unsaid
    assert len(seen) == 22, seen


def test_a_list_costs_one_statement_however_long_it_is_and_nobody_of_it_changes_another(
    crowd: list[Patient],
) -> None:
    """The statement, and a short one that tells of the branches and their manners. Siblings, guardians and
    households of the list do not mix."""
    with clock.set_to(EVENING), CaptureQueriesContext(connection) as few:
        look_many(Patient.objects.filter(pk=crowd[0].pk), ASKS[0])
    with clock.set_to(EVENING), CaptureQueriesContext(connection) as many:
        found = look_many(Patient.objects.all(), ASKS[0])
    assert (len(few), len(many), len(found)) == (2, 2, PEOPLE)

    whole = look_many(Patient.objects.all(), ASKS[0], at=EVENING)
    half = look_many(Patient.objects.filter(pk__in=[one.pk for one in crowd[::2]]), ASKS[0], at=EVENING)
    assert half == {pk: whole[pk] for pk in half}
