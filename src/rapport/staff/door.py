"""Whether a password may be looked at (docs/decisions/0007-the-door.md): pure, and so the whole policy is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# one account from one address: what somebody who mistypes needs, and a guesser cannot live on
PAIR_CAP, PAIR_WINDOW = 5, timedelta(minutes=15)
# one account from addresses it never signed in from: a guesser with many addresses
STRANGERS_CAP, STRANGERS_WINDOW = 20, timedelta(hours=1)
# one address at accounts that never signed in from it: a guesser of names, maybe within a clinic
ADDRESS_CAP, ADDRESS_WINDOW = 100, timedelta(hours=1)
# an address at which an account has signed in is its own for so long
FAMILIAR = timedelta(days=90)


class Shut(StrEnum):
    """What a try runs into."""

    PAIR = "pair"
    STRANGERS = "strangers"
    ADDRESS = "address"


@dataclass(frozen=True)
class Tries:
    """The wrong tries before this one, each within its window; what is being looked at now counts as wrong."""

    pair: int
    strangers: int
    address: int
    familiar: bool
    second_step: bool


def shut_to(tries: Tries) -> Shut | None:
    """What keeps this try from being looked at, if anything.

    Where an account is at home only its own mistakes count, so that no attack on an account or through a shared
    address keeps its owner out. Whoever has a second step is not kept out by guesses at the first.
    """
    if tries.pair >= PAIR_CAP:
        return Shut.PAIR
    if tries.familiar:
        return None
    if tries.address >= ADDRESS_CAP:
        return Shut.ADDRESS
    if tries.strangers >= STRANGERS_CAP and not tries.second_step:
        return Shut.STRANGERS
    return None
