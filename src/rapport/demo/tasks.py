"""The work lists of the demo clinic: made by the sweep on days gone by, worked through in part, by the same
actions as everybody's.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from rapport.demo.cast import CARE, DESK
from rapport.demo.timetable import at_work
from rapport.lib import clock
from rapport.outreach.models import Closing, Task, WorkList
from rapport.outreach.task_actions import close_tasks, note_attempt, remind, snooze_tasks
from rapport.people.models import Patient
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.models import Branch, User

# days back on which the lists were swept, and the share of the open tasks that was worked on after each
_DAYS = ((12, 0.6), (5, 0.45), (1, 0.3))
_ENDS = (Closing.DONE, Closing.DONE, Closing.DONE, Closing.REFUSED, Closing.NOT_REACHED)
_OWN = (
    "答应寄种植体的保养说明",
    "回电：上次问过牙套能不能拍核磁",
    "Спросить, как прошла адаптация к каппе",
    "提醒带上一家诊所的片子",
)


def work_the_lists(seed: int, branches: dict[str, Branch], staff: dict[str, User]) -> None:
    """Sweep, work, and sweep again this morning; a few tasks of one's own besides."""
    chance = Random(seed)  # noqa: S311 lots, no secrets
    [first, *_others] = branches.values()
    for days, share in _DAYS:
        with clock.set_to(at_work(first, days, 8)):
            sweep_lists()
        for key, branch in branches.items():
            with clock.set_to(at_work(branch, days, 16)):
                _work(chance, branch, staff[CARE[key]], staff[DESK[key]], share)
    sweep_lists()
    for place, words in enumerate(_OWN):
        key = list(branches)[place % len(branches)]
        _remind(chance, branches[key], staff[DESK[key]], words)


def _work(chance: Random, branch: Branch, care: User, desk: User, share: float) -> None:
    """The work of the day: most of it done, some put off, some tried in vain."""
    # what came of complaints is closed with them
    about_people = Task.objects.open().filter(branch=branch).exclude(work_list=WorkList.FEEDBACK)
    tasks = list(about_people.select_related("branch", "patient").order_by("pk"))
    for task in tasks:
        if chance.random() > share:
            continue
        by = desk if task.work_list in (WorkList.CONSENT, WorkList.STEWARD) else care
        what = chance.random()
        if what < 0.7:
            close_tasks([task], chance.choice(_ENDS), by=by)
        elif what < 0.85:
            snooze_tasks([task], _morning(branch, chance.randint(9, 20)), by=by)
        elif not task.patient.time_zone:  # by day here it may be night where others live
            note_attempt(task, by=by)


def _morning(branch: Branch, days: int) -> datetime:
    return branch.moment(branch.today() + timedelta(days=days), time(9))


def _remind(chance: Random, branch: Branch, by: User, words: str) -> None:
    regulars = Patient.objects.filter(branch=branch, deceased=False, facts__visits__gte=3).order_by("pk")[:40]
    patient = chance.choice(list(regulars))
    remind(patient, words, on=branch.today() + timedelta(days=chance.randint(0, 2)), by=by)
