"""From text to a checked criterion."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from lark import Lark, Token, Tree, UnexpectedInput
from lark.exceptions import UnexpectedEOF

from rapport.criteria.checking import Checker
from rapport.criteria.problems import CriterionRefused, nearest
from rapport.criteria.tree import Node
from rapport.criteria.vocabulary import Vocabulary

# longer texts and deeper ones are no criteria a person wrote
LONGEST = 4_000
DEEPEST = 40
# control characters and halves of a character, which no database takes
_NO_TEXT = frozenset({"Cc", "Cs"})

RESERVED = frozenset(
    (
        *(
            "and",
            "or",
            "not",
            "no",
            "in",
            "has",
            "any",
            "all",
            "none",
            "between",
            "older",
            "than",
            "within",
            "with",
        ),
        *("last", "next", "before", "after", "on", "contains", "starts", "is", "known", "unknown", "exists"),
        *("count", "ago", "today"),
    )
)


@cache
def _grammar() -> Lark:
    text = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", propagate_positions=True, maybe_placeholders=False)


# the rules in force are read again and again
@lru_cache(maxsize=256)
def read(text: str, vocabulary: Vocabulary) -> Node:
    """The criterion that `text` says, every name and value checked; `CriterionRefused` where it says none."""
    _refuse_monsters(text)
    return Checker(vocabulary).check(_parse(text))


def _refuse_monsters(text: str) -> None:
    if not text.strip():
        raise CriterionRefused("empty", _("Write a condition, for example: visits >= 3"), start=0, end=0)
    if len(text) > LONGEST:
        message = _("This condition is longer than %(longest)s characters. Split it into several segments.")
        raise CriterionRefused("too_long", message, {"longest": LONGEST}, start=LONGEST, end=len(text))
    depth = 0
    for place, character in enumerate(text):
        if unicodedata.category(character) in _NO_TEXT and not character.isspace():
            message = _("Here stands a character that cannot be seen. Delete it and write the condition again.")
            raise CriterionRefused("unseen", message, start=place, end=place + 1)
        depth += (character in "(（") - (character in ")）")
        if depth > DEEPEST:
            message = _("There are more than %(deepest)s parentheses inside each other here.")
            raise CriterionRefused("too_deep", message, {"deepest": DEEPEST}, start=place, end=place + 1)


@lru_cache(maxsize=256)
def _parse(text: str) -> Tree[Token]:
    try:
        return _grammar().parse(text)
    except UnexpectedInput as problem:
        raise _misread(text, problem) from None


def _misread(text: str, problem: UnexpectedInput) -> CriterionRefused:
    token = getattr(problem, "token", None)
    if isinstance(problem, UnexpectedEOF) or (token is not None and token.type == "$END"):
        message = _("The condition stops too early: something has to follow here.")
        return CriterionRefused("unfinished", message, start=len(text.rstrip()), end=len(text))
    start = problem.pos_in_stream or 0
    word = str(token) if token is not None else _word_at(text, start)
    message = _("“%(word)s” does not fit here.")
    return CriterionRefused(
        "misplaced",
        message,
        {"word": word},
        start=start,
        end=start + len(word),
        suggestions=nearest(word, _expected(problem)),
    )


def _expected(problem: UnexpectedInput) -> list[str]:
    """The words of the language that could stand where the reader stopped."""
    terminals = getattr(problem, "expected", None) or getattr(problem, "allowed", None) or ()
    return sorted(word for name in terminals if (word := name.lstrip("_").lower()) in RESERVED)


def _word_at(text: str, start: int) -> str:
    rest = text[start:].split(maxsplit=1)
    return rest[0][:40] if rest else text[start : start + 1]
