"""What is known of one person, asked of those who decide each matter; so many queries however long the history."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from rapport.appointments.models.appointment import EXPECTED
from rapport.care.models import ThinkingTime
from rapport.feedback.complaints import rules as complaints
from rapport.feedback.models import SlipStage
from rapport.lib import clock
from rapport.outreach.calls import ask_of
from rapport.outreach.gate import Ask, Verdict, look_each
from rapport.outreach.gate.situation import POINTS
from rapport.outreach.models import Closing, PauseGround, Task, TaskRule, WorkList
from rapport.outreach.models.pause import PauseScope
from rapport.outreach.models.task import ANSWER, BY_ITSELF
from rapport.people.consents import words_of
from rapport.people.consents.rules import State, state
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose
from rapport.people.models.steward import StewardRole
from rapport.people.reading import Part, read_file
from rapport.segmentation.advice.situation import Asked, Due, Errand, Reach, Situation, Step, Thought, Unhappy
from rapport.segmentation.worklists.foreseeing import foresee

# a visit longer ago is remembered by nobody well enough to judge it
_REMEMBERED = timedelta(days=30)
_READS = (
    Part("appointments"),
    Part("complaints", below=("steps",)),
    Part("consents"),
    Part("departures"),
    Part("judgements"),
    Part("pauses"),
    Part("slips"),
    Part("tasks", ("rule", "branch")),
    Part("thinking_times", ("plan__dentist",)),
    Part("visits"),
)
_MESSAGES = tuple(channel for channel in POINTS if channel != Channel.CALL)
# the one call after the time to think (LOY-4)
_GENTLE = Ask(Purpose.CARE, Channel.CALL)
# lists whose rules ask about a plan, invite somebody, or offer something
_INVITES = (WorkList.PLAN, WorkList.RECALL, WorkList.SLEEPING)


def situation_of(patient: Patient) -> Situation:
    """Everything that `advise` has to know of `patient`, today at their branch."""
    read_file(patient, _READS)
    today, now = patient.branch.today(), clock.now()
    tasks = [one for one in patient.tasks.all() if one.closed_at is None]
    visits = sorted((one for one in patient.visits.all() if one.day <= today), key=lambda one: (one.day, one.pk))
    about = Situation(
        today=today,
        deceased=patient.deceased,
        never=_never(patient, today),
        left=next((one.left_on for one in patient.departures.all() if one.returned_on is None), None),
        complaint=_complaint(patient),
        slip=_slip(patient),
        thinking=_thinking(patient, today),
        comes=_comes(patient, now),
        unasked=_unasked(patient, today, came=bool(visits)),
        unjudged=_unjudged(patient, today),
        last_visit=visits[-1].day if visits else None,
    )
    if _stopped(about):
        return replace(about, errands=tuple(_errand(one, None, now) for one in tasks))
    asks = {one.pk: ask_of(one) for one in tasks if one.purpose}
    gentle = [_GENTLE] if patient.thinking_times.all() else []
    reached = _reached(patient, {*asks.values(), *gentle})
    errands = tuple(_errand(one, reached[asks[one.pk]] if one.pk in asks else None, now) for one in tasks)
    return replace(about, errands=errands, **_ahead(patient, about, now, reached.get(_GENTLE)))


def _stopped(about: Situation) -> bool:
    """Whether nobody turns to them whatever waits, so that nobody has to ask how."""
    return bool(about.deceased or about.never or about.left or about.complaint or about.thinking)


def _never(patient: Patient, today: date) -> bool:
    pauses = (one for one in patient.pauses.all() if one.ground == PauseGround.NEVER)
    return any(one.scope == PauseScope.ALL and one.runs_on(today) for one in pauses)


def _complaint(patient: Patient) -> Unhappy | None:
    """The one of which something is due first."""
    open_ones = [one for one in patient.complaints.all() if one.closed_at is None]
    if not open_ones:
        return None
    one = min(open_ones, key=lambda one: (one.due_at, one.pk))
    moves = [step.move for step in one.steps.all()]
    step = complaints.next_step(moves)
    return Unhappy(
        one.pk, one.raised_on, one.due_at, one.owner_id, step=step or "", done=complaints.steps_done(moves)
    )


def _slip(patient: Patient) -> Unhappy | None:
    open_ones = [one for one in patient.slips.all() if one.closed_at is None]
    if not open_ones:
        return None
    one = min(open_ones, key=lambda one: one.pk)
    asks = one.stage == SlipStage.SERVICE
    return Unhappy(
        one.pk,
        patient.branch.day_of(one.opened_at),
        one.due_at,
        one.owner_id,
        one.dentist_id,
        step=Step.ASK_AGAIN if asks else Step.SLIP,
        points=one.points,
        task=one.task_id or 0,
    )


def _thinking(patient: Patient, today: date) -> Thought | None:
    running = [one for one in patient.thinking_times.all() if one.runs_on(today)]
    if not running:
        return None
    return _thought(max(running, key=lambda one: one.ends_on), patient, _reached(patient, [_GENTLE])[_GENTLE])


def _thought_over(patient: Patient, today: date, reach: Reach | None) -> Thought | None:
    """After which the one follow-up is due (LOY-4)."""
    due = ThinkingTime.objects.filter(patient=patient).due_for_follow_up(today)
    one = due.select_related("plan__dentist").order_by("ends_on").last()
    if one is None:
        return None
    return _thought(one, patient, reach)


def _thought(one: ThinkingTime, patient: Patient, reach: Reach | None) -> Thought:
    """With what the gate says of the one call, and whoever should make it: who presented the plan, else a steward,
    the dentist first."""
    stewards = list(patient.stewards.filter(until=None).select_related("user"))
    stewards.sort(key=lambda steward: (steward.role != StewardRole.DENTIST, steward.since))
    asked = [one.plan.dentist if one.plan else None, *(steward.user for steward in stewards)]
    caller = next((user.pk for user in asked if user is not None and user.is_active), None)
    return Thought(one.plan.title if one.plan else "", one.starts_on, one.ends_on, caller, reach)


def _comes(patient: Patient, now: datetime) -> tuple[int, date] | None:
    ahead = [one for one in patient.appointments.all() if one.state in EXPECTED and one.starts_at > now]
    if not ahead:
        return None
    one = min(ahead, key=lambda one: one.starts_at)
    return one.pk, patient.branch.day_of(one.starts_at)


def _unasked(patient: Patient, today: date, *, came: bool) -> bool:
    """Who refused has answered. Of a prospect nobody asks before they come."""
    said = state(words_of(patient.consents.all()), Purpose.PROCESSING, None, today)
    return came and said in (State.NONE, State.EXPIRED)


def _unjudged(patient: Patient, today: date) -> tuple[int, date, int | None] | None:
    visits = [one for one in patient.visits.all() if today - _REMEMBERED <= one.day <= today]
    if not visits:
        return None
    last = max(visits, key=lambda one: (one.day, one.pk))
    if any(patient.branch.day_of(one.at) >= last.day for one in patient.judgements.all()):
        return None
    return last.pk, last.day, last.dentist_id


def _errand(task: Task, reach: Reach | None, now: datetime) -> Errand:
    until = task.snoozed_until
    rests = task.branch.day_of(until) if until is not None and until > now else None
    rung = 0
    if task.work_list == WorkList.SLEEPING and task.rule:
        rung = 2 if task.rule.follows_id else 1
    reply = task.rule_id is None and task.occasion == ANSWER
    return Errand(task.pk, task.work_list, task.due_on, task.owner_id, rests, reply, rung, reach)


def _reached(patient: Patient, asks: Collection[Ask]) -> dict[Ask, Reach]:
    """What the gate says of these calls, and of messages in place of them: asked for all at once."""
    instead = {ask: [replace(ask, channel=channel) for channel in _MESSAGES] for ask in asks}
    said = look_each(patient, [*asks, *(one for messages in instead.values() for one in messages)])
    return {ask: _reach(patient, said[ask], [said[one] for one in instead[ask]]) for ask in asks}


def _reach(patient: Patient, call: Verdict, messages: Iterable[Verdict]) -> Reach:
    """Whoever may be called, now or later, is not written to instead."""
    opens = call.next_moment
    day = patient.branch.day_of(opens) if opens else None
    writes = opens is None and any(one.next_moment for one in messages)
    return Reach(opens, day, call.reasons, writes, _spoken_to(patient, call.addressed))


def _spoken_to(patient: Patient, addressed: Patient | None) -> str:
    """The guardian by name, where whoever sees the child sees them too."""
    if addressed is None or addressed.pk == patient.pk or addressed.branch_id != patient.branch_id:
        return ""
    return addressed.full_name


def _ahead(patient: Patient, about: Situation, now: datetime, gentle: Reach | None) -> dict[str, Any]:
    """What the rules of the lists say where nothing is booked: of today, and of the days ahead."""
    if about.comes or not about.last_visit:
        return {}
    due = [
        Due(one.rule.work_list, str(one.rule), one.day) for one in foresee(patient.pk, _INVITES, about.today, now)
    ]
    asks = any(one.work_list == WorkList.PLAN and one.day <= about.today for one in due)
    thought = _thought_over(patient, about.today, gentle) if asks else None
    ended = _ended(patient, about)
    return {"due": tuple(due), "thought_over": thought, "asked": _asked(ended, about), **_ladder(patient, ended)}


def _ended(patient: Patient, about: Situation) -> list[tuple[date, Task]]:
    """What rules had made and somebody, not the sweep, ended since they were last here, each with its day."""
    closed = [
        (patient.branch.day_of(task.closed_at), task)
        for task in patient.tasks.all()
        if task.closed_at and task.rule and task.work_list in _INVITES and task.closed_how not in BY_ITSELF
    ]
    return [(day, task) for day, task in closed if about.last_visit is None or day >= about.last_visit]


def _asked(ended: list[tuple[date, Task]], about: Situation) -> Asked | None:
    """Why nobody calls although a rule fits: it was tried, and that is enough for now (CAM-3)."""
    if not ended:
        return None
    day, task = max(ended, key=lambda one: (one[0], one[1].pk))
    assert task.rule is not None
    after = task.rule.again_after
    again = None if after is None else day + timedelta(days=after)
    if again is not None and again <= about.today:
        return None
    return Asked(task.work_list, str(task.rule), day, task.closed_how, again)


def _ladder(patient: Patient, ended: list[tuple[date, Task]]) -> dict[str, Any]:
    """The offer that they refused since they were last here, and from when on there is a better one (CAM-3)."""
    asleep = getattr(getattr(patient, "standing", None), "lifecycle", "") == "sleeping"
    offers = [one for one in ended if one[1].work_list == WorkList.SLEEPING]
    refused = [one for one in offers if one[1].closed_how == Closing.REFUSED]
    if not (asleep and refused):
        return {}
    day, last = max(refused, key=lambda one: one[1].pk)
    following = TaskRule.objects.filter(on=True, follows=last.rule_id).first()
    better = day + timedelta(days=following.follows_after or 0) if following else None
    return {"refused_on": day, "better_on": better}
