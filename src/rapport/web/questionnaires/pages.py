"""What the card shows of the questionnaires of one person: what came of them, and answers beside the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.lib.masking import DOTS
from rapport.people.models import Patient, Questionnaire, QuestionnaireAnswer
from rapport.people.models.contact import ContactKind
from rapport.people.models.questionnaire import Fate, Outcome
from rapport.people.questionnaires import Question, is_over, sheet_of
from rapport.people.questionnaires.record import stands
from rapport.people.reading import Part as Rows
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at
from rapport.web.contacts import show_contact
from rapport.web.sight import Sight

# what is read ahead, for the panel and the tab
READS = (Rows("questionnaires", ("opened_by", "ended_by", "sheet"), ("answers__settled_by",)), Rows("contacts"))


@dataclass(frozen=True)
class Line:
    """One answer: the question as it was read, the answer as this reader may see it, and what became of it."""

    answer: QuestionnaireAnswer
    question: Question
    label: str
    said: str
    alert: bool
    below: bool


@dataclass(frozen=True)
class Part:
    """A section with what was answered; `hidden` where it tells of health, and not to this reader."""

    title: str
    lines: list[Line]
    hidden: bool


@dataclass(frozen=True)
class Differing:
    """An answer beside what the record says: `shown` goes back with what is chosen."""

    line: Line
    record: str
    shown: str
    may_settle: bool


@dataclass(frozen=True)
class Panel:
    """The questionnaire at a glance, for the overview: the latest that was given, or that was not, or is out."""

    given: Questionnaire | None
    refused: Questionnaire | None
    out: Questionnaire | None
    alerts: list[Line]
    differing: int
    may_take: bool


@dataclass(frozen=True)
class TabPage:
    """Everything `questionnaires/tab.html` needs beside the frame."""

    panel: Panel
    parts: list[Part]
    differing: list[Differing]
    earlier: list[Questionnaire]


def panel_of(patient: Patient, user: User) -> Panel:
    """No query where the questionnaires of `patient` were read ahead."""
    everything = sorted(patient.questionnaires.all(), key=lambda one: one.pk, reverse=True)
    given = next((one for one in everything if one.ended_how == Outcome.GIVEN), None)
    refused = next((one for one in everything if one.ended_how == Outcome.REFUSED), None)
    out = next((one for one in everything if one.ended_at is None and not is_over(one)), None)
    lines = [line for part in parts_of(given, patient, user) for line in part.lines] if given else []
    return Panel(
        given=given,
        refused=refused if given is None else None,
        out=out,
        alerts=[line for line in lines if line.alert],
        differing=sum(line.answer.fate == Fate.DIFFERS for line in lines),
        may_take=not patient.deceased and may_at(patient, user, Right.TAKE_CONSENTS),
    )


def tab_page(patient: Patient, user: User) -> TabPage:
    panel = panel_of(patient, user)
    parts = parts_of(panel.given, patient, user) if panel.given else []
    ended = [one for one in patient.questionnaires.all() if one.ended_at and one != panel.given]
    return TabPage(
        panel=panel,
        parts=parts,
        differing=[_differing(line, patient, user) for line in _open(parts)],
        earlier=sorted(ended, key=lambda one: one.pk, reverse=True),
    )


def parts_of(given: Questionnaire, patient: Patient, user: User) -> list[Part]:
    """What was answered, section by section, as `user` may see it: health for who may see care (REC-12)."""
    sight, language = Sight.of(user, patient), get_language() or "en"
    answers = {one.key: one for one in given.answers.all()}
    return [
        Part(
            section.spoken(language),
            [_line(one, answers[one.key], sight, language) for one in section.questions if one.key in answers]
            if sight.care or not section.care
            else [],
            hidden=section.care and not sight.care,
        )
        for section in sheet_of(given).sections
    ]


def _line(question: Question, answer: QuestionnaireAnswer, sight: Sight, language: str) -> Line:
    return Line(
        answer,
        question,
        question.spoken(language),
        _shown(question, answer.value, sight, language),
        alert=question.alerts(answer.value),
        below=bool(question.after),
    )


def _shown(question: Question, value: str | list[str], sight: Sight, language: str) -> str:
    if isinstance(value, str) and question.form == "date":
        return formats.date_format(date.fromisoformat(value))
    if isinstance(value, str) and question.form in set(ContactKind):
        return show_contact(question.form, value, "", valid=True, whole=sight.contacts)
    if question.key == "address" and not sight.contacts:
        return DOTS
    said = question.said(value, language)
    return said if question.options else sight.text(said) or DOTS


def _open(parts: Iterable[Part]) -> list[Line]:
    return [line for part in parts for line in part.lines if line.answer.fate == Fate.DIFFERS]


def _differing(line: Line, patient: Patient, user: User) -> Differing:
    key, sight = line.answer.key, Sight.of(user, patient)
    held, may = stands(patient, key), may_settle(key, patient, user)
    shown = DOTS if _is_foreign(key, patient, user) else _held(line, held, patient, sight)
    return Differing(line, shown, held if may else "", may)


def may_settle(key: str, patient: Patient, user: User) -> bool:
    """Whether `user` may choose between an answer and the record: only who may see what the record holds."""
    sees = may_at(patient, user, Right.SEE_CONTACTS) and not _is_foreign(key, patient, user)
    return sees and may_at(patient, user, Right.EDIT_PATIENTS)


def _held(line: Line, held: str, patient: Patient, sight: Sight) -> str:
    """What the record says, as this reader may see it."""
    key = line.answer.key
    if key in set(ContactKind):
        points = [one for one in patient.contacts.all() if one.kind == key]
        whole = sight.contacts
        return _(", ").join(
            show_contact(one.kind, one.value, one.extension, valid=one.valid, whole=whole) for one in points
        )
    return _shown(line.question, held, sight, get_language() or "en") if held else ""


def _is_foreign(key: str, patient: Patient, user: User) -> bool:
    """Whether the record names somebody whom this reader may not see."""
    tied = patient.referrer if key == "referrer_words" else None
    return tied is not None and not may_at(tied, user, Right.SEE_PATIENTS)
