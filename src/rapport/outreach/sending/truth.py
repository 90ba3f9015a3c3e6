"""Whether a message still says what is true: asked at the moment it is to go out, of whoever had it written.

What a message tells of may change while it waits. Apps above say here which of their messages that concerns; the
key of a message says whose it is ("reminder:17:…").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from rapport.outreach.models import Message

# messages → ids of those that are true no longer
Untrue = Callable[[Collection[Message]], set[int]]
_ASKED: dict[str, Untrue] = {}


def ask_before_sending(kind: str, untrue: Untrue) -> None:
    """Have `untrue` asked of messages whose key begins with `kind`; said once, when the app is ready."""
    _ASKED[kind] = untrue


def true_no_longer(messages: Collection[Message]) -> set[int]:
    """Ids of those of `messages` that must not go out any more."""
    alike: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        alike[message.key.partition(":")[0]].append(message)
    return {pk for kind in alike.keys() & _ASKED.keys() for pk in _ASKED[kind](alike[kind])}
