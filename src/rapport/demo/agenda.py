"""The days ahead: today full at every branch, the next two weeks filling up."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from rapport.demo.cast import GENERAL, ORTHODONTIST, dentists
from rapport.demo.crowd import Crowd
from rapport.demo.diary import Diary
from rapport.demo.life import Life
from rapport.demo.shapes import DemoAppointment, DemoPerson
from rapport.demo.tables.bookings import BOOKED, booked_as
from rapport.demo.tables.services import SERVICES

# appointments a day from today on
_TARGETS = {
    "binjiang": (23, 14, 13, 11, 11, 9, 9, 8, 6, 6, 5, 4, 4, 3),
    "almaty": (20, 12, 10, 9, 8, 8, 6, 6, 5, 5, 4, 3, 3, 2),
}
_NEWCOMERS_TODAY = 2


def fill(people: list[DemoPerson], crowd: Crowd, diary: Diary, rng: Random, today: date) -> list[DemoPerson]:
    """Book people who are due until every day has its target; open the day. Gives the newcomers that this took."""
    newcomers = [_newcomer(crowd, diary, rng, today) for _ in range(_NEWCOMERS_TODAY)]
    due = [person for person in people if _is_due(person, today)]
    rng.shuffle(due)
    for ahead, target in enumerate(_TARGETS[diary.branch.key]):
        day = today + timedelta(days=ahead)
        while diary.load[day] < target and due:
            _book(due.pop(), diary, rng, day, today)
    _open(sorted(_of_today(people, today), key=lambda one: one.starts_at), today)
    return newcomers


def _of_today(people: list[DemoPerson], today: date) -> Iterator[DemoAppointment]:
    """Those of the crowd: what comes of the others is told by their stories."""
    return (one for person in people for one in person.appointments if one.starts_at.date() == today)


def _open(appointments: list[DemoAppointment], today: date) -> None:
    """It is early: the first sits in the chair, the next has come, and one called that they are ill."""
    first, second, *_others, last = appointments
    for one, arrived, minutes in ((first, 12, 9), (second, 6, None)):
        one.state, one.arrived_at = "arrived", one.starts_at - timedelta(minutes=arrived)
        if minutes is not None:
            one.state, one.in_chair_at = "in_chair", one.arrived_at + timedelta(minutes=minutes)
    last.state, last.booked_on = "cancelled", min(last.booked_on, today - timedelta(days=1))


def _is_due(person: DemoPerson, today: date) -> bool:
    if person.deceased or not person.visits or person.story:
        return False
    nothing_ahead = all(one.starts_at.date() < today for one in person.appointments)
    return nothing_ahead and 20 < (today - person.visits[-1].day).days < 330


def _newcomer(crowd: Crowd, diary: Diary, rng: Random, today: date) -> DemoPerson:
    person = crowd.adult(
        rng.choice(("female", "male")), rng.randint(24, 58), today - timedelta(days=rng.randint(1, 5))
    )
    _book_at(person, diary, rng, today, today, ["checkup"], GENERAL[person.branch])
    return person


def _book(person: DemoPerson, diary: Diary, rng: Random, day: date, today: date) -> None:
    if person.age_on(today) < 14:
        services, dentist = rng.choice((["fluoride"], ["sealant"], ["milk_filling"])), ORTHODONTIST[person.branch]
    else:
        services = rng.choice(
            (["checkup", "hygiene"], ["hygiene"], ["filling", "xray"], ["checkup"], ["perio_keep"])
        )
        dentist = rng.choice(dentists(person.branch))
    _book_at(person, diary, rng, day, today, services, dentist)


def _book_at(
    person: DemoPerson, diary: Diary, rng: Random, day: date, today: date, services: list[str], dentist: str
) -> None:
    """On `day` with `dentist`, else with a colleague who has time; not at all when nobody has."""
    minutes = max(30, sum(SERVICES[service].minutes for service in services)) + BOOKED[booked_as(services)].buffer
    for choice in (dentist, *dentists(person.branch)):
        if starts := diary.free(day, choice, minutes):
            Life(person, diary, rng, today).book(day, services, choice, at=rng.choice(starts))
            return
