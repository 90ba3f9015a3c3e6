"""What the sending of messages asks of a channel, and what a channel may answer (CAM-7)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from rapport.outreach.models.trouble import Words
from rapport.people.models.consent import Channel


@dataclass(frozen=True)
class Field:
    """Something an account at the provider has to be told: a host, a user, a token. A `secret` one is kept sealed
    and never shown again. `leads` tells where the secrets go: with another one the kept ones are forgotten.
    `words` (lazy) is what it is called, `hint` (lazy) where a person finds it. `check` gives what was typed as it
    is kept, and raises Refused for what cannot be.
    """

    name: str
    words: Any
    hint: Any = ""
    secret: bool = False
    leads: bool = False
    required: bool = True
    default: str = ""
    choices: tuple[tuple[str, Any], ...] = ()
    check: Callable[[str], str] | None = None


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
    """The provider has taken the message: under this id of its own, "" where it gives none. `delivered`: it has
    arrived as well, and no receipt will come."""

    provider_id: str = ""
    delivered: bool = False


class NotSent(Exception):  # noqa: N818 an answer, not an error
    """Surely not sent. `final`: it never will be, as it stands; else the same may go later. `words` for people.

    `pause` is how long the provider wishes to be left alone, where it says so.
    """

    def __init__(self, words: Words, *, final: bool, pause: timedelta | None = None) -> None:
        super().__init__(words)
        self.words, self.final, self.pause = words, final, pause


class Unknown(Exception):  # noqa: N818 an answer, not an error
    """Nobody knows whether it was sent: the line broke after the provider may have read the message."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Knock:
    """What somebody brought to the address of an account; nothing in it is believed. `part` is what stands in the
    address behind the token; the names of `headers` are in small letters.
    """

    method: str = "POST"
    part: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Report:
    """What the provider says became of a message, named by its own id or by our key. `state` is a MessageState,
    `words` are its own.
    """

    state: str
    provider_id: str = ""
    key: str = ""
    at: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class Word:
    """Something a client wrote. `sender` reads as an address we would send to; `id` is the provider's own of it.

    `invitation` is the token by which somebody shows whose account this is; `stops` that they asked for no more.
    """

    sender: str
    text: str = ""
    id: str = ""
    at: datetime | None = None
    name: str = ""
    invitation: str = ""
    stops: bool = False


@dataclass(frozen=True)
class Heard:
    """What a knock came to: reports, words of clients, and the answer that the provider waits for."""

    reports: tuple[Report, ...] = ()
    words: tuple[Word, ...] = ()
    reply: str = ""


class Forged(Exception):  # noqa: N818 an answer, not an error
    """It does not come from the provider, or cannot be read as what the provider sends."""


@dataclass(frozen=True)
class Address:
    """An address of ours that has to be told to the provider: `part` and `query` of it, and where it goes."""

    words: Any
    part: str = ""
    query: str = ""


@dataclass(frozen=True)
class Account:
    """What a provider is opened with: the values of its fields, secrets among them, and the address at which it
    may call back ("" where the installation has none).
    """

    values: Mapping[str, str]
    hook: str = ""


class Provider(ABC):
    """One way of sending, opened for one account. Used by several threads at once; closed by who opened it.

    `dedupe` is how long the provider knows a key again and sends it once alone; None where it does not: there a
    message that may have gone out is never sent again.
    """

    channel: ClassVar[Channel]
    words: ClassVar[Any]
    fields: ClassVar[tuple[Field, ...]]
    # where an address is one that only the provider knows, given by the client's own first step
    by_invitation: ClassVar[bool] = False
    addresses: ClassVar[tuple[Address, ...]] = ()
    # where the provider is told our address by `announce`, and nobody has to paste it
    announces: ClassVar[bool] = False
    # for trying out: nothing leaves this machine
    trial: ClassVar[bool] = False
    dedupe: timedelta | None = None

    def __init__(self, account: Account) -> None:
        self.account = account

    @classmethod  # noqa: B027 most have nothing to compare
    def check(cls, values: Mapping[str, str]) -> None:
        """Whether the values of all fields go together. Raises Refused."""

    @abstractmethod
    def send(self, outgoing: Outgoing) -> Accepted:
        """Hand the message over. Raises `NotSent` when it surely was not, `Unknown` when nobody knows; whatever
        else is raised counts as unknown.
        """

    def hear(self, knock: Knock) -> Heard:
        """What was brought to the address of the account. Raises `Forged`; changes nothing."""
        raise Forged

    def announce(self) -> None:
        """Tell the provider the address of the account. Raises `NotSent` or `Unknown`."""
        raise NotImplementedError

    def invite(self, token: str) -> str:
        """The address that a client opens to be known by `token`. Raises `NotSent` where none can be had."""
        raise NotImplementedError

    def close(self) -> None:  # noqa: B027 most have nothing to close
        """Let connections go."""
