"""How much one address may ask of the pages that are open to everybody."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from django.core.cache import cache
from django.http import HttpRequest

from rapport.lib import clock
from rapport.web.accounts import client_address


def too_many(request: HttpRequest, page: str, *, most: int, seconds: int) -> bool:
    """Count one more of this address at `page`; whether it is beyond the `most` of a stretch of `seconds`.

    Two at the same moment may count as one: it keeps machines off, and locks nobody out to the letter.
    """
    stretch = int(clock.now().timestamp()) // seconds
    key = f"{page}:{stretch}:{origin(request)}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, seconds)
    return count > most


def origin(request: HttpRequest) -> str:
    """Where a request comes from, as it is counted: the first half of an IPv6 address, as one connection has all
    that begin so."""
    said = client_address(request)
    try:
        address = ip_address(said)
    except ValueError:
        return said
    return address.exploded[:19] if isinstance(address, IPv6Address) and not address.ipv4_mapped else said
