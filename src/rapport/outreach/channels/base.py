"""What the sending of messages asks of a channel, and what a channel may answer (CAM-7)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from rapport.people.models.consent import Channel


@dataclass(frozen=True)
class Field:
    """Something an account at the provider has to be told: a host, a user, a token. A `secret` one is kept sealed
    and never shown again. `words` (lazy) is what it is called, `hint` (lazy) where a person finds it.
    """

    name: str
    words: Any
    hint: Any = ""
    secret: bool = False
    required: bool = True


@dataclass(frozen=True)
class Outgoing:
    """One message on its way out. `key` is the business key: the same key is the same message, however often it
    is sent. `unsubscribe_url` is "" where nobody needs to be offered a way out.
    """

    key: str
    address: str
    body: str
    subject: str = ""
    language: str = ""
    unsubscribe_url: str = ""


@dataclass(frozen=True)
class Accepted:
    """The provider has taken the message: under this id of its own, "" where it gives none."""

    provider_id: str = ""


class NotSent(Exception):  # noqa: N818 an answer, not an error
    """Surely not sent. `final`: it never will be, as it stands; else the same may go later. `words` for people."""

    def __init__(self, words: str, *, final: bool) -> None:
        super().__init__(words)
        self.words, self.final = words, final


class Unknown(Exception):  # noqa: N818 an answer, not an error
    """Nobody knows whether it was sent: the line broke after the provider may have read the message."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Account:
    """What a provider is opened with: the values of its fields, secrets among them, and the address at which it
    may call back ("" where the installation has none).
    """

    values: Mapping[str, str]
    hook: str = ""


class Provider(ABC):
    """One way of sending, opened for one account. Used by several threads at once; closed by who opened it.

    `dedupe` is how long the provider knows a key again and sends it once alone; None where it does not. `asks` is
    whether `lookup` can be asked. Where neither holds, a message that may have gone out is never sent again.
    """

    channel: ClassVar[Channel]
    words: ClassVar[Any]
    fields: ClassVar[tuple[Field, ...]]
    dedupe: ClassVar[timedelta | None] = None
    asks: ClassVar[bool] = False

    def __init__(self, account: Account) -> None:
        self.account = account

    @abstractmethod
    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand the message over. Raises `NotSent` when it surely was not, `Unknown` when nobody knows; whatever
        else is raised counts as unknown.
        """

    def lookup(self, outgoing: Outgoing) -> Accepted | None:
        """What became of a message handed over earlier: None when the provider surely never had it. Raises
        `Unknown` when it cannot say.
        """
        raise NotImplementedError

    def close(self) -> None:  # noqa: B027 most have nothing to close
        """Let connections go."""
