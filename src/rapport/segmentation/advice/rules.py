"""What to do next for one person, and who. Pure: a situation and who looks in, one step with its reasons out.

The order is the house's: who has died or asked for peace is left alone; who is not content comes before all else;
who thinks is waited for (LOY-4); whoever treated them judges while they remember (PAT-6); then what was promised,
what is owed after a treatment, what the lists say, and last what is missing on the card. What each matter says
comes from those who decide it: the gate, the steps of complaints, the rules of the lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from rapport.outreach.models import WorkList
from rapport.outreach.models.task import TOLD_TO
from rapport.segmentation.advice.situation import Advice, Errand, Reason, Situation, Step, Unhappy, Viewer
from rapport.staff.roles import Right

_DAY = timedelta(days=1)
# whatever was promised comes first, then what is owed, then what we would like
_FIRST = (
    WorkList.CALL_BACK,
    WorkList.FEEDBACK,
    WorkList.AFTERCARE,
    WorkList.SURVEY,
    WorkList.OWN,
    WorkList.TIMES,
    WorkList.PLAN,
    WorkList.RECALL,
    WorkList.SLEEPING,
    WorkList.BIRTHDAY,
    WorkList.NAME_DAY,
    WorkList.CONSENT,
    WorkList.STEWARD,
)
# what only those see to who can: nobody else is told that it waits
_ONE_S_OWN = frozenset({Step.CONSENT, Step.JUDGE, Step.FOLLOW_UP, Step.BOOK})


def advise(about: Situation, viewer: Viewer) -> Advice:
    """The one step for `viewer`: what stops everything, else the first that is theirs, else the first of a
    colleague's, else what to wait for; at last that there is nothing to do, and what comes next."""
    if stop := next(_stops(about, viewer), None):
        return stop
    found = list(_steps(about, viewer))
    now = [one for one in found if one.until is None and one.step != Step.UNREACHABLE]
    mine = next((one for one in now if one.mine), None)
    theirs = next((one for one in now if one.step not in _ONE_S_OWN), None)
    later = min((one for one in found if one.until is not None), key=_soonest, default=None)
    barred = next((one for one in found if one.step == Step.UNREACHABLE), None)
    return mine or theirs or later or barred or _nothing(about, viewer)


def _soonest(one: Advice) -> tuple[bool, date]:
    """A day that somebody set comes before one that comes by itself."""
    return one.step == Step.OFFER_LATER, one.until or date.max


def _stops(about: Situation, viewer: Viewer) -> Iterator[Advice]:
    """What comes before everything, whoever looks."""
    if about.deceased:
        yield Advice(Step.DECEASED)
    if not viewer.may(Right.SEE_WORDS):
        return
    if about.never:
        yield Advice(Step.NEVER)
    if about.left:
        yield Advice(Step.LEFT, (Reason("left", {"day": about.left}),))
    if about.complaint:
        yield _complaint(about.complaint, viewer)
    if about.slip:
        yield _slip(about.slip, about, viewer)
    if about.thinking:
        yield _thinking(about, viewer)


def _complaint(one: Unhappy, viewer: Viewer) -> Advice:
    """The steward's next step (CMP-2, CMP-3)."""
    if not viewer.may(Right.SEE_FEEDBACK):
        return Advice(Step.HELD)
    said = {"step": one.step, "done": one.done}
    reasons = (Reason("complained", {"day": one.since}), Reason("steps", said), *_limit(one))
    mine = viewer.may(Right.HANDLE_FEEDBACK) and one.owner in (None, viewer.pk)
    return Advice(Step.COMPLAINT, reasons, subject=one.pk, owner=one.owner, mine=mine)


def _slip(one: Unhappy, about: Situation, viewer: Viewer) -> Advice:
    """It lies with the dentist, or the client is asked for their word, which alone closes it (AFT-5)."""
    theirs = viewer.may(Right.SEE_FEEDBACK) and viewer.pk in (one.owner, one.dentist)
    if not (theirs or viewer.may(Right.HANDLE_FEEDBACK)):
        return Advice(Step.HELD)
    reasons = (Reason("scored", {"day": one.since, "points": one.points}), *_limit(one))
    mine = viewer.pk == one.owner or one.owner is None
    if one.step != Step.ASK_AGAIN:
        return Advice(Step.SLIP, reasons, subject=one.pk, owner=one.owner, mine=mine)
    errand = next((task for task in about.errands if task.pk == one.task), None)
    if errand is None or errand.reach is None:
        return Advice(Step.ASK_AGAIN, reasons, subject=one.pk, owner=one.owner, mine=mine)
    turn = _turn(errand, about, viewer)
    if turn.step == Step.CALL:
        return replace(turn, step=Step.ASK_AGAIN, subject=one.pk, owner=one.owner, mine=mine, reasons=reasons)
    return replace(turn, reasons=reasons)


