"""A provider that does as it is told, and remembers what it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from rapport.outreach.channels import providers
from rapport.outreach.channels.base import Accepted, Account, Outgoing, Provider
from rapport.outreach.models import ChannelAccount
from rapport.people.models.consent import Channel


class Told(Provider):
    """`answers` are given one after the other, the last one again and again; an exception is raised."""

    channel = Channel.SMS
    words = "a test"
    fields = ()
    answers: list[Any]
    seen: list[Outgoing]
    meanwhile: Callable[[], object] | None

    def __init__(self, account: Account | None = None) -> None:
        super().__init__(account or Account({}))

    def send(self, outgoing: Outgoing) -> Accepted:
        self.seen.append(outgoing)
        if self.meanwhile:
            self.meanwhile()
        return self._said(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])

    def _said(self, answer: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer


@contextmanager
def told(*, dedupe: timedelta | None = None) -> Iterator[type[Told]]:
    """A fresh kind of provider, to be named "told" by an account."""
    fresh = {"dedupe": dedupe, "answers": [Accepted("1")], "seen": [], "meanwhile": None}
    kind = type("Told", (Told,), fresh)
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(providers(), "told", kind)
        yield kind


def account(name: str = "SMS", **fields: Any) -> ChannelAccount:
    usual = {"channel": "sms", "provider": "told", "hook": name}
    return ChannelAccount.objects.create(name=name, **{**usual, **fields})
