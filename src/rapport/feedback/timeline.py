"""What feedback adds to a person's timeline (REC-7): how they were asked, and what they said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from rapport.feedback.answering.answers import YES
from rapport.feedback.complaints import timeline as complaints
from rapport.feedback.models import (
    Ending,
    Form,
    Loss,
    Minute,
    ServiceForm,
    ServiceFormLine,
    SlipMove,
    SlipStep,
    Survey,
    SurveyAnswer,
)
from rapport.feedback.models.in_confidence import Confidant
from rapport.feedback.models.loss import LossKnown
from rapport.feedback.scores import UNHAPPY, Dimension, band_of
from rapport.lib.timeline import Copied, Event, Kind
from rapport.people.models import Patient
from rapport.people.reading import Part

# what `events` looks into: whoever reads it ahead (`read_file`) saves a statement a row
READS = (
    Part("surveys", ("by",), ("answers__question",)),
    Part("slips", (), ("steps__by",)),
    Part("minutes", ("by", "meeting")),
    Part("losses", ("by",)),
    Part("service_forms", ("category", "filled_by"), ("lines__question",)),
    *complaints.READS,
)


def events(patient: Patient, *, with_care: bool, told: Confidant) -> Iterator[Event]:
    """Surveys as they came to their end, slips step by step, service forms as they were filed, and what the
    morning meeting said. Words may be of the mouth: they are for those who see care; what was said in a survey or
    about a slip for whom it was told."""
    for survey in patient.surveys.all():
        if survey.ended_at is not None and survey.ended_how != Ending.NOT_ASKED:
            yield _survey(survey, patient, with_words=with_care and told.may_read(survey))
    for slip in patient.slips.all():
        for step in slip.steps.all():
            yield _slip_step(step, patient, with_words=with_care and told.may_read(slip))
    for form in patient.service_forms.all():
        if form.filled_at is not None:
            yield _service_form(form, form.filled_at, patient, with_care=with_care)
    for minute in patient.minutes.all():
        yield _minute(minute, patient, with_care=with_care)
    for loss in patient.losses.all():
        yield from _loss(loss, with_care=with_care)
    yield from complaints.events(patient, with_care=with_care)


def _loss(loss: Loss, *, with_care: bool) -> Iterator[Event]:
    how = loss.get_known_display() if loss.known != LossKnown.UNKNOWN else ""
    yield Event(
        loss.lost_on,
        Kind.CONTACT,
        "logout",
        _("Lost: %(reason)s") % {"reason": loss.get_reason_display()},
        beside=" · ".join(filter(None, (str(how), str(loss.by or "")))),
        below=loss.words if with_care else "",
        tone="bad",
        copied=Copied.NOT,
    )
    if loss.returned_on:
        day = loss.returned_on
        yield Event(day, Kind.CONTACT, "heart-handshake", _("Came back"), tone="good", copied=Copied.NOT)


def _slip_step(step: SlipStep, patient: Patient, *, with_words: bool) -> Event:
    at = patient.branch.local(step.at)
    said = _("%(points)s of 10") % {"points": step.points} if step.points else ""
    return Event(
        at.date(),
        Kind.CONTACT,
        "clipboard-list",
        _("Slip: %(step)s") % {"step": step.get_move_display()},
        beside=" · ".join(filter(None, (said, str(step.by or "")))),
        # what the client said when it was opened stands with the survey
        below=step.words if with_words and step.move != SlipMove.OPENED else "",
        tone={SlipMove.CLOSED: "good", SlipMove.OPENED: "bad", SlipMove.AGAIN: "bad"}.get(SlipMove(step.move), ""),
        at=at,
        copied=Copied.NOT,
    )


def _service_form(form: ServiceForm, filled_at: datetime, patient: Patient, *, with_care: bool) -> Event:
    at = patient.branch.local(filled_at)
    lines = sorted(form.lines.all(), key=lambda one: one.pk)
    said = [*(f"{one.question} {_value(one)}" for one in lines), form.remark]
    return Event(
        at.date(),
        Kind.CONTACT,
        "clipboard-list",
        _("Service form: %(category)s") % {"category": form.category} if with_care else _("Service form"),
        beside=str(form.filled_by or ""),
        below="\n".join(filter(None, said)) if with_care else "",
        at=at,
    )


def _minute(minute: Minute, patient: Patient, *, with_care: bool) -> Event:
    return Event(
        minute.meeting.day,
        Kind.NOTE,
        "notes",
        _("Talked over in the morning meeting"),
        beside=str(minute.by or ""),
        below=minute.words if with_care else "",
        at=patient.branch.local(minute.at),
    )


def _survey(survey: Survey, patient: Patient, *, with_words: bool) -> Event:
    assert survey.ended_at is not None
    at, overall = patient.branch.local(survey.ended_at), survey.overall
    title = _("Survey: %(how)s") % {"how": survey.get_ended_how_display()}
    if survey.ended_how == Ending.ANSWERED:
        title = _("Survey: %(points)s points of 10") % {"points": overall}
    return Event(
        at.date(),
        Kind.CONTACT,
        "message-2",
        title,
        beside=" · ".join(filter(None, (survey.get_through_display(), str(survey.by or "")))),
        below="\n".join(_said(survey)) if with_words else "",
        tone=_tone(survey.lowest),
        at=at,
        copied=Copied.WHOLE if survey.ended_how == Ending.ANSWERED else Copied.WITHOUT_WORDS,
    )


def _tone(points: int | None) -> str:
    if points is None:
        return ""
    return "bad" if band_of(points) in UNHAPPY else "good"


def _said(survey: Survey) -> Iterator[str]:
    for answer in survey.answers.all():
        if answer.dimension != Dimension.OVERALL:
            yield f"{answer.question} {_value(answer)}"
    yield from filter(None, (survey.words, survey.ended_words))
    if survey.wants_call:
        yield _("Wishes to be called")


def _value(answer: SurveyAnswer | ServiceFormLine) -> str:
    if answer.points is not None:
        return str(answer.points)
    if answer.question.form == Form.YES_NO:
        return _("yes") if answer.words == YES else _("no")
    return answer.words