def _limit(one: Unhappy) -> tuple[Reason, ...]:
    return (Reason("limit", {"until": one.due}),) if one.due else ()


def _thinking(about: Situation, viewer: Viewer) -> Advice:
    """Nothing presses them; then one gentle call, which is planned once (LOY-4), where one may ever be made."""
    one = about.thinking
    assert one is not None
    planned = next((task for task in about.errands if task.work_list == WorkList.PLAN), None)
    said = {"plan": one.plan, "day": one.since, "until": one.until}
    barred = one.reach is not None and one.reach.opens is None
    plans = planned is None and not barred and viewer.may(Right.SEE_TODAY) and viewer.may(Right.SEE_CARE)
    return Advice(
        Step.THINK,
        (Reason("thinks", said),),
        task=planned.pk if planned else 0,
        owner=planned.owner if planned else one.caller,
        mine=True,
        until=one.until,
        plan_on=one.until + _DAY if plans else None,
        planned=planned is not None,
        barriers=one.reach.barriers if one.reach and barred else (),
    )


def _steps(about: Situation, viewer: Viewer) -> Iterator[Advice]:
    """Everything that could be done, what comes first first."""
    judgement = _judgement(about, viewer)
    own = about.unjudged is not None and about.unjudged[2] == viewer.pk
    if judgement and own:
        yield judgement  # by who treated them, while they remember
    told = [one for one in _FIRST if _told(one, viewer)]
    for work_list in told if viewer.may(Right.SEE_WORDS) else ():
        of_list = sorted((one for one in about.errands if one.work_list == work_list), key=lambda one: one.due)
        yield from (_errand(one, about, viewer) for one in of_list)
        if not of_list and not about.comes:
            yield from _on_no_list(about, viewer, work_list)
    if about.unasked:
        yield Advice(Step.CONSENT, (Reason("unasked"),), mine=viewer.may(Right.TAKE_CONSENTS))
    if judgement and not own:
        yield judgement


def _judgement(about: Situation, viewer: Viewer) -> Advice | None:
    """The last visit has not been judged (PAT-6)."""
    if about.unjudged is None or not viewer.may(Right.SEE_CARE):
        return None
    visit, day, dentist = about.unjudged
    mine = viewer.may(Right.WRITE_CARE) and dentist in (None, viewer.pk)
    return Advice(Step.JUDGE, (Reason("visited", {"day": day}),), subject=visit, owner=dentist, mine=mine)


def _errand(one: Errand, about: Situation, viewer: Viewer) -> Advice:
    """What an open task asks for. Until it was put off to, and of one's own until its day, it waits."""
    mine = one.owner in (None, viewer.pk)
    rests = one.put_off or (one.due if one.work_list == WorkList.OWN and one.due > about.today else None)
    if rests is not None and rests > about.today:
        reason = Reason("put_off", {"day": rests})
        return Advice(Step.WAIT, (reason,), task=one.pk, owner=one.owner, mine=mine, until=rests, planned=True)
    if one.reply:
        may = viewer.may(Right.WRITE_MESSAGES)
        return Advice(Step.REPLY, (_until(one),), task=one.pk, owner=one.owner, mine=mine and may)
    if one.reach is not None:
        return _turn(one, about, viewer)
    step = {WorkList.CONSENT: Step.CONSENT, WorkList.STEWARD: Step.STEWARD}.get(WorkList(one.work_list), Step.TASK)
    if step == Step.CONSENT:
        mine = viewer.may(Right.TAKE_CONSENTS)
    return Advice(step, (_until(one),), task=one.pk, owner=one.owner, mine=mine)


