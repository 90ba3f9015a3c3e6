"""How much one address may ask of the pages that are open to everybody."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from rapport.lib import clock
from rapport.web.accounts import client_address


def too_many(request: HttpRequest, page: str, *, most: int, seconds: int) -> bool:
    """Count one more of this address at `page`; whether it is beyond the `most` of a stretch of `seconds`.

    Two at the same moment may count as one: it keeps machines off, and locks nobody out to the letter.
    """
    stretch = int(clock.now().timestamp()) // seconds
    key = f"{page}:{stretch}:{client_address(request)}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, seconds)
    return count > most
