"""Calls to those who slept a hundred days ago; half of them were left in peace to compare (CAM-3, CAM-8)."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from django.db import transaction

from rapport.care.actions import NewVisit, record_visits, take_payments
from rapport.care.models import Payment, Treatment, Visit
from rapport.demo.cast import CARE
from rapport.demo.timetable import at_work
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.calls.beginning import begin_call
from rapport.outreach.calls.ending import end_call
from rapport.outreach.models import CallOutcome, Closing, Task, TaskRule
from rapport.outreach.task_actions import close_tasks
from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.scope import scopes
from rapport.segmentation.worklists.reading import rules_in_use
from rapport.segmentation.worklists.sweep import sweep_scope
from rapport.staff.models import Branch, User

# so many days ago, on each of which as many came on the list as the branch takes
_DAYS = (101, 100)
# of a hundred held back then, and now
_THEN, _NOW = 50, 10
# one in so many came: of those who were called, and of the others
_CAME = (4, 15)
# what a cleaning costs at each branch
_PRICES = {"binjiang": 38_000, "almaty": 2_400_000}


def wake_sleepers(seed: int, branches: dict[str, Branch], staff: dict[str, User]) -> None:
    """To be called when facts are known; those of who came are worked out anew."""
    chance = Random(seed)  # noqa: S311 lots, no secrets
    rule = TaskRule.objects.filter(key="sleeping")
    rule.update(held_share=_THEN)
    [first, *_others] = branches.values()
    for days in _DAYS:
        with clock.set_to(at_work(first, days, 8)):
            for scope in scopes():
                sweep_scope(rules_in_use(rule), scope)
        for key, branch in branches.items():
            with clock.set_to(at_work(branch, days - 3, 16)):
                _call(chance, branch, staff[CARE[key]])
    rule.update(held_share=_NOW)
    came = [one for key, branch in branches.items() for one in _come(branch, _PRICES[key])]
    refresh_facts(came)


def _call(chance: Random, branch: Branch, care: User) -> None:
    """Whom the gate lets through is called; with others somebody spoke when they happened to ring."""
    begun = clock.now()
    tasks = Task.objects.open().filter(branch=branch, rule__key="sleeping").order_by("pk")
    for place, task in enumerate(tasks.select_related("patient", "branch")):
        at = begun + timedelta(minutes=4 * place)
        try:
            with transaction.atomic(), clock.set_to(at):
                call = begin_call(task, by=care)
                with clock.set_to(at + timedelta(minutes=chance.randint(1, 3))):
                    end_call(call, chance.choice((CallOutcome.DONE, CallOutcome.REFUSED)), by=care)
        except Refused:
            close_tasks([task], chance.choice((Closing.DONE, Closing.REFUSED, Closing.NOT_REACHED)), by=care)


def _come(branch: Branch, price: int) -> list[int]:
    """Every so-manieth of both groups for a cleaning, weeks after, and paid at once; who that was."""
    everyone = Patient.objects.filter(branch=branch, deceased=False, tasks__rule__key="sleeping").distinct()
    held_back = everyone.filter(tasks__closed_how=Closing.HELD_BACK)
    called = everyone.exclude(tasks__closed_how=Closing.HELD_BACK)
    came: list[int] = []
    for people, one_in in zip((called, held_back), _CAME, strict=True):
        for place, patient in enumerate(people.order_by("pk")[: people.count() // one_in + 1]):
            day = branch.today() - timedelta(days=_DAYS[-1] - 5 - place)
            visit = Visit(patient=patient, branch=branch, day=day)
            record_visits([NewVisit(visit, [Treatment(category_id="hygiene", amount=price)])])
            take_payments([Payment(patient=patient, branch=branch, day=day, amount=price, visit=visit)])
            came.append(patient.pk)
    return came
