"""Money that clinics tell twice: beside the visit it was paid at, and in a row of its own among the payments.

Pure. Payments in rows of their own are the money. What stands beside a visit counts where none of them can
mean it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

# so many days lie at most between a visit and a payment that may be for it: half a year
NEAR = 183


class Twice(Enum):
    """What stands beside a visit is told again, for certain or maybe."""

    SURE = "sure"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of a day, under the number that whoever asks knows it by."""

    key: int
    day: date
    amount: int


def told_twice(beside: Iterable[Sum], own: Iterable[Sum]) -> dict[int, Twice]:
    """Which sums `beside` the visits of one person stand among those in rows of their `own`, by key.

    Sure are those of a day that come to the same: one by one, a visit's lines in one payment, or one line in the
    payments of the day. Unclear is what is left where a payment of the day is left too, or where the payments
    left within half a year come to as much: a lump sum, or one of another day. Neither is counted, the unclear is
    shown to a person.
    """
    found: dict[int, Twice] = {}
    left_beside, left_own = list(beside), list(own)
    for day in sorted({one.day for one in left_beside} & {one.day for one in left_own}):
        sure, used = _of_day([s for s in left_beside if s.day == day], [s for s in left_own if s.day == day])
        found |= dict.fromkeys((one.key for one in sure), Twice.SURE)
        left_beside = [one for one in left_beside if one not in sure]
        left_own = [one for one in left_own if one not in used]
    return found | {one.key: Twice.UNCLEAR for one in left_beside if _may_be_among(one, left_own)}


def _of_day(beside: list[Sum], own: list[Sum]) -> tuple[list[Sum], list[Sum]]:
    """What of a day's sums is surely the same money: those beside, and those of their own."""
    sure, used = _pairs(beside, own)
    beside = [one for one in beside if one not in sure]
    own = [one for one in own if one not in used]
    lump = next((one for one in own if one.amount == _total(beside)), None)
    whole = next((one for one in beside if one.amount == _total(own)), None)
    if beside and lump is not None:
        return [*sure, *beside], [*used, lump]
    if own and whole is not None:
        return [*sure, whole], [*used, *own]
    if _total(beside) == _total(own):
        return [*sure, *beside], [*used, *own]
    return sure, used


def _pairs(beside: Sequence[Sum], own: Sequence[Sum]) -> tuple[list[Sum], list[Sum]]:
    sure, used = [], list[Sum]()
    for one in beside:
        same = next((other for other in own if other.amount == one.amount and other not in used), None)
        if same is not None:
            sure.append(one)
            used.append(same)
    return sure, used


def _may_be_among(one: Sum, own: Iterable[Sum]) -> bool:
    """A refund is looked for among refunds, money that came in among the same."""
    near = [o for o in own if abs((o.day - one.day).days) <= NEAR and (o.amount < 0) == (one.amount < 0)]
    return any(o.day == one.day for o in near) or (bool(near) and abs(_total(near)) >= abs(one.amount))


def _total(sums: Iterable[Sum]) -> int:
    return sum(one.amount for one in sums)