def _turn(one: Errand, about: Situation, viewer: Viewer) -> Advice:
    """Somebody is to be turned to, and the gate is asked how: by a call, later, in writing, or not at all."""
    reach = one.reach
    assert reach is not None
    mine = one.owner in (None, viewer.pk)
    reasons = (_until(one), *((Reason("rung", {"rung": one.rung}),) if one.rung else ()))
    calls = viewer.may(Right.MAKE_CALLS)
    turn = Advice(
        Step.CALL, reasons, task=one.pk, owner=one.owner, barriers=reach.barriers, spoken_to=reach.spoken_to
    )
    if reach.day is not None and reach.day > about.today:
        plan_on = reach.day if mine and calls else None
        return replace(turn, step=Step.WAIT, mine=mine, until=reach.day, plan_on=plan_on)
    if reach.allowed or reach.opens is not None:
        # who was given a call without calling otherwise makes this one
        may = calls or one.owner is not None
        return replace(turn, mine=mine and may, opens=None if reach.allowed else reach.opens)
    if reach.writes:
        return replace(turn, step=Step.WRITE, mine=mine and viewer.may(Right.WRITE_MESSAGES))
    return replace(turn, step=Step.UNREACHABLE, mine=mine and calls, spoken_to="")


def _until(one: Errand) -> Reason:
    return Reason("until", {"day": one.due})


def _on_no_list(about: Situation, viewer: Viewer, work_list: str) -> Iterator[Advice]:
    """What the rules say of who has no task yet: too many fit on one day, or an offer was refused (CAM-2, CAM-3).
    Nobody is called out of turn; who is there anyway can be given a time."""
    fits = next((one for one in about.due if one.work_list == work_list and one.day <= about.today), None)
    if fits and work_list == WorkList.PLAN:
        yield from _follow_up(about, viewer)
    elif fits and work_list == WorkList.RECALL:
        said = {"rule": fits.name, "visit": about.last_visit}
        yield Advice(Step.BOOK, (Reason("fits", said),), mine=viewer.may(Right.BOOK))
    elif work_list == WorkList.SLEEPING and about.refused_on:
        reason = Reason("refused", {"day": about.refused_on, "better": about.better_on})
        # without a better one they come by themselves, or not at all
        yield Advice(Step.OFFER_LATER, (reason,), until=about.better_on or date.max)
    elif fits:
        yield Advice(
            Step.OFFER_LATER, (Reason("fits", {"rule": fits.name, "visit": about.last_visit}),), until=about.today
        )


def _follow_up(about: Situation, viewer: Viewer) -> Iterator[Advice]:
    """The one gentle question after the time to think, where the gate would let it through (LOY-4)."""
    one = about.thought_over
    if one is None or one.reach is None or one.reach.day != about.today:
        return
    said = {"plan": one.plan, "day": one.since, "until": one.until}
    mine = viewer.may(Right.MAKE_CALLS)
    plan_on, opens = (about.today if mine else None), (None if one.reach.allowed else one.reach.opens)
    yield Advice(
        Step.FOLLOW_UP, (Reason("thought", said),), mine=mine, plan_on=plan_on, opens=opens,
        barriers=one.reach.barriers, spoken_to=one.reach.spoken_to,
    )  # fmt: skip


def _told(work_list: str, viewer: Viewer) -> bool:
    return work_list not in TOLD_TO or viewer.may(TOLD_TO[work_list])


def _nothing(about: Situation, viewer: Viewer) -> Advice:
    """Nothing to do: they come, or it says why not."""
    if about.comes:
        pk, day = about.comes
        return Advice(Step.COMES, subject=pk, until=day)
    if not viewer.may(Right.SEE_WORDS):
        return Advice(Step.NOTHING)
    here = Reason("rests", {"day": about.last_visit}) if about.last_visit else Reason("new")
    why = tuple(_why_nothing(about, viewer)) or (here,)
    if why == (Reason("new"),) and viewer.may(Right.BOOK):
        return Advice(Step.BOOK, why, mine=True)  # who has just turned to us is given a time
    return Advice(Step.NOTHING, why)


def _why_nothing(about: Situation, viewer: Viewer) -> Iterator[Reason]:
    """They were asked and that is enough (CAM-3); then what the rules say."""
    asked = about.asked
    if asked and _told(asked.work_list, viewer):
        said = {"rule": asked.name, "day": asked.day, "how": asked.how, "again": asked.again}
        yield Reason("asked", said)
    ahead = min(about.due, key=lambda one: one.day, default=None)
    if ahead and _told(ahead.work_list, viewer):
        if ahead.day <= about.today:
            yield Reason("fits", {"rule": ahead.name, "visit": about.last_visit})
        else:
            yield Reason("next", {"rule": ahead.name, "day": ahead.day})
