"""Addresses on the net: e-mail, WeChat, Telegram."""

import re

from rapport.lib.folding import plain
from rapport.lib.unreadable import Unreadable

_EMAIL = re.compile(r"[^\s@,;<>()\"']+@[^\s@,;<>()\"']+\.[^\s@,;<>()\"'.]{2,}")
_TELEGRAM = re.compile((r"(?:https?://)?(?:t\.me/|telegram\.me/|@)?([A-Za-z][A-Za-z0-9_]{3,31})/?"), re.IGNORECASE)
_WECHAT = re.compile(
    r"(?:微信号?|wechat|weixin|wx)?\s*[:=]?\s*([A-Za-z][-_A-Za-z0-9]{5,19}|1[3-9]\d{9})", re.IGNORECASE
)


def read_emails(text: str) -> tuple[str, ...]:
    """Every address in a cell, each once, the host in small letters. Raises Unreadable: email."""
    found = dict.fromkeys(_tidy(address.rstrip(".")) for address in _EMAIL.findall(plain(text)))
    if not found:
        raise Unreadable("email", value=text)
    return tuple(found)


def _tidy(address: str) -> str:
    user, _, host = address.partition("@")
    return f"{user}@{host.lower()}"


def read_telegram(text: str) -> str:
    """The name without @ and address. Raises Unreadable: telegram."""
    match = _TELEGRAM.fullmatch(plain(text))
    if not match:
        raise Unreadable("telegram", value=text)
    return match[1]


def read_wechat(text: str) -> str:
    """A WeChat id (6 to 20 letters, digits, - and _) or the mobile number it is. Raises Unreadable: wechat."""
    match = _WECHAT.fullmatch(plain(text))
    if not match:
        raise Unreadable("wechat", value=text)
    return match[1]
