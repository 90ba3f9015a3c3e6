"""What is typed behind an option, read; the message of each error says how to write it."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date


def day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise ArgumentTypeError(f"{said!r} is no day: write it like 2026-09-30") from None


def count(said: str) -> int:
    """A number of at least 1."""
    if said.isdecimal() and int(said):
        return int(said)
    raise ArgumentTypeError(f"{said!r}: a number of at least 1 is wanted")


def address(said: str) -> str:
    """HOST:PORT; a host that is an IPv6 address stands in brackets."""
    host, _colon, port = said.rpartition(":")
    if host and port.isdecimal() and 0 < int(port) < 65536:
        return said
    raise ArgumentTypeError(f"{said!r} is no address: write it like 127.0.0.1:8000")
