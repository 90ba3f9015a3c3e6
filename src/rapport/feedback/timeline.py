"""What feedback adds to a person's timeline (REC-7): how they were asked, and what they said."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rapport.feedback.answering.answers import YES
from rapport.feedback.models import Ending, Form, Survey, SurveyAnswer
from rapport.feedback.scores import UNHAPPY, Dimension, band_of
from rapport.lib.timeline import Event, Kind
from rapport.people.models import Patient
from rapport.people.reading import Part

# what `events` looks into: whoever reads it ahead (`read_file`) saves a statement a row
READS = (Part("surveys", ("by",), ("answers__question",)),)


def events(patient: Patient, *, with_care: bool) -> Iterator[Event]:
    """Surveys as they came to their end. What was said in them may be of the mouth: it is for those who see
    care."""
    for survey in patient.surveys.all():
        if survey.ended_at is not None:
            yield _survey(survey, patient, with_care=with_care)


def _survey(survey: Survey, patient: Patient, *, with_care: bool) -> Event:
    assert survey.ended_at is not None
    at, overall = survey.ended_at.astimezone(patient.branch.zone), survey.overall
    title = _("Survey: %(how)s") % {"how": survey.get_ended_how_display()}
    if survey.ended_how == Ending.ANSWERED:
        title = _("Survey: %(points)s points of 10") % {"points": overall}
    return Event(
        at.date(),
        Kind.CONTACT,
        "message-2",
        title,
        beside=" · ".join(filter(None, (survey.get_through_display(), str(survey.by or "")))),
        below="\n".join(_said(survey)) if with_care else "",
        tone=_tone(survey.lowest),
        at=at,
    )


def _tone(points: int | None) -> str:
    if points is None:
        return ""
    return "bad" if band_of(points) in UNHAPPY else "good"


def _said(survey: Survey) -> Iterator[str]:
    for answer in survey.answers.all():
        if answer.dimension != Dimension.OVERALL:
            yield f"{answer.question}: {_value(answer)}"
    yield from filter(None, (survey.words, survey.ended_words))
    if survey.wants_call:
        yield _("Wishes to be called")


def _value(answer: SurveyAnswer) -> str:
    if answer.points is not None:
        return str(answer.points)
    if answer.question.form == Form.YES_NO:
        return _("yes") if answer.words == YES else _("no")
    return answer.words
