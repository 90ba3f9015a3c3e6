"""What a person's words about a purpose come to (REC-11). Pure: words in, answers out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """What holds for one purpose by one channel on one day."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NONE = "none"  # nobody ever said a word


# a word said against it; what has run out or was never asked is not against it
_AGAINST = frozenset({State.REFUSED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Word:
    """One row of the history. `channel` "" is all; `place` orders words of one day as they were recorded."""

    purpose: str
    channel: str
    said: str  # given, refused or withdrawn
    day: date
    place: int = 0
    expires_on: date | None = None


def deciding(words: Iterable[Word], purpose: str, channel: str | None, on: date) -> Word | None:
    """The word that counts on the day `on`: the last said about the purpose by this channel or by any.

    None as channel asks about the purpose as a whole: words about a single channel say nothing of it.
    """
    count = [
        word
        for word in words
        if word.purpose == purpose and word.channel in {"", channel or ""} and word.day <= on
    ]
    return max(count, key=lambda word: (word.day, word.place), default=None)


def state(words: Iterable[Word], purpose: str, channel: str | None, on: date) -> State:
    """What holds for `purpose` by `channel` on the day `on`; a consent holds on its last day too."""
    word = deciding(words, purpose, channel, on)
    if word is None:
        return State.NONE
    if word.said == State.GIVEN and word.expires_on is not None and word.expires_on < on:
        return State.EXPIRED
    return State(word.said)


def in_force(words: Iterable[Word], purpose: str, channel: str | None, on: date) -> bool:
    """Whether the person agrees on the day `on`."""
    return state(words, purpose, channel, on) is State.GIVEN


def held_since(words: Iterable[Word], purpose: str, on: date) -> Word | None:
    """The word from which on the person agrees to `purpose` as a whole without a break until the day `on`.

    None where they do not. A consent that ran out and was given again later holds anew from the new word on.
    """
    first: Word | None = None
    last: Word | None = None
    count = [word for word in words if word.purpose == purpose and not word.channel and word.day <= on]
    for word in sorted(count, key=lambda word: (word.day, word.place)):
        if word.said != State.GIVEN:
            first = None
        elif first is None or (last and last.expires_on and last.expires_on < word.day):
            first = word
        last = word
    return first if first and last and (last.expires_on is None or last.expires_on >= on) else None


def stricter(first: Iterable[Word], second: Iterable[Word], on: date) -> list[Word]:
    """What has to be said, today, where two histories become that of one person: the stricter word wins.

    Gives the withdrawals to be added to the union of both, so that nothing holds there that a word of either is
    against; where only one was ever asked, its word stands (REC-10, REC-11).
    """
    first, second = list(first), list(second)
    both = first + second
    asked = dict.fromkeys((word.purpose, word.channel) for word in sorted(both, key=lambda word: word.channel))
    added: list[Word] = []
    for purpose, channel in asked:
        own = {state(first, purpose, channel, on), state(second, purpose, channel, on)}
        if own & _AGAINST and in_force(both + added, purpose, channel, on):
            place = max(word.place for word in both + added) + 1
            added.append(Word(purpose, channel, State.WITHDRAWN, on, place))
    return added
