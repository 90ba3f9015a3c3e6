"""The whole demo clinic from a seed and a day: the same two give the same clinic, to the last payment."""

from collections import Counter
from datetime import date
from random import Random

from rapport.demo import cast, traits
from rapport.demo.agenda import fill
from rapport.demo.courses import CHILD, HABITS, TEENAGER, Habit
from rapport.demo.crowd import Crowd
from rapport.demo.diary import Diary
from rapport.demo.life import Life
from rapport.demo.shapes import DemoClinic, DemoHousehold, DemoPerson
from rapport.demo.stories import TELLERS, Teller
from rapport.demo.tables.phrases import OWN_TAGS

PEOPLE = {"binjiang": 900, "almaty": 600}
_DOUBLES, _DEAD = 3, 3  # a branch
_MOST_REFERRED = 3  # by one of the crowd: the great referrer stays the greatest


def story(seed: int, today: date) -> DemoClinic:
    """The clinic as it stands in the morning of `today`: 1,500 people over four years, in a second or two."""
    people: list[DemoPerson] = []
    households: list[DemoHousehold] = []
    for branch, number in PEOPLE.items():
        made, homes = _branch(branch, number, Random(f"{seed} {branch}"), today)  # noqa: S311 - a story, not a secret
        people += made
        households += homes
    return DemoClinic(
        name=cast.NAME,
        today=today,
        branches=list(cast.BRANCHES.values()),
        staff=list(cast.STAFF.values()),
        prices=cast.price_lists(),
        sources=[place for places in cast.SOURCES.values() for place in places],
        tags=OWN_TAGS,
        households=households,
        people=people,
    )


def _branch(branch: str, number: int, rng: Random, today: date) -> tuple[list[DemoPerson], list[DemoHousehold]]:
    diary = Diary(cast.BRANCHES[branch], today)
    crowd = Crowd(branch, rng, today)
    teller = Teller(crowd, diary, rng, today)
    TELLERS[branch](teller)
    many = crowd.people(number - len(teller.people) - _DOUBLES - 2)
    for person in many:
        Life(person, diary, rng, today).follow(_habit(person, rng, today))
    _refer(many, teller.people, rng)
    traits.bury(many, rng, today, _DEAD)
    many += fill(many, crowd, diary, rng, today)
    for person in many:
        traits.consent(person, rng, today)
        traits.annotate(person, rng, diary)
    many += traits.enter_twice(many, crowd, rng, _DOUBLES)
    people = _in_order(teller.people + many)
    for place, person in enumerate(sorted(people, key=lambda one: (one.registered_on, one.key)), start=1):
        person.file_number = f"{branch[0].upper()}{place:05}"
        traits.tag(person, rng)
        person.visits.sort(key=lambda visit: visit.started_at)
        person.appointments.sort(key=lambda appointment: appointment.starts_at)
    homes = teller.households + crowd.households
    kept = {person.household for person in people}
    return people, [home for home in homes if home.key in kept]


def _habit(person: DemoPerson, rng: Random, today: date) -> Habit:
    age = person.age_on(today)
    if person.guardian:
        return CHILD if age < 12 or rng.random() < 0.3 else TEENAGER
    return rng.choices(HABITS, [habit.share for habit in HABITS])[0]


def _refer(many: list[DemoPerson], told: list[DemoPerson], rng: Random) -> None:
    """Who came by referral gets a referrer who had been a client by then; who referred once refers again."""
    brought: Counter[str] = Counter()
    clients = sorted((p for p in many if p.visits and not p.guardian), key=lambda p: (p.visits[0].day, p.key))
    named = {place.name for places in cast.SOURCES.values() for place in places if place.kind == "referral"}
    newcomers = [person for person in many if person.source in named and not person.guardian]
    great = [person for person in told if person.story == "great referrer"]
    for person in newcomers:
        known = [
            one for one in clients
            if one.visits[0].day < person.registered_on and one.household != (person.household or "-")
            and brought[one.key] < _MOST_REFERRED
        ]  # fmt: skip
        if great and great[0].registered_on < person.registered_on and brought[great[0].key] < 3:
            chosen = great[0]
        elif known and rng.random() < 0.85:
            weights = [(1 + 6 * brought[one.key]) * len(one.visits) for one in known]
            chosen = rng.choices(known, weights)[0]
        else:
            person.referrer_words = rng.choice(
                ("同事", "邻居", "亲戚") if person.language == "zh-hans" else ("коллега", "сосед", "сестра")
            )
            continue
        person.referrer = chosen.key
        brought[chosen.key] += 1


def _in_order(people: list[DemoPerson]) -> list[DemoPerson]:
    """Guardians and referrers before those who name them: grown-ups by registration, then children."""
    return sorted(people, key=lambda person: (bool(person.guardian), person.registered_on, person.key))
