"""Two policies of a scheme beside each other: what a draft changes, condition by condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapport.criteria.tree import Every, Node, Rows, leaves
from rapport.criteria.writing import written
from rapport.segmentation.policies.policy import Policy


class Kind(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "added"


@dataclass(frozen=True)
class Condition:
    """One of the conditions that hold together: as it was and as it is, None where it is new or gone."""

    old: Node | None
    new: Node | None

    @property
    def changed(self) -> bool:
        return self.old is None or self.new is None or written(self.old) != written(self.new)


@dataclass(frozen=True)
class Difference:
    """What became of one rung, or of whom the scheme is about."""

    kind: Kind
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Comparison:
    """`rungs` by grade; `gone` are grades no longer given; `safeguards` the names of those that differ."""

    applies: Difference
    rungs: dict[str, Difference]
    gone: tuple[str, ...]
    safeguards: frozenset[str]

    @property
    def changes(self) -> int:
        told = [self.applies, *self.rungs.values()]
        return sum(one.kind != Kind.SAME for one in told) + len(self.gone) + len(self.safeguards)


def compare(before: Policy, after: Policy) -> Comparison:
    """What `after` does differently from `before`."""
    old = {rung.grade: rung.when for rung in before.rungs}
    moved = _moved(before.grades, after.grades)
    rungs = {
        rung.grade: _difference(old[rung.grade], rung.when, moved=rung.grade in moved)
        if rung.grade in old
        else Difference(Kind.ADDED, conditions(None, rung.when))
        for rung in after.rungs
    }
    names = ("step_down_waits", "jump", "by_hand_days")
    differing = (name for name in names if getattr(before.safeguards, name) != getattr(after.safeguards, name))
    gone = tuple(grade for grade in old if grade not in rungs)
    return Comparison(_difference(before.applies, after.applies), rungs, gone, frozenset(differing))


def _difference(old: Node | None, new: Node | None, *, moved: bool = False) -> Difference:
    told = conditions(old, new)
    if any(one.changed for one in told):
        return Difference(Kind.CHANGED, told)
    return Difference(Kind.MOVED if moved else Kind.SAME, told)


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest grades that changed their place among those that both have."""
    old = [grade for grade in before if grade in after]
    new = [grade for grade in after if grade in before]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return set(new) - {grade for block in blocks for grade in new[block.b : block.b + block.size]}


def conditions(old: Node | None, new: Node | None) -> tuple[Condition, ...]:
    """The conditions that hold together in `new`, each with what it was in `old`; those gone come last."""
    left = {written(part): part for part in _parts(old)}
    same = {text: left.pop(text) for text in [written(part) for part in _parts(new)] if text in left}
    told = []
    for part in _parts(new):
        was = same.get(written(part)) or next((one for one in left.values() if _alike(one, part)), None)
        if was is not None:
            left.pop(written(was), None)
        told.append(Condition(was, part))
    return (*told, *(Condition(part, None) for part in left.values()))


def _parts(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.parts if isinstance(node, Every) else (node,)


def _alike(one: Node, other: Node) -> bool:
    """Whether two conditions are about the same things, so that one took the place of the other."""
    return _subjects(one) == _subjects(other)


def _subjects(node: Node) -> set[str]:
    return {leaf.relation.name if isinstance(leaf, Rows) else leaf.term.name for leaf in leaves(node)}
