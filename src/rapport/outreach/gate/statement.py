"""The one statement by which the gate reads. What is a yes and what a no is not its business: that is `rules`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rapport.care.models import Plan, ThinkingTime
from rapport.care.models.plan import UNDECIDED
from rapport.lib.listing import listed
from rapport.outreach.models import Contact, HoursWish, Pause
from rapport.people.models import Consent, ContactPoint, Patient

if TYPE_CHECKING:
    from rapport.outreach.gate.reading import House
    from rapport.outreach.gate.situation import Ask

# a child, a parent who is a child, their parent: as far as people.guardianship goes
_LINE = ("p", "g", "gg", "ggg")


def statement(
    ids: str, params: Sequence[Any], houses: Mapping[int, House], ask: Ask, kind: str, since: datetime
) -> tuple[str, list[Any]]:
    """The SQL and its parameters: for each of the people whose ids `ids` selects a row of `reading.Row`."""
    rows = ", ".join(["(%s, %s)"] * len(houses))
    grown = [value for pk, house in houses.items() for value in (pk, house.grown)]
    today = min(house.today for house in houses.values())
    thoughts = [*UNDECIDED, today, today]
    named = [kind, ask.purpose, ask.channel, today, *thoughts, ask.way, since, since, since]
    return _sql(rows, ids), [*grown, *params, *named]


def _sql(houses: str, ids: str) -> str:
    p, g, gg, ggg = _LINE
    return f"""
WITH house(branch_id, grown) AS (VALUES {houses}),
asked AS ({ids}),
who AS (
    SELECT p.id AS patient_id, p.branch_id, p.birth_date, {_addressed()} AS addressed_id, {_unspoken()} AS unspoken
    FROM {_table(Patient)} p JOIN house ph ON ph.branch_id = p.branch_id
    {_joined(p, g)} {_joined(g, gg)} {_joined(gg, ggg)}
    WHERE p.id IN (SELECT * FROM asked)
),
people AS (SELECT patient_id AS id FROM who UNION SELECT addressed_id FROM who WHERE addressed_id <> patient_id),
point AS (
    SELECT patient_id, {listed("id, preferred, verified_at, landline")} AS listed FROM {_table(ContactPoint)}
    WHERE kind = %s AND valid AND NOT do_not_use AND patient_id IN (SELECT id FROM people) GROUP BY patient_id
),
word AS (
    SELECT patient_id, {listed("id, channel, said, day, expires_on")} AS listed FROM {_table(Consent)}
    WHERE purpose = %s AND channel IN ('', %s) AND patient_id IN (SELECT patient_id FROM who) GROUP BY patient_id
),
rest AS (
    SELECT patient_id, {listed("ground, scope, since, until")} AS listed FROM {_table(Pause)}
    WHERE ended_at IS NULL AND (until IS NULL OR until >= %s) AND patient_id IN (SELECT id FROM people)
    GROUP BY patient_id
),
thought AS (
    SELECT t.patient_id, {listed("t.starts_on, t.ends_on, t.ended_on")} AS listed
    FROM {_table(ThinkingTime)} t LEFT JOIN {_table(Plan)} l ON l.id = t.plan_id
    WHERE (t.plan_id IS NULL OR l.state IN (%s, %s)) AND t.ends_on >= %s
          AND (t.ended_on IS NULL OR t.ended_on > %s) AND t.patient_id IN (SELECT patient_id FROM who)
    GROUP BY t.patient_id
),
wish AS (SELECT patient_id, opens, closes, days FROM {_table(HoursWish)} WHERE way = %s),
about AS ({_past("patient_id")}),
spoken_to AS ({_past("addressed_id")}),
home AS (
    SELECT household_id_then AS id, {listed("at", single=True)} AS listed FROM {_table(Contact)}
    WHERE at >= %s AND direction = 'out' AND NOT on_request AND household_id_then IN (
        SELECT m.household_id FROM {_table(Patient)} m WHERE m.id IN (SELECT id FROM people))
    GROUP BY household_id_then
)
SELECT who.patient_id, who.branch_id, who.birth_date, who.addressed_id, who.unspoken, a.time_zone, a.branch_id,
       a.household_id, point.listed, word.listed, rest.listed, other.listed, thought.listed,
       wish.opens, wish.closes, wish.days, about.listed, spoken_to.listed, home.listed
FROM who
LEFT JOIN {_table(Patient)} a ON a.id = who.addressed_id
LEFT JOIN point ON point.patient_id = who.addressed_id
LEFT JOIN word ON word.patient_id = who.patient_id
LEFT JOIN rest ON rest.patient_id = who.patient_id
LEFT JOIN rest other ON other.patient_id = who.addressed_id AND who.addressed_id <> who.patient_id
LEFT JOIN thought ON thought.patient_id = who.patient_id
LEFT JOIN wish ON wish.patient_id = who.addressed_id
LEFT JOIN about ON about.patient_id = who.patient_id
LEFT JOIN spoken_to ON spoken_to.addressed_id = who.addressed_id
LEFT JOIN home ON home.id = a.household_id"""  # noqa: S608 names of our own


def _table(model: Any) -> str:
    return f'"{model._meta.db_table}"'


def _joined(below: str, above: str) -> str:
    return (
        f"LEFT JOIN {_table(Patient)} {above} ON {above}.id = {below}.guardian_id "
        f"LEFT JOIN house {above}h ON {above}h.branch_id = {above}.branch_id"
    )


def _is_child(one: str) -> str:
    """As people.guardianship.needs_guardian: of unknown age, who has a guardian is a child."""
    return (
        f"(CASE WHEN {one}.birth_date IS NULL THEN {one}.guardian_id IS NOT NULL "
        f"ELSE {one}.birth_date > {one}h.grown END)"
    )


def _addressed() -> str:
    """The person, or the first above them who is no child; nobody where one on the way has died."""
    steps = [f"WHEN {one}.deceased THEN NULL WHEN NOT {_is_child(one)} THEN {one}.id" for one in _LINE]
    return f"CASE {' '.join(steps)} END"


def _unspoken() -> str:
    """Why nobody is addressed, where nobody is."""
    dead = ["deceased", *["guardian_dead"] * (len(_LINE) - 1)]
    steps = [
        f"WHEN {one}.id IS NULL THEN 'guardian_missing' WHEN {one}.deceased THEN '{why}' "
        f"WHEN NOT {_is_child(one)} THEN ''"
        for one, why in zip(_LINE, dead, strict=True)
    ]
    return f"CASE {' '.join(steps)} ELSE 'guardian_missing' END"


def _past(key: str) -> str:
    return f"""
    SELECT {key}, {listed("id, at, purpose")} AS listed FROM {_table(Contact)}
    WHERE at >= %s AND direction = 'out' AND NOT on_request AND {key} IN (SELECT id FROM people)
    GROUP BY {key}"""  # noqa: S608 names of our own
