"""A condition in the editor: written in rows or as text, whichever somebody prefers; what is written is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from rapport.criteria.building import NotInRows, Sheet, sheet_of, text_of, unfinished
from rapport.criteria.problems import CriterionRefused
from rapport.criteria.reading import read
from rapport.criteria.vocabulary import Vocabulary
from rapport.web.conditions.builder import BuilderPage, builder_of, edited, read_sheet

APPLIES = "applies"
ROWS, TEXT = "rows", "text"


@dataclass(frozen=True)
class Condition:
    """`key` is its grade, or "applies". `rows` are None where it is written as text; `shown` is how somebody asked
    to see it, "" for a condition that nobody has opened. `why_not` says why it is not shown the way they asked.
    """

    key: str
    text: str
    words: Vocabulary
    rows: Sheet | None = None
    shown: str = ""
    why_not: str = ""

    @property
    def name(self) -> str:
        """That of the field which has its text."""
        return APPLIES if self.key == APPLIES else f"when-{self.key}"

    @property
    def unfinished(self) -> int:
        """How many of its rows say nothing yet."""
        return unfinished(self.rows, self.words) if self.rows else 0

    @property
    def builder(self) -> BuilderPage | None:
        return builder_of(self.rows, self.words, f"{self.key}-") if self.rows else None


def condition_sent(post: QueryDict, key: str, words: Vocabulary) -> Condition:
    """What the editor sent of a condition. Rows say what it is; as long as they say what its text says, the text
    stays as somebody wrote it.
    """
    one = Condition(key, "", words)
    text, shown = post.get(one.name, "").replace("\r\n", "\n").strip(), post.get(f"{key}-as", "")
    if shown != ROWS:
        return replace(one, text=text, shown=TEXT if shown == TEXT else "")
    return _with_rows(replace(one, text=text), read_sheet(post, f"{key}-"))


def _with_rows(one: Condition, rows: Sheet) -> Condition:
    told = text_of(rows, one.words)
    return replace(one, text=one.text if _same(one.text, told, one.words) else told, rows=rows, shown=ROWS)


def _same(text: str, told: str, words: Vocabulary) -> bool:
    """Whether rows have nothing else to say than the text, in whatever order it names its values."""
    try:
        return text_of(sheet_of(read(text, words)), words) == text_of(sheet_of(read(told, words)), words)
    except (CriterionRefused, NotInRows):
        return False


def changed(one: Condition, edit: str) -> Condition:
    """With a row more or less (as `edited` has it), or shown the other way: “rows”, “text”."""
    if edit == TEXT:
        return replace(one, why_not=not_filled()) if one.unfinished else replace(one, rows=None, shown=TEXT)
    if edit == ROWS:
        return _in_rows(one)
    return one if one.rows is None else _with_rows(one, edited(one.rows, edit))


def _in_rows(one: Condition) -> Condition:
    if not one.text:
        return replace(one, rows=Sheet(), shown=ROWS)
    if "#" in one.text:
        why_not = _("A remark (#) has no place in the builder. The text keeps it.")
        return replace(one, rows=None, shown=TEXT, why_not=why_not)
    try:
        return replace(one, rows=sheet_of(read(one.text, one.words)), shown=ROWS)
    except (CriterionRefused, NotInRows) as refused:
        return replace(one, rows=None, shown=TEXT, why_not=refused.message)


def wanting(conditions: Iterable[Condition]) -> str:
    """Why they cannot be kept, or be shown as one text: rows that say nothing yet would be lost."""
    return not_filled() if any(one.unfinished for one in conditions) else ""


def not_filled() -> str:
    return _("A row is not filled in yet. Fill it in, or take it away.")
