"""What a step of `segmentation.advice` is called, why it is right, and its reasons with their figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.feedback.models import EIGHT_STEPS, ComplaintMove
from rapport.lib import clock
from rapport.outreach.models import Closing, Task, WorkList
from rapport.people.models import Patient
from rapport.segmentation.advice import Advice, Reason, Step
from rapport.segmentation.worklists.speaking import ago
from rapport.staff.roles import Right

# what to do, in a sentence; those with figures are told below
_TITLES: dict[Step, Any] = {
    Step.DECEASED: gettext_lazy("Nothing any more: they have died."),
    Step.NEVER: gettext_lazy("Leave them in peace."),
    Step.LEFT: gettext_lazy("Nothing from us: they left the clinic."),
    Step.HELD: gettext_lazy("Nothing from you just now."),
    Step.SLIP: gettext_lazy("Deal with what they were not satisfied with."),
    Step.ASK_AGAIN: gettext_lazy("Ask them whether it is settled."),
    Step.REPLY: gettext_lazy("Reply to what they wrote."),
    Step.UNREACHABLE: gettext_lazy("Wait until they are here."),
    Step.STEWARD: gettext_lazy("Appoint who looks after them."),
    Step.FOLLOW_UP: gettext_lazy("Call once, and ask gently what they think."),
    Step.BOOK: gettext_lazy("Offer a time when you are in touch."),
    Step.CONSENT: gettext_lazy("Ask for their consent when they are here."),
    Step.JUDGE: gettext_lazy("Judge how you found them: it takes 15 seconds."),
    Step.NOTHING: gettext_lazy("Nothing to do now."),
}
_CALLS: dict[str, Any] = {
    WorkList.CALL_BACK: gettext_lazy("Call back: they wished it."),
    WorkList.AFTERCARE: gettext_lazy("Call and ask how they are after the treatment."),
    WorkList.SURVEY: gettext_lazy("Call and ask how it was."),
    WorkList.PLAN: gettext_lazy("Call once, and ask gently about the plan."),
    WorkList.RECALL: gettext_lazy("Call and invite them to come again."),
    WorkList.BIRTHDAY: gettext_lazy("Call and wish them a happy birthday."),
    WorkList.NAME_DAY: gettext_lazy("Call with wishes for their name-day."),
}
# of these it is said what the call is about
_ABOUT_SOMETHING = frozenset({WorkList.CALL_BACK, WorkList.AFTERCARE, WorkList.PLAN, WorkList.RECALL})
_FIRST_OFFER, _SECOND_OFFER = (
    gettext_lazy("Call with a good offer."),
    gettext_lazy("Call with a better offer, the last one."),
)
# what to mind
_LEADS: dict[Step, Any] = {
    Step.NEVER: gettext_lazy("They asked never to be contacted. Wait until they come by themselves."),
    Step.HELD: gettext_lazy("A colleague sees to them. Offer nothing meanwhile."),
    Step.COMPLAINT: gettext_lazy("Until it is settled nothing is offered."),
    Step.SLIP: gettext_lazy("Then customer service asks them again; their own word alone closes it."),
    Step.ASK_AGAIN: gettext_lazy("Their own word alone closes it. Offer nothing."),
    Step.THINK: gettext_lazy("Calls, quotes and reminders are paused until then."),
    Step.WRITE: gettext_lazy("A call is not possible, a message is."),
    Step.UNREACHABLE: gettext_lazy("Neither a call nor a message about this may reach them. Ask when they come."),
    Step.FOLLOW_UP: gettext_lazy("Their time to think is over. One question, no pushing."),
    Step.BOOK: gettext_lazy("Nobody is called out of turn: the list comes to them by itself."),
    Step.COMES: gettext_lazy("There is nothing to call or write about before."),
}


def title_of(advice: Advice, patient: Patient, *, what: str, owner: str) -> str:
    """The sentence at the head. `what` is what the task says, `owner` whose it is."""
    match advice.step:
        case Step.COMPLAINT:
            return _("Next for the complaint: %(step)s.") % {"step": _step_of(advice)}
        case Step.THINK:
            return _wait_then(advice, owner)
        case Step.WAIT:
            return _("Wait until %(day)s.") % {"day": _day(advice.until)}
        case Step.CALL | Step.WRITE | Step.TASK:
            return _task_title(advice, patient, what)
        case Step.OFFER_LATER:
            return _offer_later(advice, patient.branch.today())
        case Step.COMES:
            return _("Nothing to do: they come on %(day)s.") % {"day": _day(advice.until)}
    return str(_TITLES[advice.step])


def _step_of(advice: Advice) -> str:
    step = next(one.figures["step"] for one in advice.reasons if one.code == "steps")
    return str(ComplaintMove(step).label) if step else _("ask whether they are content now")


def _wait_then(advice: Advice, owner: str) -> str:
    told = {"day": _day(advice.until), "name": owner}
    if advice.barriers:
        return _("Wait until %(day)s. No call may reach them: ask gently when they are here.") % told
    if owner:
        return _("Wait until %(day)s. Then one call from %(name)s, not from sales.") % told
    return _("Wait until %(day)s. Then one gentle call, not from sales.") % told


def _task_title(advice: Advice, patient: Patient, what: str) -> str:
    task = _task(advice, patient)
    if advice.step == Step.WRITE:
        return _("Write to them: %(what)s") % {"what": what}
    if advice.step == Step.TASK or not task.purpose:
        return what
    if task.work_list == WorkList.SLEEPING:
        return str(_SECOND_OFFER if task.rule and task.rule.follows_id else _FIRST_OFFER)
    return str(_CALLS.get(task.work_list, what))


def _task(advice: Advice, patient: Patient) -> Task:
    return next(one for one in patient.tasks.all() if one.pk == advice.task)


def _offer_later(advice: Advice, today: date) -> str:
    if advice.until == date.max:
        return _("No more offers: wait until they come by themselves.")
    if advice.until and advice.until > today:
        return _("Wait until %(day)s, then a better offer.") % {"day": _day(advice.until)}
    return _("Wait: the list comes to them with an offer by itself.")


def lead_of(advice: Advice, patient: Patient, what: str) -> str:
    """What to mind beside the sentence."""
    if advice.opens is not None:
        moment = date_format(localtime(advice.opens), "TIME_FORMAT")
        return _("Not now: they may be called from %(moment)s.") % {"moment": moment}
    match advice.step:
        case Step.WAIT:
            return _("Then: %(what)s") % {"what": _task_title(advice, patient, what)}
        case Step.THINK if advice.planned:
            return _("The call is planned. Calls, quotes and reminders are paused until then.")
        case Step.CALL if _is_about_something(_task(advice, patient)):
            return what
        case Step.NOTHING | Step.BOOK if advice.step == Step.NOTHING or _is_of_new(advice):
            return next(reasons_of(advice, patient.branch.today(), lambda _right: False), "")
    return str(_LEADS.get(advice.step, ""))


def _is_of_new(advice: Advice) -> bool:
    return [one.code for one in advice.reasons] == ["new"]


def _is_about_something(task: Task) -> bool:
    return task.work_list in _ABOUT_SOMETHING and bool(task.words or task.rule_id)


def _next(one: Reason) -> str:
    month = date_format(one.figures["day"], "YEAR_MONTH_FORMAT")
    return _("Next: %(rule)s, about %(month)s.") % {"rule": one.figures["rule"], "month": month}


def reasons_of(advice: Advice, today: date, rights: Callable[[Right], bool]) -> Iterator[str]:
    """Why, with the figures, as far as the reader may know them."""
    for one in advice.reasons:
        yield from _reason(one, today, rights)
    for barrier in advice.barriers:
        yield barrier.words


def _reason(one: Reason, today: date, may: Callable[[Right], bool]) -> Iterator[str]:
    told = {name: _shown(value) for name, value in one.figures.items()}
    match one.code:
        case "complained" | "left" | "visited" | "refused" | "rests":
            yield str(_DATED[one.code]) % {**told, "ago": ago(one.figures["day"], today)}
            if one.code == "refused" and one.figures["better"] is None:
                yield _("Two offers are the most. Who refused both is not asked again until they come.")
        case "steps":
            yield _("%(done)s of %(all)s steps are done.") % {**told, "all": len(EIGHT_STEPS)}
        case "limit":
            late = one.figures["until"] < clock.now()
            yield (_("Was to be done until %(until)s.") if late else _("To be done until %(until)s.")) % told
        case "scored":
            yield _("Gave %(points)s of 10 on %(day)s.") % told
        case "thinks" | "thought":
            yield from _thoughts(one.code, told if may(Right.SEE_CARE) else {**told, "plan": ""})
        case "until":
            yield _("To be done until %(until)s.") % {"until": told["day"]}
        case "put_off":
            yield _("Planned for %(day)s.") % told
        case "rung":
            yield str(_RUNGS[one.figures["rung"]])
        case "fits":
            yield _("%(rule)s, and nothing is booked.") % told
            if one.figures["visit"]:
                yield _("Last visit on %(visit)s.") % told
        case "asked":
            told["what"] = str(_ENDED[one.figures["how"]]) % told
            if one.figures["again"]:
                yield _("%(what)s: no call before %(again)s.") % told
            else:
                yield _("%(what)s: no further call until they come.") % told
        case "next":
            yield _next(one)
        case "new":
            yield _("They have not been here yet, and nothing is booked.")
        case "unasked":
            yield _("Nobody has asked whether their data may be kept, or what they said has run out.")


_DATED: dict[str, Any] = {
    "complained": gettext_lazy("Complained on %(day)s, %(ago)s."),
    "left": gettext_lazy("Left on %(day)s, %(ago)s."),
    "visited": gettext_lazy("Was here on %(day)s, %(ago)s, and nobody has judged since."),
    "refused": gettext_lazy("Refused an offer on %(day)s, %(ago)s."),
    "rests": gettext_lazy("Last here on %(day)s, %(ago)s; no list asks for anything now."),
}
_ENDED: dict[str, Any] = {
    Closing.NOT_REACHED: gettext_lazy("Called about “%(rule)s” until %(day)s, not reached"),
    Closing.REFUSED: gettext_lazy("Asked about “%(rule)s” on %(day)s, not wanted"),
    Closing.DONE: gettext_lazy("Asked about “%(rule)s” on %(day)s"),
    Closing.DROPPED: gettext_lazy("“%(rule)s” was taken off the list on %(day)s"),
}
_RUNGS: dict[int, Any] = {
    1: gettext_lazy("The first of two offers. A refusal is taken at once."),
    2: gettext_lazy("They refused a first offer. This is the second, and the last one."),
}


def _thoughts(code: str, told: dict[str, str]) -> Iterator[str]:
    if told["plan"]:
        yield _("It is about: %(plan)s.") % told
    if code == "thinks":
        yield _("Has had time to think since %(day)s, until %(until)s.") % told
        yield _("Nobody presses them before; then one question, and no second one.")
    else:
        yield _("Had time to think until %(until)s, and nobody has asked since.") % told


def _day(day: date | None) -> str:
    return date_format(day, "MONTH_DAY_FORMAT") if day else ""


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return str(date_format(localtime(value), "SHORT_DATETIME_FORMAT"))
    if isinstance(value, date):
        return str(date_format(value, "SHORT_DATE_FORMAT"))
    return capfirst(str(value))
