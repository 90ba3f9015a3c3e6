"""The sweep of the work lists: tasks whose reason is gone close themselves, and who needs one gets one.

Sets, not loops: as many statements for everyone as for one. It may run twice at once and stop anywhere: a rule, a
person and a day make one task, and an open one keeps the next away, which the database holds. What comes new is at
most so many a day in a list of a branch (`Manners.tasks_a_day`), the most valuable people first, so that an old
base, or days off, make no heap; the rest wait and are counted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from rapport.lib import clock
from rapport.outreach.models import Closing, Manners, Task, TaskRule
from rapport.outreach.turns import in_turn
from rapport.segmentation.models import Sweep, WaitingForList
from rapport.segmentation.scope import Scope, choose, scopes
from rapport.segmentation.worklists.closing import close_what_has_come_about, close_what_is_gone, open_what_is_back
from rapport.segmentation.worklists.evidence import evidence_of
from rapport.segmentation.worklists.fitting import CANDIDATES, find_candidates, find_fitting
from rapport.segmentation.worklists.holding import draw_lots
from rapport.segmentation.worklists.reading import ReadRule, rules_in_use

_TASK, _MANNERS = (f'"{model._meta.db_table}"' for model in (Task, Manners))
# days late after which a task comes before the administrators, and before the owner (it climbs)
CLIMBS_AFTER = (3, 10)


@transaction.atomic
def sweep_lists(patient_ids: Collection[int] | None = None) -> int:
    """Bring the lists to what the rules say of `patient_ids` (everyone when None) now; how many tasks were made.

    To be called when the facts of these people are written.
    """
    rules = rules_in_use()
    chosen = None if patient_ids is None else choose(patient_ids)
    return sum(sweep_scope(rules, scope) for scope in scopes(chosen))


@transaction.atomic
def sweep_lists_of_the_day() -> bool:
    """Sweep everyone where the day has been looked at and its lists have not; whether that was so. A worker that
    dies between the two leaves it to the next one."""
    looks = Sweep.objects.select_for_update().filter(lists_at=None)
    ids = list(looks.values_list("pk", flat=True))
    if ids:
        sweep_lists()
        Sweep.objects.filter(pk__in=ids).update(lists_at=clock.now())
    return bool(ids)


def sweep_scope(rules: Sequence[ReadRule], scope: Scope) -> int:
    """The same for the people of one time zone."""
    now, occasion = clock.now(), scope.as_of.day.isoformat()
    find_fitting(rules, scope, now)
    close_what_is_gone(rules, scope, now)
    open_what_is_back(scope, now)
    close_what_has_come_about(scope, now)
    find_candidates(now, occasion)
    made = make_tasks(rules, scope, occasion)
    if scope.chosen is None:
        _count_waiting(scope)
        _climb(scope)
    return made


def make_tasks(rules: Sequence[ReadRule], scope: Scope, occasion: str) -> int:
    """Write the tasks of the candidates whose turn it is today, how many that were; who stands there already stays
    alone. Whom chance holds back has had their turn: a task that was never open."""
    found = _whose_turn(occasion)
    if not found:
        return 0
    by_id = {one.rule.pk: one for one in rules}
    evidence = evidence_of([(by_id[rule], patient) for rule, patient, _branch in found], scope.as_of.day)
    tasks = [
        _task(by_id[rule].rule, patient, branch, occasion, scope, evidence[rule, patient])
        for rule, patient, branch in found
    ]
    draw_lots(tasks)
    in_turn([task for task in tasks if task.closed_at is None])
    before = _count_of(occasion)
    Task.objects.bulk_create(tasks, ignore_conflicts=True)
    return _count_of(occasion) - before


def _count_of(occasion: str) -> int:
    made = Task.objects.filter(occasion=occasion, rule__isnull=False)
    return made.exclude(closed_how=Closing.HELD_BACK).count()


def _task(
    rule: TaskRule, patient: int, branch: int, occasion: str, scope: Scope, evidence: dict[str, Any]
) -> Task:
    return Task(
        patient_id=patient,
        branch_id=branch,
        work_list=rule.work_list,
        rule=rule,
        occasion=occasion,
        purpose=rule.purpose,
        evidence=evidence,
        due_on=scope.as_of.day + timedelta(days=rule.due_in),
    )


def _whose_turn(occasion: str) -> list[tuple[int, int, int]]:
    """(rule, person, branch) of the candidates for whom there is still room today."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.rule_id, c.patient_id, c.branch_id FROM {CANDIDATES} c "  # noqa: S608
            f"LEFT JOIN (SELECT t.branch_id, t.work_list, count(*) AS made FROM {_TASK} t "
            f"WHERE t.occasion = %s AND t.rule_id IS NOT NULL AND t.closed_how <> '{Closing.HELD_BACK}' "
            "GROUP BY t.branch_id, t.work_list) m "
            "ON m.branch_id = c.branch_id AND m.work_list = c.work_list "
            f"LEFT JOIN {_MANNERS} n ON n.branch_id = c.branch_id "
            "WHERE n.tasks_a_day = 0 OR c.place <= COALESCE(n.tasks_a_day, %s) - COALESCE(m.made, 0) "
            "ORDER BY c.branch_id, c.work_list, c.place",
            [occasion, Manners().tasks_a_day],
        )
        return list(cursor.fetchall())


def _count_waiting(scope: Scope) -> None:
    """How many people every list of every branch will come to later."""
    WaitingForList.objects.filter(branch__in=scope.branch_ids).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.branch_id, c.work_list, count(*) FROM {CANDIDATES} c WHERE NOT EXISTS ("  # noqa: S608
            f"SELECT 1 FROM {_TASK} t WHERE t.rule_id = c.rule_id AND t.patient_id = c.patient_id "
            "AND t.occasion = %s) GROUP BY c.branch_id, c.work_list",
            [scope.as_of.day.isoformat()],
        )
        rows = cursor.fetchall()
    WaitingForList.objects.bulk_create(
        WaitingForList(branch_id=branch, work_list=work_list, people=people) for branch, work_list, people in rows
    )


def _climb(scope: Scope) -> None:
    """What has been late for days is shown to those above."""
    for height, days in enumerate(CLIMBS_AFTER, start=1):
        late = Task.objects.filter(branch__in=scope.branch_ids).overdue(scope.as_of.day - timedelta(days=days))
        late.waiting(clock.now()).filter(climbed__lt=height).update(climbed=height)
