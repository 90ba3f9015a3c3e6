"""Asking a provider over HTTP, so that it is always known what is not known (CAM-7).

A line that was never opened carried nothing: surely not sent. One that broke later may have carried the message.
"""

from __future__ import annotations

import ipaddress
import json
import ssl
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.utils.translation import gettext_lazy

from rapport.lib.refusal import Refused
from rapport.outreach.channels.base import NotSent, Unknown
from rapport.outreach.models.trouble import Trouble, Words

# a provider answers within seconds; one that does not is asked nothing more for now
_TIMES = httpx.Timeout(20, connect=5)
# an idle line is let go before the other side does it in the middle of a message
_LINES = httpx.Limits(max_connections=32, max_keepalive_connections=32, keepalive_expiry=2)
# no answer of a provider is as long
_LONGEST = 64 * 1024
_HEADERS = {"Accept": "*/*", "User-Agent": "Rapport"}
_NEVER_OPENED = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL,
)  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """What came back: the status, and the beginning of the text ("" where it broke off or was too long)."""

    status: int
    text: str

    @property
    def fields(self) -> dict[str, Any]:
        """The object that the text is as JSON; {} where it is none."""
        return read_object(self.text)


def read_object(text: str | bytes) -> dict[str, Any]:
    """JSON from outside; {} for anything but an object."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def client() -> httpx.HTTPTransport:
    """Lines to one provider, for all threads. Of httpx what keeps them and nothing above: neither a redirect nor
    the environment leads elsewhere, no cookie is kept, and a message costs half of what it would."""
    return httpx.HTTPTransport(verify=_whom_to_trust(), limits=_LINES, trust_env=False)


@lru_cache(maxsize=1)
def _whom_to_trust() -> ssl.SSLContext:
    """Reading all the certificates takes longer than opening everything else that a lane needs."""
    return httpx.create_ssl_context(trust_env=False)


def ask(client: httpx.HTTPTransport, method: str, url: str, **what: Any) -> Answered:
    """One request. Raises NotSent where no line could be opened, Unknown where it broke afterwards."""
    try:
        request = httpx.Request(method, url, headers=_HEADERS, extensions={"timeout": _TIMES.as_dict()}, **what)
        response = client.handle_request(request)
        try:
            return Answered(response.status_code, _beginning(response))
        finally:
            response.close()
    except _NEVER_OPENED as error:
        raise NotSent(Words.of(Trouble.NO_LINE, why=_why(error)), final=False) from error
    except httpx.HTTPError as error:
        raise Unknown(Words.of(Trouble.LINE_BROKE, why=_why(error))) from error


def _why(error: Exception) -> str:
    # the texts of errors may name the whole address, and tokens stand in some
    return type(error).__name__


def _beginning(response: httpx.Response) -> str:
    read = bytearray()
    try:
        for part in response.iter_bytes(4096):
            read += part
            if len(read) > _LONGEST:
                return ""
    except httpx.HTTPError:
        return ""
    return read.decode(errors="replace")


def check_base(url: str) -> str:
    """An address at which a provider is asked, without a slash at its end. Raises Refused.

    Without encryption only inside the house: passwords and the words to clients go over that line.
    """
    parts = _split(url)
    host = parts.hostname if parts else None
    if not parts or not host or parts.scheme not in ("http", "https") or parts.username or parts.fragment:
        raise Refused("no_address", gettext_lazy("This is no address: it begins with https://."))
    if parts.scheme == "http" and not in_the_house(host):
        raise Refused(
            "unencrypted",
            gettext_lazy("Use https://. Only a gateway in your own network may be asked by http://."),
        )
    return url.rstrip("/")


def _split(url: str) -> Any:
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        return None
    return parts


def in_the_house(host: str) -> bool:
    """Whether `host` is this machine, or an address in a private network; a name may lead anywhere."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private
