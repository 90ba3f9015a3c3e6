"""What the page of a survey shows: whom it speaks to, what it asks, and what was tapped before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rapport.feedback.answering import Answers
from rapport.feedback.models import Form, Occasion, Question, Survey, Terms
from rapport.feedback.questions import Sheet
from rapport.feedback.scores import HIGHEST, LOWEST, Band, band_of
from rapport.people.guardianship import who_is_addressed
from rapport.people.language import language_spoken
from rapport.people.models import Patient
from rapport.people.names.greeting import first_name, greeting


@dataclass(frozen=True)
class Scale:
    """One question answered from 1 to 10."""

    question: int
    label: str
    word: str
    points: int | None
    tapped: bool = False

    @property
    def choices(self) -> list[tuple[int, bool]]:
        return [(points, points == self.points) for points in range(LOWEST, HIGHEST + 1)]


@dataclass(frozen=True)
class Said:
    """One question answered with yes or no, or in words."""

    question: int
    label: str
    yes_no: bool
    answer: str


@dataclass(frozen=True)
class Page:
    """The page of one survey in the language now active."""

    title: str
    below: str
    overall: Scale
    asked: Sequence[Said]
    tapped: Sequence[Scale]
    remark: str
    wants_call: bool
    dentist: str
    call_within: int

    @property
    def happy(self) -> bool:
        """Whether there is little to put right: the rest is then short and need not be answered."""
        return self.overall.points is not None and _is_happy(self.overall.points)


def page_of(survey: Survey, sheet: Sheet, given: Answers, language: str) -> Page:
    """What `survey` (as `survey_of` loads it) shows, filled with what was `given` so far."""
    return Page(
        title=_title(survey, speaks_to(survey), language),
        below=_when(survey),
        dentist=_dentist(survey),
        call_within=Terms.of(survey.branch).slip_dentist_hours,
        **_filled(sheet, given, language),
    )


def sample_of(sheet: Sheet, language: str) -> Page:
    """The page of `sheet` about nobody."""
    return Page(
        title=_("How happy were you with the visit?"),
        below=_("one minute"),
        dentist="",
        call_within=Terms().slip_dentist_hours,
        **_filled(sheet, Answers(), language),
    )


def _filled(sheet: Sheet, given: Answers, language: str) -> dict[str, Any]:
    return {
        "overall": _scale(sheet.overall, given, language),
        "asked": [_said(one, given, language) for one in sheet.asked],
        "tapped": [_scale(one, given, language) for one in sheet.tapped],
        "remark": given.remark,
        "wants_call": given.wants_call,
    }


def speaks_to(survey: Survey) -> Patient | None:
    """A child's page speaks to who speaks for the child; to nobody by name where that is not known."""
    return who_is_addressed(survey.patient, survey.patient.branch.today()).person


def language_of(survey: Survey) -> str:
    """In which language the page begins."""
    return survey.language or str(survey.draft.get("language") or "") or language_spoken(
        speaks_to(survey) or survey.patient
    )  # fmt: skip


def _title(survey: Survey, whom: Patient | None, language: str) -> str:
    again = survey.occasion == Occasion.AGAIN
    names = {"whom": greeting(whom, language) if whom else "", "child": first_name(survey.patient)}
    if not names["whom"]:
        return _("Have we put it right?") if again else _("How happy were you with the visit?")
    if again:
        return _("%(whom)s, have we put it right?") % names
    if whom != survey.patient:
        return _("%(whom)s, how happy were you with %(child)s's visit?") % names
    return _("%(whom)s, how happy were you with your visit?") % names


def _when(survey: Survey) -> str:
    return " · ".join(filter(None, (_day(survey), _dentist(survey), _("one minute"))))


def _day(survey: Survey) -> str:
    """Of the last of the visits; of what is asked again, the day it was said."""
    day: date | None = survey.visits.aggregate(day=Max("visit__day"))["day"]
    if day is None and survey.about is not None:
        day = survey.branch.day_of(survey.about.opened_at)
    return date_format(day, "MONTH_DAY_FORMAT") if day else ""


def _dentist(survey: Survey) -> str:
    if survey.dentist is None:
        return survey.dentist_words
    return _("Dr %(name)s") % {"name": survey.dentist}


def _scale(question: Question, given: Answers, language: str) -> Scale:
    points = given.points.get(question.pk)
    label, word = question.spoken(language), question.word(language)
    return Scale(question.pk, label, word, points, tapped=points is not None)


def _said(question: Question, given: Answers, language: str) -> Said:
    answer = given.words.get(question.pk, "")
    return Said(question.pk, question.spoken(language), question.form == Form.YES_NO, answer)


def _is_happy(points: int) -> bool:
    return LOWEST <= points <= HIGHEST and (points == HIGHEST - 1 or band_of(points) == Band.DELIGHTED)
