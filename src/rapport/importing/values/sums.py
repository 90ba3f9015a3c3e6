"""Amounts as they stand at the till, with the ways in which they were paid."""

import re

from rapport.importing.values.words import read_method
from rapport.lib.folding import plain
from rapport.lib.money import read_money
from rapport.lib.unreadable import Unreadable

_AND = re.compile(r"\s*[+、;/]\s*")
_WAY_FIRST = re.compile(r"([^\W\d]+)\s*:?\s*(\d.*)")
_WAY_LAST = re.compile(r"(\d[\d\s.,]*?)\s*([^\W\d]+)")


def read_sum(text: str, currency: str, decimal: str = "auto") -> int:
    """Minor units as `read_money` reads them, also of 微信500+现金780 and «нал 500 + карта 780»."""
    try:
        return read_money(text, currency, decimal)
    except Unreadable:
        parts = [_without_way(part) for part in _AND.split(plain(text))]
        if None in parts:
            raise
        return sum(read_money(part, currency, decimal) for part in parts if part)


def _without_way(part: str) -> str | None:
    """The amount beside a way of paying; None where there is no such way."""
    if first := _WAY_FIRST.fullmatch(part):
        way, amount = first.groups()
    elif last := _WAY_LAST.fullmatch(part):
        amount, way = last.groups()
    else:
        return None
    try:
        read_method(way)
    except Unreadable:
        return None
    return amount
