"""Two people at one record: what each of them changed, and the two put together on a person's word.

Pure. A record is written as a `State`: groups of inputs, which are taken or left as a whole (a phone number with
its label and marks is one group).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Group = Mapping[str, str]
State = Mapping[str, Group]
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Difference:
    """A group in which somebody changed something since `before`. An empty group is one that is not there."""

    name: str
    before: Group
    mine: Group
    theirs: Group

    @property
    def collides(self) -> bool:
        """Both changed it, and not to the same."""
        return self.before not in (self.mine, self.theirs) and self.mine != self.theirs

    @property
    def fallback(self) -> str:
        """Whose word holds when nobody has chosen; "" where one has to choose."""
        if self.collides:
            return ""
        return THEIRS if self.mine == self.before else MINE


def differences(before: State, mine: State, theirs: State) -> list[Difference]:
    """The groups that are not as before on both sides, in the order in which they stand in the record."""
    names = dict.fromkeys((*theirs, *before, *mine))
    found = (Difference(name, before.get(name, {}), mine.get(name, {}), theirs.get(name, {})) for name in names)
    return [one for one in found if one.mine != one.before or one.theirs != one.before]


def together(mine: State, found: list[Difference], chosen: Mapping[str, str]) -> dict[str, Group] | None:
    """`mine` with every difference settled as `chosen` (name → mine or theirs), None while one is open."""
    result = dict(mine)
    for one in found:
        word = chosen.get(one.name, one.fallback)
        if word not in (MINE, THEIRS):
            return None
        result[one.name] = one.mine if word == MINE else one.theirs
    return {name: group for name, group in result.items() if group}
