"""Money as integer minor units (cents, fen, kopecks), read from what people type and shown in their language."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision

from rapport.lib.folding import plain
from rapport.lib.unreadable import Unreadable

LARGEST = 10**15
"""The largest amount in minor units that is believed; what is beyond it is a slip or an attack."""

_MOST_DIGITS = 16
_DOLLARS = frozenset({"USD", "HKD", "TWD", "CAD", "AUD", "SGD", "NZD"})
_YUAN = frozenset({"CNY", "TWD", "HKD"})
_WORDS: dict[str, frozenset[str]] = {
    word: frozenset(codes)
    for words, codes in (
        ("₽ руб рублей рубля рубль р rub rur", {"RUB", "BYN"}),
        ("¥ 圆 円", {"CNY", "JPY"}),
        ("元 块 圓 yuan юаней юань юаня", _YUAN),
        ("rmb cny cn 人民币", {"CNY"}),
        ("日元 日圆 jpy jp", {"JPY"}),
        ("$ 美元", _DOLLARS),
        ("usd us$ долл долларов", {"USD"}),
        ("hk$ hkd 港币 港元", {"HKD"}),
        ("nt$ ntd twd 台币 新台币", {"TWD"}),
        ("€ eur euro евро 欧元", {"EUR"}),
        ("₸ тг тенге kzt", {"KZT"}),
        ("₴ грн uah", {"UAH"}),
        ("byn бел", {"BYN"}),
        ("сум uzs", {"UZS"}),
        ("сом kgs", {"KGS"}),
        ("£ gbp", {"GBP"}),
    )
    for word in words.split()
}
_TIMES = {"万": 10_000, "w": 10_000, "千": 1000, "тыс": 1000, "k": 1000, "млн": 1_000_000}
# 1.2万元
_TIMES_OF = re.compile(r"([万千])(?=[^\W\d_])")
_SIMPLE = re.compile(r"-?\d{1,13}(?:\.\d{1,2})?")
_KOPECKS = re.compile(r"(\d)\s*[^\d\s.,()-]+\.?\s*(\d\d)\s*коп\.?$")
_DASHED = re.compile(r"(\d)[-=](\d\d)(?=\D*$)")
_RANGE = re.compile(
    r"\d\D{0,12}(?:[-~]|至|到|до|to)\D{0,4}\d|^\s*(?:от|до|from|约|大约)\s*\D?\d|\d\D{0,4}(?:起|以上|и выше)\s*$"
)
# by the piece: 280/次, 500 руб/шт.
_EACH = re.compile(r"(?<=\S)\s*/\s*[^\W\d_]+\.?\s*$")
_LETTERS = re.compile(r"[^\W\d_]+\$?|[₽¥$€₸₴£]")
_GROUPED = re.compile(r"\d{1,3}(?:[ '’]\d{3})+(?=\D|$)")
_SHAPE = re.compile(r"\d*(?:[.,]\d+)*[.,]?")
# signs that people write and the locale data of these languages lack
_SIGNS = {"KZT": "₸"}
# a code that stands for a sign keeps a space to its figure: BYN 15,000
_CODE_BEFORE_DIGIT = re.compile(r"(?<=[A-Z])(?=\d)")
_FLOAT = re.compile(r"-?\d\.\d+E[+-]?\d{1,2}", re.IGNORECASE)


def exponent(currency: str) -> int:
    """How many decimals the currency (ISO 4217 code) has: 2 for CNY and RUB, 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency)


@lru_cache(maxsize=16384)
def read_money(text: str, currency: str, decimal: str = "auto") -> int:
    """Minor units of `currency` for what was typed: `1 234,50 ₽`, `￥1,234`, `(500)`, `1.2万`.

    `decimal` says how the column separates decimals: "," or "." or "auto" (three digits after a lone separator
    are then a group of thousands). Raises Unreadable: money, money_currency, money_unclear, money_too_large.
    """
    scale = exponent(currency)
    if scale == 2 and decimal != "," and _SIMPLE.fullmatch(text):
        return _minor(Decimal(text), scale, text)
    if is_range(text):
        raise Unreadable("money_range", value=text)
    number, times = _without_words(_EACH.sub("", plain(text).lower()), currency, text)
    return _minor(_signed(number, decimal, scale, text) * times, scale, text)


def is_range(text: str) -> bool:
    """Whether it speaks of more than one amount: `3000–4500`, `от 3 500`, `2800起`. `150-50` is 50 kopecks."""
    bare = plain(text).lower()
    kopecks = _DASHED.search(bare)
    if kopecks and int(kopecks[2]) <= int(re.findall(r"\d+", bare[: kopecks.start() + 1])[-1]):
        bare = _DASHED.sub(r"\1.\2", bare)
    return bool(_RANGE.search(bare))


