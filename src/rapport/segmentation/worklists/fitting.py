"""Who fits which rule, and who of them may get a task: worked out in sets, in tables of the connection.

One person is turned to about one thing at a time: lists that end in a contact are one `bundle`, in which an open
task, and for some weeks one that somebody closed, keeps all others away (LOY-4).

Everyone is read once for all rules: who meets which is kept as one row a person, a digit for each rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from rapport.criteria.sql import condition
from rapport.outreach.holdout import CALLS_COUNT_FOR
from rapport.outreach.models import Closing, Task, WorkList
from rapport.outreach.models.task import BY_ITSELF
from rapport.people.models import Standing
from rapport.segmentation.aside import clear_table, count_on, person_key, plan_for_sets
from rapport.segmentation.catalogue import FACTS
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.scope import Scope
from rapport.segmentation.worklists.reading import ReadRule

_TASK, _FACTS, _STANDING = (f'"{model._meta.db_table}"' for model in (Task, PatientFacts, Standing))
RULES, FITTING, CANDIDATES = "swept_rule", "fitting_person", "task_candidate"
# the first of them is what is spoken about
_ONE_AT_A_TIME = (WorkList.PLAN, WorkList.RECALL, WorkList.SLEEPING)
# in which nobody is turned to about the next thing
REST = timedelta(days=30)
STILL_HERE = f"NOT p.deceased AND NOT {FACTS['left'].sql}"
# told once of each: who never had a task is asked for none, rule by rule
_HAD_TASK = f"EXISTS (SELECT 1 FROM {_TASK} t WHERE t.patient_id = p.id)"  # noqa: S608
# the most valuable first
_VALUE = "CASE s.value WHEN 'key' THEN 0 WHEN 'potential' THEN 1 WHEN 'at_risk' THEN 2 ELSE 3 END"


def find_fitting(rules: Sequence[ReadRule], scope: Scope, now: datetime) -> None:
    """Fill `FITTING` with everyone in `scope`, but for who has died or left: what decides whose turn it is, and
    which rules they meet (`met`: a 1 or a 0 at the `place` of each).
    """
    plan_for_sets()
    in_order = _in_order(rules)
    _lay_out(in_order, now)
    told = "branch_id bigint, value integer, spend bigint, last_visit date, had_task boolean, met text"
    clear_table(FITTING, f"{person_key()}, {told}")
    conditions = [condition(one.node, scope.as_of.day) for one in in_order]
    met = " || ".join(f"CASE WHEN {one.text} THEN '1' ELSE '0' END" for one in conditions) or "''"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {FITTING} SELECT p.id, p.branch_id, {_VALUE}, f.spend, f.last_visit, {_HAD_TASK}, {met} "  # noqa: S608
            f"FROM {scope.people} JOIN {_FACTS} f ON f.patient_id = p.id "
            f"LEFT JOIN {_STANDING} s ON s.patient_id = p.id "
            f"WHERE {scope.in_branches('p.branch_id')} AND {STILL_HERE}",
            [param for one in conditions for param in one.params],
        )
        # every open task looks for its person here
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {FITTING}_of ON {FITTING} (patient_id)")
    count_on(FITTING)


# a rule as the statements below see it: column and its type
_OF_A_RULE = {
    "rule_id": "bigint",
    "place": "integer",
    "work_list": "varchar(12)",
    "bundle": "varchar(12)",
    "anew": "boolean",
    "again_since": "timestamptz",
    "follows_id": "bigint",
    "refused_until": "timestamptz",
}


def _row_of(one: ReadRule, place: int, now: datetime) -> tuple[Any, ...]:
    moment, rule = connection.ops.adapt_datetimefield_value, one.rule
    return (
        rule.pk,
        place,
        rule.work_list,
        _bundle(rule.work_list),
        rule.anew_after_visit,
        moment(one.again_since(now)),
        rule.follows_id,
        moment(one.refused_until(now)),
    )


def _lay_out(rules: Sequence[ReadRule], now: datetime) -> None:
    """What the statements need of the rules, as a table; who of a bundle stands before whom is their `place`."""
    clear_table(RULES, ", ".join(f"{name} {kind}" for name, kind in _OF_A_RULE.items()))
    rows = [_row_of(one, place, now) for place, one in enumerate(rules, start=1)]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {RULES} VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", rows)  # noqa: S608


def _bundle(work_list: str) -> str:
    return "contact" if work_list in _ONE_AT_A_TIME else work_list


def _in_order(rules: Sequence[ReadRule]) -> list[ReadRule]:
    return sorted(rules, key=lambda one: (_turn(one.rule.work_list), one.rule.pk))


def _turn(work_list: str) -> int:
    return _ONE_AT_A_TIME.index(WorkList(work_list)) if work_list in _ONE_AT_A_TIME else 0


def find_candidates(now: datetime, occasion: str) -> None:
    """Fill `CANDIDATES` with those of `FITTING` who may get a task on `occasion`, each with their place in the
    list of the branch."""
    clear_table(
        CANDIDATES,
        "rule_id bigint, patient_id bigint, branch_id bigint, work_list varchar(12), place integer",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {CANDIDATES}
            SELECT q.rule_id, one.patient_id, one.branch_id, q.work_list, row_number() OVER (
                PARTITION BY one.branch_id, q.work_list ORDER BY one.value, one.spend DESC, one.patient_id)
            FROM (
                SELECT w.patient_id, w.branch_id, w.value, w.spend, min(q.place) AS place
                FROM {FITTING} w JOIN {RULES} q ON {MEETS}
                WHERE (NOT w.had_task OR NOT EXISTS (
                      SELECT 1 FROM {_TASK} t WHERE t.patient_id = w.patient_id AND ({_KEEPS_AWAY})))
                  AND (q.follows_id IS NULL OR EXISTS (
                      SELECT 1 FROM {_TASK} t WHERE t.patient_id = w.patient_id AND {_REFUSED}))
                GROUP BY w.patient_id, w.branch_id, w.value, w.spend, q.bundle
            ) one JOIN {RULES} q ON q.place = one.place""",  # noqa: S608
            _what_keeps_away(now, occasion),
        )


