"""In what two records of one person differ, and what the one that stays says in the end. Pure (REC-10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapport.people.names import NAME_KEYS

Row = Mapping[str, Any]

# chosen together: half of one name and half of another would be nobody's
WHOLES: dict[str, tuple[str, ...]] = {
    "name": ("full_name", "family_name", "given_name", "middle_name"),
    "death": ("deceased", "died_on"),
    "influence": ("influence", "influence_note"),
    "referrer": ("referrer_id", "referrer_words"),
}
# never taken from the other record: what the record is, not what it says
OWN = frozenset({"id", "branch_id", *NAME_KEYS, "created_at", "updated_at", "version"})
# decided by rule, not by choice: whoever died is dead
RULED = frozenset({"death"})
# of two texts both can be kept
JOINED = frozenset({"remark"})


class Pick(StrEnum):
    """Whose value is taken: of the record with the older id, or with the newer."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"


@dataclass(frozen=True)
class Question:
    """Something a record says, chosen as a whole: the fields of one name, or a single field."""

    key: str
    fields: tuple[str, ...]

    def of(self, row: Row) -> tuple[Any, ...]:
        return tuple(row[name] for name in self.fields)

    def empty(self, row: Row) -> bool:
        return not any(self.of(row))

    @property
    def picks(self) -> tuple[Pick, ...]:
        """What may be chosen."""
        if self.key in RULED:
            return ()
        return tuple(Pick) if self.key in JOINED else (Pick.FIRST, Pick.SECOND)


def questions(names: Iterable[str]) -> list[Question]:
    """All that a record with fields of these names says, in their order."""
    whole_of = {name: key for key, fields in WHOLES.items() for name in fields}
    keys = dict.fromkeys(whole_of.get(name, name) for name in names if name not in OWN)
    return [Question(key, WHOLES.get(key, (key,))) for key in keys]


def differing(asked: Sequence[Question], first: Row, second: Row) -> list[Question]:
    """The questions on which two records disagree. A file number means nothing at another branch."""
    apart = [question for question in asked if question.of(first) != question.of(second)]
    if first["branch_id"] != second["branch_id"]:
        apart = [question for question in apart if question.key != "file_number"]
    return apart


def suggested(question: Question, first: Row, second: Row) -> Pick:
    """Filled over empty; then the record that was looked after last. The clinic knows a person since the earlier
    day, and by the number they had first."""
    if question.key == "death":
        return Pick.FIRST if first["deceased"] else Pick.SECOND
    if question.empty(first) or question.empty(second):
        return Pick.SECOND if question.empty(first) else Pick.FIRST
    if question.key in JOINED:
        return Pick.BOTH
    if question.key == "registered_on":
        return Pick.FIRST if first["registered_on"] <= second["registered_on"] else Pick.SECOND
    if question.key == "file_number":
        return Pick.FIRST
    return Pick.FIRST if first["updated_at"] > second["updated_at"] else Pick.SECOND


def decided(asked: Sequence[Question], first: Row, second: Row, picks: Mapping[str, Pick]) -> dict[str, Any]:
    """What the record that stays says of all in which the two differ; what nobody picked is as suggested.

    Nobody guards or refers themselves: a reference from one of the two to the other is dropped.
    """
    said: dict[str, Any] = {}
    for question in differing(asked, first, second):
        pick = picks.get(question.key)
        if pick not in question.picks:
            pick = suggested(question, first, second)
        said |= zip(question.fields, _answer(question, pick, first, second), strict=True)
    for name in ("referrer_id", "guardian_id"):
        if said.get(name) in (first["id"], second["id"]):
            said[name] = None
    return said


def _answer(question: Question, pick: Pick | None, first: Row, second: Row) -> tuple[Any, ...]:
    if pick is Pick.BOTH:
        return ("\n".join(dict.fromkeys([*question.of(first), *question.of(second)])),)
    return question.of(first if pick is Pick.FIRST else second)
