"""What the clinic asks: the questions that come with the product, those of one survey, and how they are changed.

Questions are append-only: other words are another question, and old answers keep those that were read (AFT-4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import Form, Occasion, Question, Survey, Use
from rapport.feedback.scores import Dimension
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.lib.storable import storable
from rapport.staff.models import User
from rapport.staff.models.branch import LANGUAGES

# a survey takes under a minute (AFT-6): so many words to tap on, and so many questions to answer as they stand
MOST_TAPPED, MOST_ASKED = 8, 2
# characters of a question, and of what is tapped on
LONGEST, LONGEST_WORD = 200, 40


@dataclass(frozen=True)
class Sheet:
    """What one survey asks: first the whole, then what is answered as it stands, then what is tapped on to give
    points of its own. None of it has to be answered but the first."""

    overall: Question
    asked: tuple[Question, ...]
    tapped: tuple[Question, ...]

    @property
    def scored(self) -> dict[int, Question]:
        return {one.pk: one for one in (self.overall, *self.tapped)}

    @property
    def said(self) -> dict[int, Question]:
        return {one.pk: one for one in self.asked}


def sheet_of(survey: Survey) -> Sheet:
    """What `survey` asks now: its category's own questions, then those for everybody. Whether something is settled
    is asked about the dimensions of that slip alone (AFT-5). One query, and one for the slip."""
    again = survey.occasion == Occasion.AGAIN
    asked = Question.objects.asked().filter(use=Use.SURVEY).about(None if again else survey.category_id)
    only = frozenset(survey.about.low) if again and survey.about else None
    return sheet(asked, only)


def sheet(questions: Iterable[Question], only: frozenset[str] | None = None) -> Sheet:
    """The sheet of `questions`, as many of them as fit; of the dimensions `only`, where that is said.

    Raises Refused where there is none about the whole.
    """
    own_first = sorted(questions, key=lambda one: (one.category_id is None, one.position, one.pk))
    overall = next((one for one in own_first if one.dimension == Dimension.OVERALL), None)
    if overall is None:
        raise Refused("no_overall", _("There is no question about the visit as a whole. Add one in the settings."))
    scored = [one for one in own_first if one.form == Form.SCORE and one.dimension != Dimension.OVERALL]
    tapped = [one for one in scored if only is None or one.dimension in only]
    asked = [one for one in own_first if one.form != Form.SCORE] if only is None else []
    return Sheet(overall, tuple(asked[:MOST_ASKED]), tuple(tapped[:MOST_TAPPED]))


@cache
def shipped_questions() -> tuple[dict[str, Any], ...]:
    """Those that come with the product, in the words of the fields of `Question`."""
    told = yaml.safe_load((files(__package__) / "shipped.yaml").read_text(encoding="utf-8"))
    return tuple({"position": 10 * place, **_as_fields(one)} for place, one in enumerate(told, 1))


def _as_fields(one: dict[str, Any]) -> dict[str, Any]:
    category = one.get("category")
    rest = {name: value for name, value in one.items() if name != "category"}
    return {"use": Use.SURVEY, "form": Form.SCORE, "category_id": category, **rest}


def install_questions(model: Any = Question) -> int:
    """Put in those that were never there; how many that were. What the clinic has changed or retired stays so.

    `model` is that of a migration, which knows the fields of its time.
    """
    known = set(model.objects.exclude(key="").values_list("key", flat=True))
    new = [model(**told) for told in shipped_questions() if told["key"] not in known]
    model.objects.bulk_create(new)
    return len(new)


@dataclass(frozen=True)
class NewQuestion:
    """What is to be asked: `category` is a code or None, words by language."""

    use: str
    form: str
    words: Mapping[str, str]
    dimension: str = ""
    category: str | None = None
    short: Mapping[str, str] | None = None


@transaction.atomic
def add_question(new: NewQuestion, *, by: User) -> Question:
    """Ask something more, after everything else. Refused: no_words, too_long, dimension."""
    last = Question.objects.aggregate(last=Max("position"))["last"] or 0
    return _save(new, position=last + 10, by=by)


@transaction.atomic
def change_question(question: Question, new: NewQuestion, *, by: User) -> Question:
    """Ask it in other words from now on, at the same place; surveys that are answered keep the old ones.

    Nothing changed gives `question` back. Refused: as add_question; retired, where somebody else has changed it.
    """
    held = _held(question)
    if held.retired_at is not None:
        raise Refused("retired", _("Somebody has changed this question meanwhile. Open it again."))
    if held.dimension == Dimension.OVERALL and (new.dimension, new.category) != (held.dimension, held.category_id):
        raise _overall_stays()
    if _as_written(new) == _as_written(_of(held)):
        return held
    _retire(held)
    return _save(new, position=held.position, key=held.key, by=by)


@transaction.atomic
def retire_question(question: Question) -> None:
    """Ask it no more. Refused: overall, which every survey begins with."""
    held = _held(question)
    if held.dimension == Dimension.OVERALL and held.category_id is None:
        raise _overall_stays()
    if held.retired_at is None:
        _retire(held)


@transaction.atomic
def take_up_question(question: Question) -> None:
    """Ask it again. Refused: replaced, where another wording of it is asked."""
    held = _held(question)
    if held.key and Question.objects.asked().filter(key=held.key).exclude(pk=held.pk).exists():
        raise Refused("replaced", _("This question is asked in other words now. Change those."))
    Question.objects.filter(pk=held.pk).update(retired_at=None)


@transaction.atomic
def move_question(question: Question, *, up: bool) -> None:
    """Ask it before the one that now stands above it among its own, or after the one below."""
    among = Question.objects.asked().filter(use=question.use, category=question.category)
    held = list(among.select_for_update(of=("self",)).order_by("position", "pk"))
    place = next((place for place, one in enumerate(held) if one.pk == question.pk), None)
    other = place if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(held):
        return
    positions = sorted(one.position for one in held)
    held[place], held[other] = held[other], held[place]
    for one, position in zip(held, positions, strict=True):
        one.position = position
    Question.objects.bulk_update(held, ["position"])


def _held(question: Question) -> Question:
    return Question.objects.select_for_update(of=("self",)).get(pk=question.pk)


def _retire(question: Question) -> None:
    Question.objects.filter(pk=question.pk).update(retired_at=clock.now())


def _overall_stays() -> Refused:
    return Refused("overall", _("Every survey begins with this question. Write other words, but keep it."))


def _of(question: Question) -> NewQuestion:
    return NewQuestion(
        question.use, question.form, question.words, question.dimension, question.category_id, question.short
    )


def _as_written(new: NewQuestion) -> tuple[str, str, dict[str, str], str, str | None, dict[str, str]]:
    scored = new.form == Form.SCORE
    words, short = _clean(new.words), _clean(new.short or {}) if scored else {}
    return new.use, new.form, words, new.dimension if scored else "", new.category or None, short


def _clean(words: Mapping[str, str]) -> dict[str, str]:
    tidy = {code: " ".join(storable(str(words.get(code) or "")).split()) for code, _name in LANGUAGES}
    return {code: text for code, text in tidy.items() if text}


def _save(new: NewQuestion, *, position: int, by: User, key: str = "") -> Question:
    use, form, words, dimension, category, short = _as_written(new)
    question = Question(
        key=key, use=use, form=form, words=words, dimension=dimension, category_id=category, short=short,
        position=position, made_by=by,
    )  # fmt: skip
    _check(question)
    question.save()
    return question


def _check(question: Question) -> None:
    missing = [str(name) for code, name in LANGUAGES if code not in question.words]
    if missing:
        said = _("Write the question in every language. Missing: %(languages)s.")
        raise Refused("no_words", said, {"languages": _(", ").join(missing)})
    if max(map(len, question.words.values())) > LONGEST:
        said = _("A question is read on a phone: at most %(count)s characters.")
        raise Refused("too_long", said, {"count": LONGEST})
    if max(map(len, question.short.values()), default=0) > LONGEST_WORD:
        said = _("What is tapped on is a word or two: at most %(count)s characters.")
        raise Refused("too_long", said, {"count": LONGEST_WORD})
    if question.form == Form.SCORE and question.dimension not in set(Dimension):
        raise Refused("dimension", _("Say what the points are about."))
