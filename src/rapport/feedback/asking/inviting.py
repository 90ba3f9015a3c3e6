"""Those who are asked are written to, or called where no message may go or none was answered (AFT-2, AFT-6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from rapport.feedback.answering import open_link
from rapport.feedback.asking.opening import ABOUT_VISITS
from rapport.feedback.asking.reaching import glances
from rapport.feedback.models import Survey, Terms
from rapport.feedback.models.survey import SurveyQuerySet
from rapport.lib import clock
from rapport.lib.outside import address_outside
from rapport.lib.refusal import Refused
from rapport.outreach.gate import Glance
from rapport.outreach.models import Task, WorkList
from rapport.outreach.models.message import NOT_GONE
from rapport.outreach.outbox import Draft, write_messages
from rapport.outreach.ways import ways_out
from rapport.outreach.wording.letters import Wordings, for_letters, letter
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import Branch

OCCASION, AGAIN = "survey", "survey_again"
# the rest is written by the next sweep, some minutes later
_AT_ONCE = 300


def invite(branch: Branch) -> int:
    """Write to those of `branch` who were neither written to nor called yet, as far as the gate lets a message
    through; the others get a call. How many messages that were."""
    terms, waiting = Terms.of(branch), list(_to_ask(branch).filter(message=None)[:_AT_ONCE])
    written: set[int] = set()
    for channel, words in ways_out(branch, OCCASION):
        left = [survey for survey in waiting if survey.pk not in written]
        written |= _write(left, channel, words, terms)
    _call([survey for survey in waiting if survey.pk not in written], branch, terms)
    return len(written)


def call_the_silent(branch: Branch) -> int:
    """Have those called who have not answered for some days, or whom the message did not reach."""
    terms = Terms.of(branch)
    before = clock.now() - timedelta(days=terms.call_after_days)
    silent = Q(message__not_before__lte=before) | Q(message__state__in=NOT_GONE)
    surveys = list(_to_ask(branch).filter(silent)[:_AT_ONCE])
    _call(surveys, branch, terms)
    return len(surveys)


def _to_ask(branch: Branch) -> SurveyQuerySet:
    asked = Survey.objects.open().filter(branch=branch, occasion__in=ABOUT_VISITS, task=None)
    return asked.order_by("due_on", "pk")


def invite_again(survey: Survey) -> bool:
    """Write to the client of a slip, who then says whether it is settled; False where no message may go."""
    terms = Terms.of(survey.branch)
    return any(_write([survey], channel, words, terms) for channel, words in ways_out(survey.branch, AGAIN))


def _write(surveys: Sequence[Survey], channel: str, words: Wordings, terms: Terms) -> set[int]:
    """Write to those whom `channel` reaches before their day; the ids of their surveys."""
    of_patient = {survey.patient_id: survey for survey in surveys}
    said = glances(of_patient.keys(), channel)
    reached = [pk for pk, glance in said.items() if _in_time(glance, of_patient[pk])]
    written: set[int] = set()
    for patient in for_letters(Patient.objects.filter(pk__in=reached)):
        survey, moment = of_patient[patient.pk], said[patient.pk].next_moment
        draft = _draft(survey, patient, channel, words, terms)
        if draft is not None:
            [message] = write_messages([draft], purpose=Purpose.CARE, by=None, not_before=moment)
            Survey.objects.filter(pk=survey.pk).update(message=message)
            written.add(survey.pk)
    return written


def _in_time(glance: Glance, survey: Survey) -> bool:
    moment: datetime | None = glance.next_moment
    return moment is not None and moment.date() <= survey.due_on


def _draft(survey: Survey, patient: Patient, channel: str, words: Wordings, terms: Terms) -> Draft | None:
    """The invitation; None where there are no words for them. The key of the link is in these words alone."""
    token = open_link(survey, days=terms.link_days)
    link = address_outside("web:survey_link", token)
    try:
        told = letter(patient, words, channel, writer=None, link=link)
    except Refused:
        return None
    return told.draft(patient, channel, f"survey:{survey.pk}")


def _call(surveys: Sequence[Survey], branch: Branch, terms: Terms) -> None:
    """A task for the caller of each; closing it, whichever way, ends the asking."""
    today, now = branch.today(), clock.now()
    tasks = [
        Task(
            patient_id=survey.patient_id,
            branch=branch,
            work_list=WorkList.SURVEY,
            purpose=Purpose.CARE,
            stays=True,
            owner_id=survey.caller_id,
            made_at=now,
            due_on=max(survey.due_on, today),
            most_attempts=terms.attempts,
        )
        for survey in surveys
    ]
    for survey, task in zip(surveys, Task.objects.bulk_create(tasks), strict=True):
        survey.task = task
    Survey.objects.bulk_update(surveys, ["task"], batch_size=500)
