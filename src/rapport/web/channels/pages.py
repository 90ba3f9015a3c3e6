"""What the pages of channels show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rapport.lib.refusal import Refused
from rapport.outreach.accounts import address_of, is_trial, kind_of
from rapport.outreach.channels import providers
from rapport.outreach.channels.base import Provider
from rapport.outreach.channels.sealing import unseal
from rapport.outreach.models import ChannelAccount
from rapport.people.models.consent import Channel


@dataclass(frozen=True)
class Line:
    """An account in the list; `wrong` says why nothing can go through it, `trial` that nothing leaves by it."""

    account: ChannelAccount
    provider: Any
    wrong: str
    trial: bool


@dataclass(frozen=True)
class Offered:
    """A provider through which an account can be added."""

    name: str
    words: Any
    channel: Any


def lines(accounts: list[ChannelAccount]) -> list[Line]:
    return [_line(account) for account in accounts]


def _line(account: ChannelAccount) -> Line:
    kind, wrong = providers().get(account.provider), ""
    try:
        kind_of(account)
        unseal(account.secrets)
    except Refused as refused:
        wrong = refused.message
    return Line(account, kind.words if kind else account.provider, wrong, is_trial(account))


def offered() -> list[Offered]:
    """Every provider, by channel in the order of channels."""
    order = list(Channel)
    kinds = sorted(providers().items(), key=lambda one: (order.index(one[1].channel), one[0]))
    return [Offered(name, kind.words, kind.channel.label) for name, kind in kinds]


def addresses(account: ChannelAccount, kind: type[Provider]) -> list[tuple[Any, str]]:
    """What has to be pasted at the provider: what it is, and the whole address."""
    base = address_of(account)
    if not base:
        return []
    return [(one.words, f"{base}{one.part}{'?' if one.query else ''}{one.query}") for one in kind.addresses]


def address_hint(kind: type[Provider]) -> str:
    """How the field of a test is filled in: the kind of keyboard it calls for."""
    return {Channel.SMS: "tel", Channel.EMAIL: "email"}.get(kind.channel, "text")
