"""The ticket (access_token) that WeChat asks for with every request: kept until shortly before it runs out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from rapport.lib import clock

# WeChat no longer takes the ticket: invalid, or run out
STALE = frozenset({40001, 40014, 42001})
# fetched anew so much before its end
_EARLY = timedelta(minutes=5)
_LONGEST = 7200


class Ticket:
    """One for all threads. `fetch(anew)` asks WeChat; `anew` has WeChat throw the present one away.

    The stable kind is asked for, of which several processes get the same.
    """

    def __init__(self, fetch: Callable[[bool], dict[str, Any]]) -> None:
        self._fetch = fetch
        self._lock = Lock()
        self._value = ""
        self._until: datetime | None = None

    def get(self) -> str:
        with self._lock:
            if not self._value or self._until is None or clock.now() >= self._until:
                self._take(anew=False)
            return self._value

    def instead_of(self, refused: str) -> str:
        """Another one than `refused`, fetched once however many threads were refused."""
        with self._lock:
            if self._value == refused:
                self._take(anew=False)
            if self._value == refused:
                self._take(anew=True)
            return self._value

    def _take(self, *, anew: bool) -> None:
        found = self._fetch(anew)
        seconds = found.get("expires_in")
        lasting = min(seconds, _LONGEST) if isinstance(seconds, int) and seconds > 0 else 0
        self._value = str(found["access_token"])
        self._until = clock.now() + timedelta(seconds=lasting) - _EARLY
