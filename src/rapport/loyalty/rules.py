"""What follows from the terms, worked out without a database or a clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, Protocol, TypeVar


def points_for(amount: int, per_100: int, exponent: int) -> int:
    """Points for `amount` minor units that came in, of a currency with so many decimals."""
    return max(0, amount) * per_100 // (100 * int(10**exponent))


@dataclass
class Paid:
    """Money that came in with the points it earned, or went back (`money` below zero), and its visit."""

    money: int
    points: int
    visit: int | None = None


def taken_by_refunds(paid: Iterable[Paid]) -> list[int]:
    """For each of one person's, in the order in which money came and went: the points it takes away.

    What goes back is first of its own visit, then what came last, and takes the points that came of it: none where
    the money was paid before the programme, or is not known to have come.
    """
    lots: list[Paid] = []
    taken = []
    for one in paid:
        taken.append(_taken(one, lots) if one.money < 0 else 0)
        if one.money > 0:
            lots.insert(0, one)
    return taken


def _taken(refund: Paid, lots: list[Paid]) -> int:
    """What `refund` takes of `lots`, what came last being the first of them, which are less afterwards."""
    rest, points = -refund.money, 0
    for lot in sorted(lots, key=lambda lot: lot.visit is None or lot.visit != refund.visit):
        money = min(rest, lot.money)
        of_it = lot.points * money // lot.money if money else 0
        lot.money, lot.points = lot.money - money, lot.points - of_it
        rest, points = rest - money, points + of_it
    return points


def rebate_of(paid: int, percent: int) -> int:
    """So many per cent of what a new client has paid, never below zero."""
    return max(0, paid) * percent // 100


def possible(asked: int, balance: int) -> int:
    """What of `asked` can be moved: nothing is taken that is not there."""
    return max(asked, -balance)


class Step(Protocol):
    """A step of the card."""

    @property
    def from_spend(self) -> int: ...


S = TypeVar("S", bound=Step)


@dataclass(frozen=True)
class Standing(Generic[S]):
    """Where somebody stands on the card: their step, the next one, and what is missing to it (BAS-2)."""

    now: S | None
    following: S | None
    missing: int


def stands_at(spent: int, steps: Iterable[S]) -> Standing[S]:
    """`spent` and what is missing in minor units."""
    order = sorted(steps, key=lambda one: one.from_spend)
    reached = [one for one in order if one.from_spend <= spent]
    ahead = [one for one in order if one.from_spend > spent]
    following = ahead[0] if ahead else None
    return Standing(reached[-1] if reached else None, following, following.from_spend - spent if following else 0)


@dataclass(frozen=True)
class Lot:
    """Points with a last day."""

    points: int
    day: date


def expiring_first(earned: Sequence[tuple[int, date | None]], gone: int) -> Lot | None:
    """What expires next of points `earned` (how many, their last day), of which `gone` are used or expired: those
    that expire first were used first. None where nothing will."""
    lots = dict[date, int]()
    for points, day in earned:
        if day is not None:
            lots[day] = lots.get(day, 0) + points
    for day, points in sorted(lots.items()):
        if points > gone:
            return Lot(points - gone, day)
        gone -= points
    return None