def show_money(minor: int, currency: str, language: str) -> str:
    """The amount as people of that language (`zh-hans`, `ru`, `en`) write it, with the currency's sign."""
    locale = {"zh": "zh_Hans_CN", "ru": "ru_RU"}.get(language[:2], "en_US")
    shown = format_currency(Decimal(minor).scaleb(-exponent(currency)), currency, locale=locale)
    return _CODE_BEFORE_DIGIT.sub("\u00a0", shown.replace(currency, _SIGNS.get(currency, currency)))


def _minor(amount: Decimal, scale: int, text: str) -> int:
    if amount.adjusted() > _MOST_DIGITS:
        raise Unreadable("money_too_large", value=text)
    minor = int(amount.scaleb(scale).quantize(Decimal(1), ROUND_HALF_UP))
    if abs(minor) > LARGEST:
        raise Unreadable("money_too_large", value=text)
    return minor


def _without_words(text: str, currency: str, raw: str) -> tuple[str, int]:
    """The number alone, and what to multiply it with; a word of another currency is refused."""
    if _FLOAT.fullmatch(text):
        return str(int(Decimal(text))) if Decimal(text) % 1 == 0 else f"{Decimal(text):f}", 1
    text = _TIMES_OF.sub(r"\1 ", _KOPECKS.sub(r"\1.\2", text))
    times = 1
    for word in _LETTERS.findall(text):
        if word in _TIMES:
            times *= _TIMES[word]
        elif word not in _WORDS:
            raise Unreadable("money", value=raw)
        elif currency not in _WORDS[word]:
            raise Unreadable("money_currency", value=raw, found=word, currency=currency)
    bare = re.sub(r"(?<=[^\W\d_])\.", "", text)
    return _LETTERS.sub(" ", bare).strip(), times


def _signed(text: str, decimal: str, scale: int, raw: str) -> Decimal:
    text = _DASHED.sub(r"\1.\2", text)
    bare = text.strip(" ()+-")
    negative = text.startswith(("-", "(")) or text.endswith(("-", ")"))
    if _GROUPED.match(bare):
        bare = re.sub(r"[ '’]", "", bare)
    if not any(map(str.isdigit, bare)) or not _SHAPE.fullmatch(bare):
        raise Unreadable("money", value=raw)
    amount = Decimal(_with_point(bare.rstrip(".,"), decimal, scale, raw))
    return -amount if negative else amount


def _with_point(text: str, decimal: str, scale: int, raw: str) -> str:
    """Digits with a point for decimals, groups taken out."""
    marks = [mark for mark in text if mark in ".,"]
    if not marks:
        return text
    last = marks[-1]
    if len(set(marks)) == 2:
        if marks.count(last) > 1:
            raise Unreadable("money", value=raw)
        whole, _, rest = text.rpartition(last)
        return f"{_ungrouped(whole, raw)}.{rest}"
    if len(marks) > 1:
        return _ungrouped(text, raw)
    whole, _, rest = text.partition(last)
    if len(rest) != 3 or whole in ("", "0") or decimal == last:
        return f"{whole or '0'}.{rest}"
    if decimal == "auto" and scale > 2:
        raise Unreadable("money_unclear", value=raw)
    return _ungrouped(text, raw)


def _ungrouped(text: str, raw: str) -> str:
    groups = re.split(r"[.,]", text)
    if len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:]):
        raise Unreadable("money", value=raw)
    return "".join(groups)


def decimal_of(values: Iterable[str]) -> str:
    """Which mark separates decimals in a column: "," or "."; "auto" where its values leave it open."""
    votes = {",": 0, ".": 0}
    for value in values:
        if vote := _mark_of(plain(value)):
            votes[vote] += 1
    if votes[","] == votes["."]:
        return "auto"
    return max(votes, key=lambda mark: votes[mark])


def _mark_of(text: str) -> str | None:
    """The decimal mark of one amount; a lone mark before three digits parts thousands, so it is the other one."""
    marks = re.findall(r"[.,](?=\d)", text)
    if not marks:
        return None
    last, other = marks[-1], "." if marks[-1] == "," else ","
    thousands = re.search(r"[.,]\d{3}(?!\d)\D*$", text) and not re.match(r"\D*0[.,]", text)
    return other if thousands and len(set(marks)) == 1 else last
