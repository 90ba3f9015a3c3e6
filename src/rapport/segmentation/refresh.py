"""Facts for the whole base or for a few people, in sets: one statement a time zone, never a loop over people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from rapport.lib import clock
from rapport.lib.facts import AsOf
from rapport.people.actions import hold
from rapport.people.duplicates import find_duplicates_of
from rapport.people.models import ChangedPatient
from rapport.segmentation.catalogue import DERIVED, SOURCES
from rapport.segmentation.models import PatientFacts, PlaceByMoney
from rapport.segmentation.standing import Scope, restand
from rapport.staff.models import Branch

_TABLE = PatientFacts._meta.db_table
_STEPS = PlaceByMoney._meta.db_table

# more marks than this are cheaper as one pass over everyone
WHOLE_BASE_FROM = 5_000
# people in one statement: every source takes their ids as parameters, of which a statement has a limited number
_PEOPLE_AT_ONCE = 500

# told after every step of a pass: how many are done, of how many
Told = Callable[[int, int], None]


@transaction.atomic
def refresh_facts(
    patient_ids: Sequence[int] | None = None, *, day: date | None = None, told: Told = lambda done, of: None
) -> None:
    """Work out the facts of `patient_ids` (everyone when None) as of the end of `day`, or as of now, and from them
    where these people stand.

    Places by money depend on all people of a branch: a pass over everyone works them out, and who changes in
    between is placed among the steps it left (`PlaceByMoney`). Such a pass takes the marks of changed people away;
    first, so that a change that commits meanwhile keeps its mark.
    """
    if patient_ids is None:
        marks = ChangedPatient.objects.all()
        marks._raw_delete(marks.db)
    zones: dict[str, list[int]] = {}
    for branch in Branch.objects.all():
        zones.setdefault(branch.time_zone, []).append(branch.pk)
    steps = 2 * len(zones) + 1
    for step, (zone, branch_ids) in enumerate(zones.items(), start=1):
        as_of = _as_of(ZoneInfo(zone), day)
        for some in _portions(patient_ids):
            _write_rows(as_of, branch_ids, some)
        told(step, steps)
    if patient_ids is None:
        _rank_by_money()
    else:
        _place_by_money(patient_ids)
    told(len(zones) + 1, steps)
    for step, (zone, branch_ids) in enumerate(zones.items(), start=len(zones) + 2):
        today = _as_of(ZoneInfo(zone), day).day
        for some in _portions(patient_ids):
            restand(Scope(today, branch_ids, some))
        told(step, steps)


def _portions(patient_ids: Sequence[int] | None) -> Iterator[Sequence[int] | None]:
    """Everyone at once, or the few in portions of what a statement can take."""
    if patient_ids is None:
        yield None
        return
    for start in range(0, len(patient_ids), _PEOPLE_AT_ONCE):
        yield patient_ids[start : start + _PEOPLE_AT_ONCE]


def drain_changed() -> int:
    """Work out facts and likely duplicates (REC-10) of the people marked as changed and take the marks away; how
    many marks there were. A pair that comes or goes marks both once more, for their facts.

    Safe to stop anywhere and to run twice at once.
    """
    marks = list(ChangedPatient.objects.order_by("pk").values_list("pk", "patient_id")[:WHOLE_BASE_FROM])
    if len(marks) == WHOLE_BASE_FROM:
        # so many at once come from an import, which ends with a sweep, or get a tag, which pairs nobody
        refresh_facts()
    elif marks:
        with transaction.atomic():
            # before the facts are read: what commits meanwhile leaves a mark that is not among these
            ChangedPatient.objects.filter(pk__in=[mark for mark, _patient in marks]).delete()
            # who is merged meanwhile has no facts
            changed = sorted(hold(sorted({patient for _mark, patient in marks})))
            find_duplicates_of(changed)
            refresh_facts(changed)
    return len(marks)


def _as_of(zone: ZoneInfo, day: date | None) -> AsOf:
    if day is None:
        return AsOf(clock.today(zone), clock.now(), zone)
    end = datetime.combine(day + timedelta(days=1), time(), zone)
    return AsOf(day, end - timedelta(microseconds=1), zone)


def _write_rows(as_of: AsOf, branch_ids: Sequence[int], patient_ids: Sequence[int] | None) -> None:
    select, columns, params = _select(as_of, branch_ids, patient_ids)
    names = ", ".join(f'"{name}"' for name in columns)
    # the place by money is not ours to touch here: see _rank_by_money
    own = [name for name in columns if name not in ("patient_id", "brings_80")]
    renewed = ", ".join(f'"{name}" = excluded."{name}"' for name in own)
    differs = " OR ".join(f'"{_TABLE}"."{name}" IS DISTINCT FROM excluded."{name}"' for name in own)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{_TABLE}" ({names}) {select} ON CONFLICT ("patient_id") DO UPDATE SET {renewed} '
            f"WHERE {differs}",
            params,
        )


def _select(
    as_of: AsOf, branch_ids: Sequence[int], patient_ids: Sequence[int] | None
) -> tuple[str, list[str], list[Any]]:
    expressions: dict[str, str] = {}
    joins: list[str] = []
    params: list[Any] = [as_of.day]
    for source in SOURCES:
        query = source.query(as_of)
        if patient_ids is not None:
            query = query.filter(patient_id__in=patient_ids)
        sql, values = query.query.sql_with_params()
        joins.append(f'LEFT JOIN ({sql}) "{source.name}" ON "{source.name}"."patient_id" = p."id"')
        params.extend(values)
        for fact in source.facts:
            column = f'"{source.name}"."{fact.name}"'
            expressions[fact.name] = column if fact.empty is None else f"COALESCE({column}, {fact.empty})"
    for derived in DERIVED:
        expressions[derived.name] = derived.formula.format(**expressions)
    where = f'p."branch_id" IN ({_marks(branch_ids)})'
    params.extend(branch_ids)
    if patient_ids is not None:
        where += f' AND p."id" IN ({_marks(patient_ids)})'
        params.extend(patient_ids)
    told = ", ".join(expressions.values())
    sql = f'SELECT p."id", %s, {told}, false FROM "people_patient" p {" ".join(joins)} WHERE {where}'  # noqa: S608
    return sql, ["patient_id", "as_of", *expressions, "brings_80"], params


def _marks(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))


def _rank_by_money() -> None:
    """Places by money in each branch, who brings the first 80 % of it (VAL-5), and what it takes to be among the
    first per cents (VAL-A).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{_TABLE}" SET spend_rank = NULL, spend_place = NULL, brings_80 = false '  # noqa: S608
            "WHERE spend <= 0 AND (spend_rank IS NOT NULL OR brings_80)"
        )
        cursor.execute(
            f"""
            UPDATE "{_TABLE}" SET spend_rank = r.place, spend_place = r.share, brings_80 = r.before < 0.8 * r.total
            FROM (
                SELECT f.patient_id, row_number() OVER ordered AS place,
                       (row_number() OVER ordered * 100 + count(*) OVER everyone - 1)
                           / count(*) OVER everyone AS share,
                       sum(f.spend) OVER ordered - f.spend AS before,
                       sum(f.spend) OVER everyone AS total
                FROM "{_TABLE}" f JOIN people_patient p ON p.id = f.patient_id
                WHERE f.spend > 0
                WINDOW everyone AS (PARTITION BY p.branch_id),
                       ordered AS (PARTITION BY p.branch_id ORDER BY f.spend DESC, f.patient_id
                                   ROWS UNBOUNDED PRECEDING)
            ) r
            WHERE r.patient_id = "{_TABLE}".patient_id AND (
                "{_TABLE}".spend_rank IS DISTINCT FROM r.place OR "{_TABLE}".spend_place IS DISTINCT FROM r.share
                OR "{_TABLE}".brings_80 <> (r.before < 0.8 * r.total))
            """  # noqa: S608
        )
        cursor.execute(f"DELETE FROM {_STEPS}")  # noqa: S608
        cursor.execute(
            f"INSERT INTO {_STEPS} (branch_id, place, least) SELECT p.branch_id, f.spend_place, min(f.spend) "  # noqa: S608
            f'FROM "{_TABLE}" f JOIN people_patient p ON p.id = f.patient_id '
            "WHERE f.spend_place IS NOT NULL GROUP BY p.branch_id, f.spend_place"
        )


def _place_by_money(patient_ids: Sequence[int]) -> None:
    """Where these few stand among the others of their branch, by the steps of the last pass over everyone."""
    for some in _portions(patient_ids):
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{_TABLE}" SET spend_place = CASE WHEN spend > 0 THEN COALESCE(('  # noqa: S608
                f"SELECT min(s.place) FROM {_STEPS} s JOIN people_patient p ON p.branch_id = s.branch_id "
                f'WHERE p.id = "{_TABLE}".patient_id AND s.least <= "{_TABLE}".spend), 100) END '
                f"WHERE patient_id IN ({_marks(some or ())})",
                some,
            )
