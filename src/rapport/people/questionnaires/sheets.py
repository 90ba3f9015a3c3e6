"""What a questionnaire asks: questions that come with the product, kept as they stood with what was answered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from rapport.lib import clock
from rapport.people.models import Questionnaire, QuestionSheet

# of a question whose every answer is one to know at once
ANY = "any"
_YES_NO = [
    {"code": "yes", "words": {"en": "Yes", "zh-hans": "有", "ru": "Да"}},
    {"code": "no", "words": {"en": "No", "zh-hans": "没有", "ru": "Нет"}},
    {"code": "unsure", "words": {"en": "Not sure", "zh-hans": "不清楚", "ru": "Не знаю"}},
]


class _Told:
    """Something in words of every language."""

    words: Mapping[str, str]

    def spoken(self, language: str) -> str:
        return self.words.get(language) or self.words["en"]


@dataclass(frozen=True)
class Option(_Told):
    code: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Question(_Told):
    """One question. `form` is text, long, date, number, choice, several, or a kind of contact point; `alert` are
    the answers that whoever treats must know at once; `after` is the key of the question it belongs to."""

    key: str
    form: str
    words: Mapping[str, str]
    options: tuple[Option, ...] = ()
    alert: tuple[str, ...] = ()
    after: str = ""
    needed: bool = False
    care: bool = False

    def said(self, value: str | list[str], language: str) -> str:
        """An answer in words."""
        known = {one.code: one.spoken(language) for one in self.options}
        given = [value] if isinstance(value, str) else value
        return ", ".join(known.get(one, one) for one in given)

    def alerts(self, value: str | list[str]) -> bool:
        """Whether whoever treats must know this answer at once."""
        given = {value} if isinstance(value, str) else set(value)
        return ANY in self.alert or bool(given & set(self.alert))


@dataclass(frozen=True)
class Section(_Told):
    key: str
    words: Mapping[str, str]
    questions: tuple[Question, ...]
    care: bool = False


@dataclass(frozen=True)
class Sheet:
    """All that is asked, section by section."""

    sections: tuple[Section, ...]

    @property
    def questions(self) -> dict[str, Question]:
        return {one.key: one for section in self.sections for one in section.questions}


@cache
def shipped_sections() -> list[dict[str, Any]]:
    """The sections that come with the product, as they are kept."""
    told: list[dict[str, Any]] = yaml.safe_load(
        (files(__package__) / "questions.yaml").read_text(encoding="utf-8")
    )
    for section in told:
        for question in section["questions"]:
            if question["form"] == "yes_no":
                question |= {"form": "choice", "options": _YES_NO}
    return told


def sheet_in_force() -> QuestionSheet:
    """The sheet that is asked from now on; the first to use it writes it down."""
    sections = shipped_sections()
    text = json.dumps(sections, ensure_ascii=False, sort_keys=True)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    kept = {"sections": sections, "since": clock.now()}
    return QuestionSheet.objects.get_or_create(sha256=sha256, defaults=kept)[0]


def sheet_of(questionnaire: Questionnaire) -> Sheet:
    """What `questionnaire` asks, or asked; the sheet in force where nobody came to read any."""
    return read_sheet(questionnaire.sheet.sections if questionnaire.sheet else shipped_sections())


def read_sheet(sections: list[dict[str, Any]]) -> Sheet:
    return Sheet(tuple(_section(one) for one in sections))


def _section(told: dict[str, Any]) -> Section:
    care = bool(told.get("care"))
    return Section(told["key"], told["words"], tuple(_question(one, care) for one in told["questions"]), care)


def _question(told: dict[str, Any], care: bool) -> Question:
    return Question(
        key=told["key"],
        form=told["form"],
        words=told["words"],
        options=tuple(Option(one["code"], one["words"]) for one in told.get("options", ())),
        alert=tuple(told.get("alert", ())),
        after=told.get("after", ""),
        needed=bool(told.get("needed")),
        care=care,
    )
