"""How one thing stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import ngettext

from rapport.lib import clock


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """How one thing stands: `name` is for programs, the rest for people.

    `advice` says what to do where it is not ok.
    """

    name: str
    state: State
    words: str
    advice: str = ""


Findings = Iterator[Finding]


def ok(name: str, words: str) -> Finding:
    return Finding(name, State.OK, words)


def warn(name: str, words: str, advice: str) -> Finding:
    return Finding(name, State.WARN, words, advice)


def fail(name: str, words: str, advice: str) -> Finding:
    return Finding(name, State.FAIL, words, advice)


def ago(moment: datetime) -> str:
    seconds = int((clock.now() - moment).total_seconds())
    return ngettext("%(n)s second ago", "%(n)s seconds ago", seconds) % {"n": f"{seconds:,}"}
