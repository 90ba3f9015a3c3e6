"""The daily look at everyone (PAT-8): dates move even when nobody acts.

A day is looked at once in each time zone, as soon as it has begun there. Facts are worked out of those alone whom
the calendar moves, from the sources in which it moves them: each tells whose facts turn between two looks. Months
with the clinic follow from what is kept. Grades are asked of these, and of whom a span of time in the rules begins
or ceases to hold. After days off one look catches up with all of them.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from rapport.criteria.sql import Sql
from rapport.lib.facts import AsOf
from rapport.segmentation.catalogue import SOURCES
from rapport.segmentation.counting import count_grades
from rapport.segmentation.models import Sweep
from rapport.segmentation.months import fill_months, whose_months_fill
from rapport.segmentation.places import rank_again, somebody_unranked
from rapport.segmentation.refresh import refresh_facts, write_facts
from rapport.segmentation.scope import Scope, as_of, branches_by_zone, choose
from rapport.segmentation.standing import restand
from rapport.segmentation.turning import rules_ask_of_others, whose_grades_turn

# after so long a pause, and once a week in any case, the facts of everyone are worked out
LONGEST_PAUSE = timedelta(days=7)
_SUNDAY = 6


def look_at_everyone() -> int:
    """Look at everyone whose day has turned since they were last looked at; in how many time zones that was."""
    due = [zone for zone in branches_by_zone() if not _looked_at(zone)]
    for zone in due:
        sweep(zone)
    if due:
        count_grades()
    return len(due)


def _looked_at(zone: ZoneInfo) -> bool:
    return Sweep.objects.filter(zone=zone.key, day__gte=as_of(zone).day).exists()


@transaction.atomic
def sweep(zone: ZoneInfo) -> None:
    """Bring the people of `zone` to today. Two at once: the second finds the day taken and changes nothing."""
    now = as_of(zone)
    last = Sweep.objects.filter(zone=zone.key).order_by("-day").first()
    looked, is_first = Sweep.objects.get_or_create(zone=zone.key, day=now.day, defaults={"at": now.moment})
    if not is_first:
        return
    if last is None or now.day - last.day > LONGEST_PAUSE or now.day.weekday() == _SUNDAY:
        refresh_facts()
        return
    branch_ids = branches_by_zone()[zone]
    by_source = _turning(AsOf(last.day, last.at, zone), now, branch_ids)
    turned = set().union(*by_source.values())
    asked = {source.name for source in SOURCES if {source.name, source.turns_with} & by_source.keys()}
    write_facts([Scope(now, branch_ids, choose(turned))], asked)
    months = whose_months_fill(last.day, now.day, branch_ids)
    fill_months(months, now.day)
    turned |= months
    everyone = Scope(now, branch_ids)
    if somebody_unranked():
        rank_again(everyone)
        restand(everyone)
    elif rules_ask_of_others():
        restand(everyone)
    else:
        restand(Scope(now, branch_ids, choose(turned.union(whose_grades_turn(last.day, now.day)))))
    looked.people = len(turned)
    looked.save(update_fields=["people"])


def _turning(before: AsOf, now: AsOf, branch_ids: list[int]) -> dict[str, set[int]]:
    """Source → the people of whom its facts become other ones; only those sources that have any. One statement."""
    asked = [(source.name, turned) for source in SOURCES for turned in source.turning(before, now)]
    queries = [Sql(*turned.values("patient_id").query.sql_with_params()) for _name, turned in asked]
    each = " UNION ALL ".join(
        f"SELECT '{name}' AS source, patient_id FROM ({query.text}) q"  # noqa: S608
        for (name, _turned), query in zip(asked, queries, strict=True)
    )
    found: dict[str, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT source, patient_id FROM ({each}) t WHERE {Scope(now, branch_ids).here('t.patient_id')}",  # noqa: S608
            [param for query in queries for param in query.params],
        )
        for name, patient in cursor.fetchall():
            found.setdefault(name, set()).add(patient)
    return found
