"""What the pages of segments show, as their templates take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from rapport.criteria.building import NotInRows, Sheet, finished, sheet_of
from rapport.criteria.doubting import doubted, doubts_said
from rapport.criteria.problems import CriterionRefused
from rapport.criteria.reading import read
from rapport.criteria.speaking import sentence
from rapport.criteria.tree import Node
from rapport.criteria.vocabulary import Vocabulary
from rapport.people.models import Patient, Standing
from rapport.segmentation.models import Segment
from rapport.segmentation.segments import count, people
from rapport.staff.models import User
from rapport.web.access import standing_of
from rapport.web.conditions.builder import BuilderPage, builder_of, key_of

FIRST = 8


@dataclass(frozen=True)
class Line:
    """A segment in the list: said in words, or why it cannot be asked by this reader."""

    segment: Segment
    sentence: str
    wrong: str
    own: bool


def lines(user: User, vocabulary: Vocabulary) -> list[Line]:
    """Own segments and shared ones. One statement beside those of the vocabulary; counts come on their own."""
    found = Segment.objects.visible_to(user).select_related("owner").order_by("name", "pk")
    return [_line(segment, user, vocabulary) for segment in found]


def _line(segment: Segment, user: User, vocabulary: Vocabulary) -> Line:
    own = segment.owner_id == user.pk
    try:
        return Line(segment, sentence(read(segment.text, vocabulary)), "", own)
    except CriterionRefused as problem:
        return Line(segment, "", problem.message, own)


class Found(NamedTuple):
    """One of those whom a condition reaches. `standing` is None for whoever may not see it."""

    person: Patient
    standing: Standing | None


@dataclass(frozen=True)
class Preview:
    """What a condition comes to as it is written: who meets it, or what is wrong and where."""

    text: str
    node: Node | None = None
    problem: CriterionRefused | None = None
    unfinished: int = 0
    count: int | None = None
    first: Sequence[Found] = ()
    # the keys of the rows of which nobody can meet what they say
    doubted: Sequence[str] = ()

    @property
    def sentence(self) -> str:
        return sentence(self.node) if self.node is not None else ""

    @property
    def doubts(self) -> list[str]:
        """What of it nobody can ever meet."""
        return doubts_said(self.node) if self.node is not None else []

    @property
    def list_url(self) -> str:
        return f"{reverse('web:patients')}?{urlencode({'where': self.text})}"


def preview(
    text: str, user: User, vocabulary: Vocabulary, unfinished: int = 0, sheet: Sheet | None = None
) -> Preview:
    """Two statements beside those of the vocabulary, whatever the condition. `sheet` are the rows that say it."""
    if not text.strip():
        return Preview(text, unfinished=unfinished)
    try:
        node = read(text, vocabulary)
    except CriterionRefused as problem:
        return Preview(text, problem=problem, unfinished=unfinished)
    found = people(node, user).select_related("facts", "standing").order_by("sort_key", "pk")[:FIRST]
    first = [Found(person, standing_of(person, user)) for person in found]
    return Preview(text, node, None, unfinished, count(node, user), first, _doubted(node, sheet, vocabulary))


def _doubted(node: Node, sheet: Sheet | None, vocabulary: Vocabulary) -> list[str]:
    """The keys of the rows, as `sheet` has them or as they would be drawn, of which something is in doubt."""
    try:
        rows = finished(sheet or sheet_of(node), vocabulary)
    except NotInRows:
        return []
    return [key_of(rows[place]) for place in doubted(node) if place < len(rows)]


def builder_of_text(told: Preview, vocabulary: Vocabulary) -> BuilderPage:
    """The rows that say what the text says, as far as rows can."""
    if told.problem is not None:
        return BuilderPage((), "and", (), told.problem.message)
    try:
        return builder_of(sheet_of(told.node) if told.node is not None else Sheet(), vocabulary)
    except NotInRows as refusal:
        return BuilderPage((), "and", (), refusal.message)
