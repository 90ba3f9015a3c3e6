"""Colleagues named in a note with an @: who is meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Colleague(NamedTuple):
    """Somebody who can be named, by their name or by the name they sign in with."""

    pk: int
    name: str
    username: str


def mentioned_in(text: str, colleagues: Iterable[Colleague]) -> list[set[int]]:
    """Whom each @ of `text` means, in its order: ids of all who bear the longest name that stands there.

    An @ after a letter or digit is an e-mail address; one that names nobody means nobody.
    """
    bearers: dict[str, set[int]] = {}
    for colleague in colleagues:
        for name in {colleague.name.casefold(), colleague.username.casefold()} - {""}:
            bearers.setdefault(name, set()).add(colleague.pk)
    longest_first = sorted(bearers, key=len, reverse=True)
    found = []
    for rest in _after_at(text.casefold()):
        standing = [name for name in longest_first if _begins(rest, name)]
        if standing:
            found.append(bearers[standing[0]])
    return found


def _after_at(text: str) -> Iterator[str]:
    for place, letter in enumerate(text):
        if letter == "@" and not (place and text[place - 1].isalnum() and text[place - 1].isascii()):
            yield text[place + 1 :]


def _begins(rest: str, name: str) -> bool:
    """Whether `rest` begins with the whole of `name`; Chinese names end without a space."""
    following = rest[len(name) : len(name) + 1]
    return rest.startswith(name) and (not following.isalnum() or _is_han(name[-1]) or _is_han(following))


def _is_han(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff" or letter >= "\U00020000"
