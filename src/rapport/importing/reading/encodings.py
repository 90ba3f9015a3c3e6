"""Which encoding a text file is in, decided over the whole file."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .letters import COMMON_HAN, HEADING_WORDS, RUSSIAN_PAIRS
from .limits import Limits
from .refusals import Refusal, Unreadable

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE = ("utf-16-le", "utf-16-be")
# In the order of preference where two read the same.
_CANDIDATES = (
    "utf-8",
    "gb18030",
    "cp950",
    "big5hkscs",
    "cp1251",
    "koi8-r",
    "cp866",
    "cp1252",
    "mac-cyrillic",
)
_FALLBACK = "cp1252"

_HEAD = 64 * 1024
_PIECE = 64 * 1024
_SAMPLE = 32 * 1024
_WORD = re.compile(r"[^\W\d_]+")

# Where nothing scores higher, the text is in none of the expected languages.
_PLAUSIBLE = 0.05
_SANE_SHARE = 0.9
_NULS_OF_A_BINARY = 0.02


@dataclass(frozen=True)
class _Seen:
    """One pass over the file: lines that are not plain ASCII, and how they do as UTF-8."""

    sample: bytes
    broken: int
    continued: int


def decide_encoding(path: Path, limits: Limits) -> str:
    """The name of a Python codec. Raises Unreadable for what is no text or has too many lines."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    if wide := _wide_without_bom(head):
        return wide
    if _looks_binary(head):
        raise Unreadable(Refusal.NOT_A_TABLE)
    seen = _look(path, limits)
    if not seen.sample:
        return "utf-8"
    if seen.continued >= 40 and seen.broken * 20 <= seen.continued:
        return "utf-8"
    return most_plausible(seen.sample)


def most_plausible(sample: bytes) -> str:
    """The encoding in which these bytes read most like a clinic's file."""
    scores = {encoding: plausibility(sample.decode(encoding, "replace")) for encoding in _CANDIDATES}
    scores["utf-8"] += 0.3  # nothing else turns into valid UTF-8 by chance, short words aside
    scores["mac-cyrillic"] -= 0.15  # hardly met, and shares most small letters with cp1251
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] >= _PLAUSIBLE:
        return best
    return _other_language(sample) or (best if scores[best] > 0 else _FALLBACK)


def _other_language(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes  # slow to load, and most files never ask for it

    guess = from_bytes(sample[:_HEAD]).best()
    if guess is None or guess.encoding in ("ascii", "utf_7") or guess.chaos > 0.1:
        return None
    return guess.encoding


def plausibility(text: str) -> float:
    """How much the non-ASCII part of a text reads like Russian, Chinese or accented Latin: -3 to 1.8."""
    weights = list(_weights(text))
    if not weights:
        return 0.0
    found = sum(
        1
        for word in {word.lower() for word in _WORD.findall(text)}
        if word in HEADING_WORDS and not word.isascii()
    )
    return sum(weights) / len(weights) + min(0.6, 0.2 * found)


def _weights(text: str) -> Iterator[float]:
    before = " "
    for place, letter in enumerate(text):
        if letter > "\x7f":
            after = text[place + 1] if place + 1 < len(text) else " "
            yield _weight(before, letter, after)
        before = letter


def _weight(before: str, letter: str, after: str) -> float:
    if "\u0400" <= letter <= "\u04ff":
        return _cyrillic_weight(before, letter, after)
    if "\u4e00" <= letter <= "\u9fff":
        return _han_weight(letter)
    if letter == "\ufffd" or letter < "\xa0" or "\ue000" <= letter <= "\uf8ff":
        return -3.0
    if "\u3000" <= letter <= "\u301f" or "\uff01" <= letter <= "\uff5e" or letter == "￥":
        return 0.5
    if "\xc0" <= letter <= "\u017f" and letter not in "×÷":
        return _latin_weight(before, letter, after)
    if letter in "€£¥§©®°±×" and ("а" <= before.lower() <= "я" or "а" <= after.lower() <= "я"):
        return -0.8
    if letter in "«»„“”‘’–—…•№°±×§©®€£¥₽\xa0·½¼²³":
        return 0.2
    return -0.8


def _cyrillic_weight(before: str, letter: str, after: str) -> float:
    low = letter.lower()
    if not ("а" <= low <= "я" or low == "ё"):
        return 0.3 if low in "іїєґў" else -1.0
    if (before.isalpha() and before.isascii()) or (after.isalpha() and after.isascii()):
        return -0.6
    if letter.isupper() and before.islower():
        return -1.0
    pairs = [pair for pair in (before + letter, letter + after) if pair.isalpha()]
    if not pairs:
        return 0.3
    return sum(1.0 if pair.lower() in RUSSIAN_PAIRS else -0.4 for pair in pairs) / len(pairs)


def _han_weight(letter: str) -> float:
    if letter in COMMON_HAN:
        return 1.2
    return 0.3 if _is_everyday(letter, "gb2312", 0xB0, 0xD7) or _is_everyday(letter, "big5", 0xA4, 0xC6) else -0.5


def _is_everyday(letter: str, encoding: str, first: int, last: int) -> bool:
    """Both national standards list the everyday characters first."""
    encoded = letter.encode(encoding, "ignore")
    return bool(encoded) and first <= encoded[0] <= last


def _latin_weight(before: str, letter: str, after: str) -> float:
    neighbours = [other for other in (before, after) if other.isalpha()]
    if any(not other.isascii() for other in neighbours):
        return -0.6
    if letter.isupper() and before.islower():
        return -0.6
    return 0.7 if neighbours else 0.0


def _wide_without_bom(head: bytes) -> str | None:
    if b"\0" not in head or len(head) < 4:
        return None
    shares = {encoding: _sane_share(head[: len(head) // 2 * 2].decode(encoding, "replace")) for encoding in _WIDE}
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares[best] >= _SANE_SHARE else None


def _sane_share(text: str) -> float:
    return sum(map(_is_sane, text)) / len(text)


def _is_sane(letter: str) -> bool:
    return (
        " " <= letter <= "~"
        or letter in "\r\n\t\ufeff«»–—№￥、。（）：，"
        or "А" <= letter <= "ё"
        or "\xa0" <= letter <= "\u017f"
        or ("\u4e00" <= letter <= "\u9fff" and _han_weight(letter) > 0)
        or "０" <= letter <= "９"
    )


def _looks_binary(head: bytes) -> bool:
    controls = sum(head.count(code) for code in range(32) if code not in (9, 10, 11, 12, 13, 26, 27))
    return controls > max(8, len(head) * _NULS_OF_A_BINARY)


def _look(path: Path, limits: Limits) -> _Seen:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    sample = bytearray()
    broken = continued = 0
    with path.open("rb") as file:
        lines = 0
        while piece := file.readline(_PIECE):
            lines += 1 if piece.endswith(b"\n") else piece.count(b"\r")
            if lines > limits.rows:
                raise Unreadable(Refusal.TOO_MANY_ROWS, limit=limits.rows)
            if piece.isascii():
                continue
            text = decoder.decode(piece)
            broken += text.count("\ufffd")
            continued += len(piece) - len(text)
            if len(sample) < _SAMPLE:
                sample += piece
    return _Seen(bytes(sample), broken, continued)
