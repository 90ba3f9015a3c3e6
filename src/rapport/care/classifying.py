"""From a price list's code and name to the category of treatment. Nothing is dropped, slips are told."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapport.care.categories import Category
from rapport.care.price_codes import CDT_RANGES, ORDER_804N, SEALANTS
from rapport.care.treatment_words import CHILD, WORDS
from rapport.lib.folding import folded, plain

__all__ = ["Category", "Classified", "classify"]

Problem = Literal["code_malformed", "code_unknown"]


@dataclass(frozen=True, slots=True)
class Classified:
    """`category` is None where neither code nor name says it; `code` is in canonical form as far as it has one.

    `problem`: code_malformed (meant as CDT or 804н, misspelt), code_unknown (well formed, not in its list).
    """

    category: Category | None
    code: str
    problem: Problem | None = None
    by: Literal["code", "name"] | None = None


@dataclass(frozen=True, slots=True)
class _Code:
    text: str
    category: Category | None
    problem: Problem | None = None
    firm: bool = True  # a bare number may as well be the clinic's own


_LATIN = str.maketrans("АВДOО", "ABD00")
_CDT = re.compile(r"(D?)[\s.-]*(\d{4})(?:\.0+)?")
_CDT_MEANT = re.compile(r"D\s*\d+[A-Z]?")
_804N = re.compile(r"([AB])[\s.]*(\d\d)[\s.,]*(\d\d)[\s.,]*(\d{3})(?:[\s.,]*(\d{3}))?(?:[\s.,]*(\d{3}))?")
_804N_B = re.compile(r"(B)[\s.]*(\d\d)[\s.,]*(\d{3})[\s.,]*(\d{3})(?:[\s.,]*(\d{2,3}))?")
_804N_MEANT = re.compile(r"[AB]\s*\d\d?[\s.,]+\d.*|[AB]\d{7,}.*")


@lru_cache(maxsize=32768)
def classify(code: str, name: str) -> Classified:
    """The category of a treatment by its code (CDT, 804н), else by its name in Chinese, Russian or English."""
    known = _read(code)
    by_name = _by_name(name)
    if known.text in SEALANTS and _speaks_of(_CHILD, name):
        return Classified(Category.PAEDIATRIC, known.text, by="name")
    if known.category is not None and (known.firm or by_name is None or name.isascii()):
        return Classified(known.category, known.text, by="code")
    if by_name is not None:
        # a bare number beside a name that is not English is the clinic's own, whatever CDT means by it
        own = known.text if known.firm else known.text.removeprefix("D")
        return Classified(by_name, own, known.problem, by="name")
    return Classified(None, known.text, known.problem)


@lru_cache(maxsize=8192)
def _read(code: str) -> _Code:
    text = re.sub(r"\s+", " ", plain(code).upper())
    if not text:
        return _Code("", None)
    lookalike = text.translate(_LATIN)
    if match := _CDT.fullmatch(lookalike):
        return _cdt(match[1], match[2])
    if match := _804N_B.fullmatch(lookalike) or _804N.fullmatch(lookalike):
        return _order_804n(match)
    meant = _CDT_MEANT.fullmatch(lookalike) or _804N_MEANT.fullmatch(lookalike)
    return _Code(text, None, "code_malformed" if meant else None)


def _cdt(letter: str, digits: str) -> _Code:
    number = int(digits)
    category = next((found for first, last, found in CDT_RANGES if first <= number <= last), None)
    if not letter and category is None:
        return _Code(digits, None)
    return _Code(f"D{digits}", category, None if category else "code_unknown", firm=bool(letter))


def _order_804n(match: re.Match[str]) -> _Code:
    letter, *groups = match.groups()
    code = letter + ".".join(group for group in groups if group)
    parts = code.split(".")
    beginnings = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    category = next((ORDER_804N[beginning] for beginning in beginnings if beginning in ORDER_804N), None)
    return _Code(code, category, None if category else "code_unknown")


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Russian and English words as beginnings of words, Chinese ones anywhere."""
    han = [word for word in words if ord(word[-1]) > 0x2E80]
    stems = [re.escape(word) for word in words if ord(word[-1]) <= 0x2E80]
    return re.compile("|".join([*han, rf"\b(?:{'|'.join(stems)})"]))


_PATTERNS = tuple((category, _pattern(words.split("|"))) for category, words in WORDS)
_CHILD = _pattern(CHILD.split("|"))


def _speaks_of(pattern: re.Pattern[str], name: str) -> bool:
    return bool(pattern.search(folded(name)))


def _by_name(name: str) -> Category | None:
    text = folded(name)
    if not text:
        return None
    return next((category for category, pattern in _PATTERNS if pattern.search(text)), None)
