"""Whom of a rule's people chance leaves in peace, so that it can be told what the calls brought (CAM-8)."""

from __future__ import annotations

from collections.abc import Sequence

from rapport.lib import clock
from rapport.outreach.holdout import is_held_back
from rapport.outreach.models import Closing, Task
from rapport.people.models import Patient


def draw_lots(tasks: Sequence[Task]) -> None:
    """Close those of the new `tasks` whose people chance holds back; nothing is saved.

    Nobody is held back by a rule a second time: they get their turn, and are no part of what is compared.
    """
    drawn = [(task, task.rule) for task in tasks if task.rule and task.rule.held_share]
    if not drawn:
        return
    were = Task.objects.filter(rule__in={task.rule_id for task, _rule in drawn}, closed_how=Closing.HELD_BACK)
    before = set(were.order_by().values_list("rule", "patient"))
    people = Patient.objects.only("household").in_bulk({task.patient_id for task, _rule in drawn})
    for task, rule in drawn:
        if (task.rule_id, task.patient_id) in before:
            continue
        task.drawn = rule.held_share
        if is_held_back(rule.key.encode(), people[task.patient_id], task.drawn):
            task.closed_at, task.closed_how = clock.now(), Closing.HELD_BACK
