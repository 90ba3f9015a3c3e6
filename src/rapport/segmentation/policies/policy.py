"""What a policy is: the grades of one scheme, each with its condition, checked from the top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapport.criteria.tree import Node
from rapport.people.models.standing import GRADES, Scheme


@dataclass(frozen=True)
class Rung:
    """A grade and what it takes; the last one takes nothing. `text` is the condition as it was written."""

    grade: str
    when: Node | None
    text: str = ""


@dataclass(frozen=True)
class Safeguards:
    """What keeps a rule from doing harm. `jump` is how many grades at once wait for a person, 0 for none."""

    step_down_waits: bool = False
    jump: int = 0
    # a grade by hand ends after so many days at most
    by_hand_days: int = 90


@dataclass(frozen=True)
class Policy:
    """One scheme's rules. Who does not meet `applies` stands nowhere in the scheme."""

    scheme: Scheme
    applies: Node
    rungs: Sequence[Rung]
    safeguards: Safeguards
    applies_text: str = ""

    @property
    def grades(self) -> list[str]:
        return [rung.grade for rung in self.rungs]

    def without(self, grade: str) -> Policy:
        """The same rules as if there were no such grade: what somebody would be otherwise (VAL-D)."""
        rungs = [rung for rung in self.rungs if rung.grade != grade]
        return Policy(self.scheme, self.applies, rungs, self.safeguards, self.applies_text)

    def conditions(self) -> Iterator[Node]:
        yield self.applies
        yield from (rung.when for rung in self.rungs if rung.when is not None)


def rank(scheme: str, grade: str) -> int:
    """The place of a grade in its scheme, 0 is the best."""
    return list(GRADES[scheme]).index(grade)
