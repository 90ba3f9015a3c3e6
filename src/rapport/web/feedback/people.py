"""The list behind a figure of the board: who, what was done, how they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.care.models import Visit
from rapport.feedback.models import Ending, NotAsked, Survey
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.feedback.board import BRACES, TO_DO, visits_of
from rapport.web.feedback.scope import Scope
from rapport.web.sight import Sight

SHOWN = 200


@dataclass(frozen=True)
class PersonLine:
    """One visit in a list: `said` is how far asking has come; the addresses are "" for who may not."""

    patient: Patient
    day: date
    done: str
    dentist: str
    caller: str
    said: str
    call_url: str
    sheet_url: str


def people_in(user: User, scope: Scope, state: str) -> Sequence[PersonLine]:
    """The first of those who stand in `state`, whose day comes first before the others. Three queries."""
    visits = visits_of(user, scope).filter(state=state)
    if scope.caller:
        visits = visits.filter(surveyed__survey__caller=scope.caller)
    asked = (f"surveyed__survey__{one}" for one in ("caller", "task", "message"))
    rows = visits.select_related("patient__branch", "dentist", *asked).prefetch_related("treatments__category")
    first = F("surveyed__survey__due_on").asc(nulls_last=True)
    return [_line(visit, user, state) for visit in rows.order_by(first, "day", "pk")[:SHOWN]]


def _line(visit: Visit, user: User, state: str) -> PersonLine:
    joined = getattr(visit, "surveyed", None)
    survey: Survey | None = joined.survey if joined else None
    sight, handles = Sight.of(user, visit.patient), user.may_at(Right.HANDLE_FEEDBACK, visit.patient.branch_id)
    lines = dict.fromkeys(str(line.category or line.name) for line in visit.treatments.all())
    points = survey.overall if survey and sight.feedback.may_read(survey) else None
    return PersonLine(
        patient=visit.patient,
        day=visit.day,
        done=capfirst(_(", ").join(lines)) if sight.care else "",
        dentist=str(visit.dentist or visit.dentist_words),
        caller=str(survey.caller or "") if survey else "",
        said=" · ".join(_said(visit, survey, state, points)),
        call_url=_call_url(survey) if state == TO_DO and user.may(Right.MAKE_CALLS) else "",
        sheet_url=reverse("web:survey", args=[survey.pk]) if survey and handles and state != BRACES else "",
    )


def _said(visit: Visit, survey: Survey | None, state: str, points: int | None) -> Iterator[str]:
    if why := getattr(visit, "why", ""):
        yield str(NotAsked(why).label)
    if survey is None:
        return
    branch = visit.patient.branch
    if state == BRACES:
        yield _("asked on %(day)s") % {"day": date_format(branch.local(survey.opened_at), "SHORT_DATE_FORMAT")}
    elif state == TO_DO:
        yield from _under_way(survey)
    elif survey.ended_at is not None and state != Ending.NOT_ASKED:
        yield date_format(branch.local(survey.ended_at), "SHORT_DATE_FORMAT")
        if points is not None:
            yield _("%(points)s of 10") % {"points": points}


def _under_way(survey: Survey) -> Iterator[str]:
    if survey.message is not None:
        about = {"channel": survey.message.get_channel_display(), "state": survey.message.get_state_display()}
        yield _("%(channel)s: %(state)s") % about
    if survey.task is not None:
        tries = survey.task.attempts
        so_far = ngettext("to be called, %(tries)s try so far", "to be called, %(tries)s tries so far", tries)
        yield so_far % {"tries": tries} if tries else _("to be called")
    if survey.message is None and survey.task is None:
        yield _("in a few minutes")


def _call_url(survey: Survey | None) -> str:
    if survey is None or survey.task is None or survey.task.closed_at is not None:
        return ""
    return f"{reverse('web:calls')}?list={survey.task.work_list}&task={survey.task_id}"
