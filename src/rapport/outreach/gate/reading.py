"""What the gate has to know, of one person or of a hundred thousand: one statement, whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from rapport.lib.listing import read_listed
from rapport.outreach.gate.hours import Hours, zone_of
from rapport.outreach.gate.situation import POINTS, Ask, Past, Rest, Situation, Thought
from rapport.outreach.gate.statement import statement
from rapport.outreach.models import Manners
from rapport.people.consents.rules import Word
from rapport.people.guardianship import AGES, STRICTEST
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.staff.models import Branch

# the longest cap looks 30 days of the person back, and a day is at most 25 hours
LOOKS_BACK = timedelta(days=32)
_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class House:
    """What holds for a branch at the moment asked about."""

    zone: ZoneInfo
    manners: Manners
    today: date
    # who was born on this day or before speaks for themselves, and from how many years on
    grown: date
    age: int


def houses_at(at: datetime) -> dict[int, House]:
    """Every branch by its id. One query."""
    found = {}
    for branch in Branch.objects.select_related("manners").order_by():
        age = AGES.get(branch.region, STRICTEST).data
        today = branch.day_of(at)
        found[branch.pk] = House(branch.zone, Manners.of(branch), today, years_later(today, -age), age)
    return found


def years_later(day: date, years: int) -> date:
    """The day on which somebody born on `day` is so many years older; of the 29th of February the 1st of March,
    and backwards the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1) if years > 0 else date(day.year + years, 2, 28)


class Row(NamedTuple):
    """A row of the statement: see `statement`."""

    patient_id: int
    branch_id: int
    born: Any
    addressed_id: int | None
    unspoken: str
    zone: str
    addressed_branch_id: int | None
    household_id: int | None
    points: Any
    words: Any
    rests: Any
    other_rests: Any
    thoughts: Any
    opens: Any
    closes: Any
    days: str | None
    about: Any
    spoken_to: Any
    at_home: Any


def read_situations(people: QuerySet[Patient], ask: Ask, at: datetime) -> Iterator[Situation]:
    """The situation of each of `people` at the moment `at`, in no order; nothing for who is no more."""
    houses = houses_at(at)
    if not houses:
        return
    with connection.cursor() as cursor:
        cursor.execute(*statement_for(people, ask, at, houses))
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            for row in rows:
                yield _situation(Row(*row), houses, ask)


def read_for_each(pk: int, asks: Collection[Ask], at: datetime) -> dict[Ask, Situation]:
    """The situation of one person for each of `asks`, in one statement too."""
    houses = houses_at(at)
    if not (houses and asks):
        return {}
    people, asked = Patient.objects.filter(pk=pk), list(dict.fromkeys(asks))
    found = [statement_for(people, ask, at, houses) for ask in asked]
    text = " UNION ALL ".join(f"SELECT {place}, * FROM ({sql}) said" for place, (sql, _) in enumerate(found))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(text, [value for _, params in found for value in params])
        return {asked[place]: _situation(Row(*row), houses, asked[place]) for place, *row in cursor.fetchall()}


def statement_for(
    people: QuerySet[Patient], ask: Ask, at: datetime, houses: Mapping[int, House]
) -> tuple[str, list[Any]]:
    """The SQL that reads what has to be known of `people`, and its parameters."""
    ids, params = people.order_by().values("pk").query.sql_with_params()
    return statement(ids, params, houses, ask, POINTS[ask.channel], at - LOOKS_BACK)


def _situation(row: Row, houses: dict[int, House], ask: Ask) -> Situation:
    house = houses[row.branch_id]
    spoken = houses[row.addressed_branch_id] if row.addressed_branch_id else house
    points, landlines = _points(row.points, ask)
    return Situation(
        patient_id=row.patient_id,
        manners=house.manners,
        branch_zone=house.zone,
        zone=zone_of(row.zone or "") or spoken.zone,
        addressed_id=row.addressed_id,
        unspoken=row.unspoken or "",
        point_id=min(points)[-1] if points else None,
        landline=bool(landlines),
        household_id=row.household_id,
        wish=Hours(_time(row.opens), _time(row.closes), row.days or "") if row.opens is not None else None,
        words=tuple(_words(row.words, ask.purpose)) if row.words else (),
        rests=tuple(_rests(row.rests, row.other_rests)) if row.rests or row.other_rests else (),
        thoughts=tuple(_thoughts(row.thoughts)) if row.thoughts else (),
        past=_past(row.about, row.spoken_to) if row.about or row.spoken_to else (),
        at_home=tuple(sorted(map(_moment, read_listed(row.at_home)), reverse=True)) if row.at_home else (),
        grown_on=_grown_on(row, house),
    )


def _points(found: Any, ask: Ask) -> tuple[list[Any], list[Any]]:
    """The ways to them, least the one that they like best, and of those one that is known to lead to them (REC-2);
    and numbers that an SMS does not reach."""
    reached: list[Any] = []
    landlines: list[Any] = []
    for pk, preferred, verified, landline in read_listed(found):
        unfit = landline and ask.channel == Channel.SMS
        (landlines if unfit else reached).append((not preferred, verified is None, int(pk)))
    return reached, landlines


def _grown_on(row: Row, house: House) -> date | None:
    if row.addressed_id == row.patient_id or row.born is None:
        return None
    return years_later(_day(row.born), house.age)


def _words(found: Any, purpose: str) -> Iterator[Word]:
    for pk, channel, said, day, expires in read_listed(found):
        yield Word(purpose, channel, said, _day(day), pk, _day(expires) if expires else None)


def _rests(*found: Any) -> Iterator[Rest]:
    for rows in found:
        for ground, scope, since, until in read_listed(rows):
            yield Rest(ground, scope, _day(since), _day(until) if until else None)


def _thoughts(found: Any) -> Iterator[Thought]:
    """The day on which somebody said that they need no more time is over already."""
    for since, until, ended in read_listed(found):
        last = min(_day(until), _day(ended) - timedelta(days=1)) if ended else _day(until)
        yield Thought(_day(since), last)


def _past(*found: Any) -> tuple[Past, ...]:
    """Contacts about the person and with whom we speak to, each once, the latest first."""
    once = {pk: Past(_moment(at), purpose) for rows in found for pk, at, purpose in read_listed(rows)}
    return tuple(sorted(once.values(), key=lambda past: past.at, reverse=True))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _time(value: Any) -> time:
    return value if isinstance(value, time) else time.fromisoformat(value)


def _moment(value: Any) -> datetime:
    """A moment of the database, which keeps UTC; SQLite does not say so."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
