"""When a rule of the lists will fit one person: its own condition, asked of the days ahead."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rapport.criteria.evaluating import evaluate
from rapport.outreach.models import TaskRule
from rapport.segmentation.person import person_of
from rapport.segmentation.worklists.fitting import whose_turn_it_is
from rapport.segmentation.worklists.reading import rules_in_use

# a look ahead, a month at a time: so exactly does anybody plan by it
_MONTHS, _MONTH = 13, timedelta(days=30)


@dataclass(frozen=True)
class Foreseen:
    """`rule` fits from `day` on; if that is today, nothing of late speaks against turning to them."""

    rule: TaskRule
    day: date


def foresee(patient_id: int, work_lists: Collection[str], today: date, now: datetime) -> list[Foreseen]:
    """The rules of `work_lists` that will fit within a year or so as the record stands, the soonest first. Nothing
    of one that fits today and whose turn it is not: they said no, or were called about something else."""
    asked = TaskRule.objects.filter(on=True, follows=None, work_list__in=work_lists)
    rules = rules_in_use(asked)
    person = person_of(patient_id, [one.node for one in rules])
    found = [
        Foreseen(one.rule, day)
        for one in rules
        if (day := next((day for day in _days(today) if evaluate(one.node, person, day).outcome is True), None))
    ]
    fitting = [one for one in rules if Foreseen(one.rule, today) in found]
    free = whose_turn_it_is(fitting, patient_id, now, today.isoformat())
    return sorted((one for one in found if one.day > today or one.rule.pk in free), key=lambda one: one.day)


def _days(today: date) -> Iterator[date]:
    for month in range(_MONTHS):
        yield today + month * _MONTH
