"""Conditions as an editor shows them: piece by piece, what changed, and where something is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapport.criteria.doubting import doubts_said
from rapport.criteria.problems import CriterionRefused
from rapport.criteria.reading import read
from rapport.criteria.speaking import told_apart
from rapport.criteria.tree import Node
from rapport.segmentation.policies.comparing import Condition as Told
from rapport.segmentation.policies.comparing import conditions
from rapport.web.policies.conditions import Condition


@dataclass(frozen=True)
class Strand:
    """Some words of a sentence: "same", "gone" or "new"."""

    kind: str
    words: str


@dataclass(frozen=True)
class Piece:
    """One condition in words: what is asked about, what of it, and what was asked before where that differs.

    `is_new` and `is_gone` are for a condition that came or went as a whole. One that is made of several is told as
    one sentence, `woven`: what stayed, what is gone, what is new.
    """

    about: str
    asked: str
    before: str = ""
    woven: Sequence[Strand] = ()
    is_new: bool = False
    is_gone: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong in a condition: the text around the place, the sentence, and better words."""

    ahead: str
    wrong: str
    behind: str
    message: str
    suggestions: Sequence[str]


@dataclass(frozen=True)
class Spoken:
    """A text as conditions; `node` is None where it is none, and `problem` says why. `doubts` are sentences,
    `unfinished` says how many of its rows say nothing yet.
    """

    node: Node | None
    pieces: Sequence[Piece]
    problem: Problem | None = None
    doubts: Sequence[str] = ()
    unfinished: int = 0

    @property
    def changed(self) -> bool:
        return any(piece.before or piece.is_new or piece.is_gone for piece in self.pieces)


def speak(one: Condition, before: Node | None = None) -> Spoken:
    """What a condition says in pieces, each beside what it was in `before`."""
    try:
        node = read(one.text, one.words)
    except CriterionRefused as refused:
        return Spoken(None, (), problem_in(one.text, refused), unfinished=one.unfinished)
    told = pieces(conditions(before, node), mark=before is not None)
    return Spoken(node, told, doubts=doubts_said(node), unfinished=one.unfinished)


def pieces(told: Sequence[Told], *, mark: bool = True) -> tuple[Piece, ...]:
    return tuple(_piece(one, mark) for one in told)


def problem_in(text: str, refused: CriterionRefused) -> Problem:
    start, end = refused.start, refused.end
    return Problem(text[:start], text[start:end], text[end:], refused.message, refused.suggestions)


def _piece(condition: Told, mark: bool) -> Piece:
    if condition.new is None:
        assert condition.old is not None
        return Piece(*told_apart(condition.old), is_gone=True)
    about, asked = told_apart(condition.new)
    if not mark or not condition.changed:
        return Piece(about, asked)
    if condition.old is None:
        return Piece(about, asked, is_new=True)
    before = told_apart(condition.old)[1]
    return Piece(about, asked, before, () if about else _woven(before, asked))


# a figure with its unit is not taken apart
_WORDS = re.compile(r"\d+\s?(?:%|[^\W\d]+)?|\w+|\s+|[^\w\s]")


def _woven(before: str, after: str) -> list[Strand]:
    """`after` with what it was in `before` at each place."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    told: list[Strand] = []
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            told.append(Strand("same", "".join(new[first:last])))
        else:
            told += [Strand("gone", "".join(old[start:end])), Strand("new", "".join(new[first:last]))]
    return [one for one in told if one.words]
