"""The questions of a survey as a colleague reads them out, and what was answered as the form brings it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapport.feedback.answering import Answers
from rapport.feedback.models import Form, Question
from rapport.feedback.questions import Sheet
from rapport.feedback.scores import HIGHEST, LOWEST
from rapport.web.ids import id_of, number_of

_SCORED, _SAID = "points-", "words-"
# digits of an id


@dataclass(frozen=True)
class Line:
    """One question in the client's language; `points` or `words` is what was chosen."""

    name: str
    words: str
    form: str
    needed: bool
    points: int | None = None
    said: str = ""


@dataclass(frozen=True)
class FilledSheet:
    language: str
    lines: Sequence[Line]
    remark: str
    wants_call: bool
    # whether the client is asked for a word of the dentist at all
    may_call: bool = True

    @property
    def scale(self) -> range:
        return range(LOWEST, HIGHEST + 1)


def filled_sheet(sheet: Sheet, language: str, answers: Answers | None = None) -> FilledSheet:
    """`sheet` in `language`, with what was answered so far."""
    given = answers or Answers()
    questions = (sheet.overall, *sheet.tapped, *sheet.asked)
    lines = [_line(one, language, given, needed=one.pk == sheet.overall.pk) for one in questions]
    return FilledSheet(language, lines, given.remark, given.wants_call)


def filled_form(questions: Sequence[Question], language: str, answers: Answers | None = None) -> FilledSheet:
    """A service form in `language`: none of it has to be answered."""
    given = answers or Answers()
    lines = [_line(one, language, given, needed=False) for one in questions]
    return FilledSheet(language, lines, given.remark, wants_call=False, may_call=False)


def _line(question: Question, language: str, given: Answers, *, needed: bool) -> Line:
    scored = question.form == Form.SCORE
    return Line(
        name=f"{_SCORED if scored else _SAID}{question.pk}",
        words=question.spoken(language),
        form=question.form,
        needed=needed,
        points=given.points.get(question.pk),
        said=given.words.get(question.pk, ""),
    )


def read_answers(told: Mapping[str, str], language: str) -> Answers:
    """What a form brings; what is no number and nobody's question is left out here and refused further down."""
    scored = ((pk, number_of(value, digits=9)) for pk, value in _of(told, _SCORED))
    return Answers(
        points={pk: points for pk, points in scored if points is not None},
        words={pk: value for pk, value in _of(told, _SAID) if value.strip()},
        remark=told.get("remark", ""),
        wants_call=bool(told.get("wants_call")),
        language=language,
    )


def _of(told: Mapping[str, str], prefix: str) -> list[tuple[int, str]]:
    names = [name for name in told if name.startswith(prefix)]
    ids = [(name, name.removeprefix(prefix)) for name in names]
    return [(id_of(pk), told[name]) for name, pk in ids if id_of(pk)]