# a person of `FITTING` and a rule of `RULES`
MEETS = "substr(w.met, q.place, 1) = '1'"
# since they were last here; a task's occasion is the day on which it was made
_SINCE_VISIT = "(w.last_visit IS NULL OR t.occasion >= CAST(w.last_visit AS varchar(10)))"
BY_SOMEBODY = f"t.closed_how NOT IN ('', {', '.join(repr(how.value) for how in BY_ITSELF)})"
IN_BUNDLE = " OR ".join(
    [
        "t.work_list = q.work_list",
        f"(q.bundle = 'contact' AND t.work_list IN ({', '.join(repr(one.value) for one in _ONE_AT_A_TIME)}))",
    ]
)
_HELD = f"t.closed_how = '{Closing.HELD_BACK}'"
# a task that somebody planned by hand has no rule
_OTHER = "(t.rule_id IS NULL OR t.rule_id <> q.rule_id)"
_KEEPS_AWAY = (
    # the same rule: open, made today already, held back while that counts, or closed by somebody not long ago
    f"(t.rule_id = q.rule_id AND (t.closed_at IS NULL OR t.occasion = %s OR {_HELD} AND t.closed_at > %s "
    f"OR ({BY_SOMEBODY} AND (NOT q.anew OR {_SINCE_VISIT}) "
    "AND (q.again_since IS NULL OR t.closed_at > q.again_since)))) "
    # another one of the bundle: open, or just closed by somebody
    f"OR ({_OTHER} AND ({IN_BUNDLE}) AND (t.closed_at IS NULL OR ({BY_SOMEBODY} AND t.closed_at > %s "
    "AND (q.follows_id IS NULL OR t.rule_id IS NULL OR t.rule_id <> q.follows_id))))"
)
_REFUSED = (
    f"t.rule_id = q.follows_id AND t.closed_how = '{Closing.REFUSED}' "
    f"AND t.closed_at <= q.refused_until AND {_SINCE_VISIT}"
)


def _what_keeps_away(now: datetime, occasion: str) -> list[Any]:
    """The parameters of `_KEEPS_AWAY`."""
    return [occasion, *map(connection.ops.adapt_datetimefield_value, (now - CALLS_COUNT_FOR, now - REST))]


def whose_turn_it_is(rules: Sequence[ReadRule], patient_id: int, now: datetime, occasion: str) -> set[int]:
    """The ids of those of `rules`, all of which fit one person, that could make a task now: what `find_candidates`
    asks of everyone. Of a bundle it is the first that no task keeps away."""
    if not rules:
        return set()
    sign = "CAST(%s AS {})" if connection.vendor == "postgresql" else "%s"
    columns = ", ".join(f"{sign.format(kind)} AS {name}" for name, kind in _OF_A_RULE.items())
    rows = " UNION ALL ".join([f"SELECT {columns}"] * len(rules))
    sql = (
        f"SELECT q.bundle, q.rule_id FROM ({rows}) q "  # noqa: S608
        f"JOIN {_FACTS} w ON w.patient_id = %s WHERE NOT EXISTS ("
        f"SELECT 1 FROM {_TASK} t WHERE t.patient_id = w.patient_id AND ({_KEEPS_AWAY})) ORDER BY q.place DESC"
    )
    told = [value for place, one in enumerate(_in_order(rules)) for value in _row_of(one, place, now)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*told, patient_id, *_what_keeps_away(now, occasion)])
        return set(dict(cursor.fetchall()).values())
