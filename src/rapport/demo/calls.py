"""A few months of calls at the demo clinic, by the same actions as everybody's (CAM-1 to CAM-5)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Max

from rapport.demo.cast import CARE
from rapport.demo.chance import draw
from rapport.demo.tables.calls import AWAY, NOTES, OUTCOMES, PRAISE, ZONES
from rapport.demo.timetable import by_day
from rapport.feedback.complaints import close_complaint, hear_of_call, sort_complaint
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.calls import Said, begin_call, end_call, let_go
from rapport.outreach.calls.hours import zone_of
from rapport.outreach.models import CallOutcome, Closing, Manners, StayAway, Task, WorkList
from rapport.outreach.task_actions import close_tasks
from rapport.people.consents import agreeing
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import Branch, User

# calls of a branch, and days back over which they lie
_CALLS, _DAYS, _LIVE_AWAY = 26, 110, 60
# what calls left to do and is late by no more days is still open
_LATELY = 4


def tell_of_calls(seed: int, branches: dict[str, Branch], staff: dict[str, User]) -> None:
    """Some clients live in other time zones; those who had not come for long were called in the evenings."""
    chance = Random(f"calls {seed}")  # noqa: S311 lots, no secrets
    calls: list[tuple[date, Patient, User]] = []
    for key, branch in branches.items():
        # whoever looks around on a Sunday wants to see the queue at work
        Manners.objects.create(branch=branch, call_days="1234567")
        _move_away(chance, branch, ZONES[key])
        people = list(_away(branch).select_related("branch").order_by("pk"))
        called = chance.sample(people, min(_CALLS, len(people)))
        calls += [
            (branch.today() - timedelta(days=chance.randint(4, _DAYS)), patient, staff[CARE[key]])
            for patient in called
        ]
    for day, patient, caller in sorted(calls, key=lambda call: call[0]):
        _call(chance, patient, day, caller)
    for key, branch in branches.items():
        let_go(staff[CARE[key]])
        _see_to(chance, branch, staff[CARE[key]])


def _away(branch: Branch) -> Any:
    """Who has not come for half a year and agrees to be called about care."""
    before = branch.today() - timedelta(days=180)
    living = Patient.objects.filter(branch=branch, deceased=False, guardian=None)
    people = living.annotate(last=Max("visits__day")).filter(last__lt=before)
    return agreeing(people, Purpose.CARE, Channel.CALL, on=branch.today() - timedelta(days=_DAYS))


def _move_away(chance: Random, branch: Branch, zones: tuple[str, ...]) -> None:
    people = list(
        Patient.objects.filter(branch=branch, deceased=False).order_by("pk").values_list("pk", flat=True)
    )
    chosen = chance.sample(people, min(_LIVE_AWAY, len(people)))
    for place, zone in enumerate(zones):
        Patient.objects.filter(pk__in=chosen[place :: len(zones)]).update(time_zone=zone)


def _call(chance: Random, patient: Patient, day: date, by: User) -> None:
    """One call on an evening gone by; where the gate says no, there was none."""
    at = datetime.combine(day, time(chance.randint(15, 19), chance.randint(0, 59)), zone_of(patient))
    if by_day(patient.branch, at) != at:  # nobody is there to call
        return
    outcome = draw(chance, OUTCOMES)
    said = _said(chance, outcome, patient.branch.language, at)
    try:
        with transaction.atomic(), clock.set_to(at):
            call = begin_call(_task(patient, day), by=by)
            with clock.set_to(at + timedelta(minutes=chance.randint(1, 6))):
                if complaint := hear_of_call(end_call(call, outcome, by=by, said=said)):
                    sort_complaint(complaint, kinds=["process"], severity=complaint.severity, by=by)
                    close_complaint(complaint, 9)
    except Refused:
        return


def _see_to(chance: Random, branch: Branch, care: User) -> None:
    """What the calls left to do was done in its time, but for the latest, by who calls, who did not reach
    everybody."""
    before = branch.today() - timedelta(days=_LATELY)
    for task in Task.objects.filter(branch=branch).overdue(before).order_by("pk"):
        how = chance.choice((Closing.DONE, Closing.REFUSED, Closing.NOT_REACHED))
        with clock.set_to(branch.moment(task.due_on, time(chance.randint(15, 19)))):
            close_tasks([task], how, by=care)


def _task(patient: Patient, day: date) -> Task:
    return Task.objects.create(
        patient=patient,
        branch=patient.branch,
        work_list=WorkList.RECALL,
        purpose=Purpose.CARE,
        due_on=day + timedelta(days=7),
    )


def _said(chance: Random, outcome: str, language: str, at: datetime) -> Said:
    """What was noted: why they stay away of those who were reached, sometimes why they like the clinic."""
    if outcome == CallOutcome.NO_ANSWER:
        return Said()
    happy = outcome == CallOutcome.BOOKED and chance.random() < 0.6
    return Said(
        note=chance.choice(NOTES[language][outcome]),
        stays_away="" if happy else StayAway(draw(chance, AWAY)).value,
        chooses_us=chance.choice(PRAISE[language]) if happy else "",
        offers=chance.randint(0, 2),
        moment=at + timedelta(days=3) if outcome == CallOutcome.CALL_BACK else None,
        until=at.date() + timedelta(days=14) if outcome == CallOutcome.THINKING else None,
    )
