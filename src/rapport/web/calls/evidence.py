"""Why somebody is called, with what is known of it (CAM-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.care.models.plan import UNFINISHED
from rapport.lib.figures import show_amount
from rapport.outreach.models import Call, Task, WorkList
from rapport.outreach.replied import waits_for_reply
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.vocabulary import vocabulary
from rapport.segmentation.worklists.speaking import grounds_of
from rapport.web.sight import Sight

# a task made by one of these is explained by that row
_MADE_BY_ROWS = frozenset({"thinking", "plan", "treatment"})


@dataclass(frozen=True)
class Evidence:
    """One reason for the call: an icon, and what is known."""

    icon: str
    words: str


def evidence_for(
    task: Task, patient: Patient, addressed: Patient, facts: PatientFacts, calls: Sequence[Call], sight: Sight
) -> Iterator[Evidence]:
    """What speaks for the call, as far as the reader may know it: nothing is asked of the database but for what
    waits for a reply."""
    yield from _grounds(task, patient, addressed, sight)
    if facts.last_visit:
        yield _last_visit(facts.last_visit, patient, sight)
    yield from _plan_left(patient, sight)
    yield from _absence(task, calls, sight)
    if facts.next_visit:
        day = date_format(facts.next_visit, "SHORT_DATE_FORMAT")
        yield Evidence("calendar", _("Is booked for %(day)s") % {"day": day})


def _grounds(task: Task, patient: Patient, addressed: Patient, sight: Sight) -> Iterator[Evidence]:
    """Why there is a task at all."""
    if words := sight.text(task.words):
        yield Evidence("message-2", words)
    if sight.words and waits_for_reply(patient, addressed):
        yield Evidence("message-2", _("Wrote to us and waits for a reply: give it in this call"))
    if _MADE_BY_ROWS & task.evidence.keys():
        first = grounds_of(task, vocabulary(), patient.branch.today())[0]
        if sight.reaches(first.tells):
            yield Evidence("target-arrow", capfirst(first.words))


def _last_visit(day: date, patient: Patient, sight: Sight) -> Evidence:
    visit = max(patient.visits.all(), key=lambda one: (one.day, one.pk), default=None)
    lines = [str(line.category or line.name) for line in visit.treatments.all()] if visit else []
    done = _(", ").join(dict.fromkeys(lines)) if sight.care else ""
    said = _("Last visit %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")}
    return Evidence("calendar-off", " · ".join(filter(None, (said, done))))


def _plan_left(patient: Patient, sight: Sight) -> Iterator[Evidence]:
    """The newest of those that are not finished."""
    left = [one for one in patient.plans.all() if one.state in UNFINISHED] if sight.care else []
    if plan := max(left, key=lambda one: one.pk, default=None):
        amount = show_amount(plan.amount, patient.branch.currency, get_language() or "en")
        priced = f" · {amount}" if sight.money and plan.amount else ""
        said = _("Plan not finished: %(plan)s") % {"plan": sight.text(plan.title)}
        yield Evidence("clipboard-list", said + priced)


def _absence(task: Task, calls: Sequence[Call], sight: Sight) -> Iterator[Evidence]:
    told = next((one for one in calls if one.stays_away and sight.words), None)
    if told is not None:
        said = _("Stays away: %(reason)s") % {"reason": told.get_stays_away_display()}
        yield Evidence("help-circle", said)
    elif task.work_list == WorkList.SLEEPING:
        yield Evidence("help-circle", _("Why they stay away is not known: ask"))
