"""What somebody answers to one survey, and whether it can be. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import Form, Question
from rapport.feedback.scores import HIGHEST, LOWEST, Dimension
from rapport.lib.refusal import Refused
from rapport.lib.storable import storable

YES, NO = "yes", "no"
# characters of what is written beside points, and to a question that is answered in words
LONGEST, LONGEST_WORDS = 4000, 1000


@dataclass(frozen=True)
class Answers:
    """What was given: points and words by the id of their question, what else there is to say, and whether the
    dentist may call. `language` is that of the page or of the call."""

    points: Mapping[int, int] = field(default_factory=dict)
    words: Mapping[int, str] = field(default_factory=dict)
    remark: str = ""
    wants_call: bool = False
    language: str = ""


def tidied(answers: Answers) -> Answers:
    """As a database takes it, with what was left empty left out."""
    words = {pk: storable(text).strip()[:LONGEST_WORDS] for pk, text in answers.words.items()}
    return Answers(
        points=dict(answers.points),
        words={pk: text for pk, text in words.items() if text},
        remark=storable(answers.remark).strip()[:LONGEST],
        wants_call=answers.wants_call,
        language=answers.language,
    )


def check(answers: Answers, questions: Iterable[Question]) -> Question:
    """The question about the whole that was answered. `questions` are those the survey may have asked.

    Raises Refused: as `fit`; overall (the one answer that is needed).
    """
    known = fit(answers, questions)
    overall = next((known[pk] for pk in answers.points if known[pk].dimension == Dimension.OVERALL), None)
    if overall is None:
        raise Refused("overall", _("Choose a number from 1 to 10 first: how happy were you?"))
    return overall


def fit(answers: Answers, questions: Iterable[Question]) -> dict[int, Question]:
    """`questions` by their ids, if each answer is one that its question takes.

    Raises Refused: not_asked (another question's id, or the wrong kind of answer), points (not 1 to 10).
    """
    known = {one.pk: one for one in questions}
    for given, scored in ((answers.points, True), (answers.words, False)):
        if any(pk not in known or (known[pk].form == Form.SCORE) is not scored for pk in given):
            raise Refused("not_asked", _("This question is not part of the survey. Open the page again."))
    if not all(LOWEST <= points <= HIGHEST for points in answers.points.values()):
        raise Refused("points", _("Choose a number from 1 to 10."))
    if any(known[pk].form == Form.YES_NO and text not in (YES, NO) for pk, text in answers.words.items()):
        raise Refused("not_asked", _("Answer this question with yes or no."))
    return known
