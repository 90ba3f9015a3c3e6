"""Free text as those may read it who see no contacts or no amounts: people write both into notes and wishes.

In doubt it hides; but days, file numbers and teeth stay, without which the text says nothing.
"""

from __future__ import annotations

import re

from rapport.lib import fdi
from rapport.lib.masking import DOTS, mask_email, mask_phone

_EMAIL = r"[^\s@<>,;:]+@[^\s@<>,;]+"

_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
# 2026-11-22, 22.11.2026 or 22.11.26, 11/22/2026, 20261122, with the hour after them; 2019–2026
_DATE = rf"""(?<!\d)(?:
    {_YEAR}(?P<iso>[-./]){_MONTH}(?P=iso){_DAY}
  | {_DAY}(?P<dots>[-./]){_MONTH}(?P=dots)(?:{_YEAR}|\d\d)
  | {_MONTH}/{_DAY}/{_YEAR}
  | {_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])
  | {_YEAR}\s?[-–—]\s?{_YEAR}
)(?!\d)(?:[ T]\d\d?:\d\d(?::\d\d)?)?"""

# 病历号 2024000123, карта № 0012345, F1204567; a mobile number after such a word is one all the same
_MOBILE = r"(?:(?:86)?1[3-9]\d{9}|[78]\d{10})(?!\d)"
_FILE = rf"""(?:
    (?:\b(?:file|chart|record|карт\w*|амб\w*)|病历|病例|档案|编号|[№\#])(?:[\s№\#:：.号]|\bno\b)*(?!{_MOBILE})\d+
  | (?<![^\W\d_])[^\W\d_]-?\d{{4,9}}
)(?![\s().-]{{0,2}}\d)"""

_FIGURE = r"(?:\d{1,3}(?:[\s,.'’]\d{3})+(?:[.,]\d\d?)?|\d+(?:[.,]\d+)?)(?!\d)"
_THOUSANDS = r"(?:[万萬]|(?:тыс|млн)\b\.?|тысяч\w*|т\.\s?р\b\.?)"
_SUM = rf"{_FIGURE}(?:\s?(?:{_THOUSANDS}|[千百kк]))?"
_SUMS = rf"{_SUM}(?:\s?[-–—~～至到]\s?{_SUM})?"
_SPELT = r"[一二两三四五六七八九十百千万零几]{1,12}"
_CODE = r"(?:[¥￥₽₸$€£]|\b(?:rmb|cny|usd|eur|rub|kzt)|人民币)"
_MONEY = (
    r"(?:[¥￥₽₸$€£元圆]|块钱|人民币|(?:rmb|cny|usd|eur|rub|kzt)\b"
    r"|(?:руб|тенге)\w*|тг\b|(?:yuan|dollar|euro|rouble|ruble|tenge)s?\b)"
)
# 5 万, 20 тыс. and 15 т.р. are money where nothing else is counted in thousands; 500 块 and 500 р. are prices,
# but 3 块 are three pieces, and 2 р. в день is twice a day
_AMOUNT = rf"""(?<![\d.,])(?:
    {_CODE}\s?{_SUMS}
  | {_SUMS}(?=\s?{_MONEY})
  | {_FIGURE}\s?{_THOUSANDS}
  | {_FIGURE}(?=\s?(?:块|р\b))(?<=\d\d\d)
  | {_SPELT}(?=元|块钱|人民币)
)"""

# +7 (701) 123-45-67, 138 0013 8000, 138–0013–8000: ten digits in a row are a number of their own, fewer are one
# with their neighbours, up to the next such number, day or amount
_APART = r"[\s().\-‐‑–—－~_·\u200b\u2060\ufeff]{0,3}"
_STARTS_ANEW = rf"(?<!\d)(?:\d{{10}}|{_AMOUNT}|{_YEAR}[-.]\d\d?[-.]\d|\d\d?[-.]\d\d?[-.]{_YEAR})"
_NUMBER = rf"\+?(?:(?<!\d)\d{{10,}}|\d(?:{_APART}(?!{_STARTS_ANEW})\d){{6,}})"

_TOLD = re.compile(
    rf"(?P<email>{_EMAIL})|(?P<amount>{_AMOUNT})|(?P<date>{_DATE})|(?P<file>{_FILE})|(?P<number>{_NUMBER})",
    re.IGNORECASE | re.VERBOSE,
)
_DIGITS, _GROUPS = re.compile(r"\d"), re.compile(r"\d+")
_DECIMAL = re.compile(r"(?<!\d)\d\d?\.\d(?!\d)")


def mask_contacts(text: str) -> str:
    """`text` without the phone numbers and e-mail addresses in it."""
    return readable(text, contacts=False, money=True)


def mask_all(text: str) -> str:
    """`text` as a name to choose by, where nobody needs the contacts and amounts in it."""
    return readable(text, contacts=False, money=False)


def readable(text: str, *, contacts: bool, money: bool) -> str:
    """`text` for a reader who sees contacts, or who sees amounts; for one who sees both, as it stands."""
    if contacts and money:
        return text

    def shown(found: re.Match[str]) -> str:
        what, words = found.lastgroup, found[0]
        if what == "amount":
            return words if money else _without_digits(words)
        if what == "email":
            return words if contacts else mask_email(words)
        hidden = what == "number" and not contacts and not _is_of_care(words)
        return mask_phone(words) if hidden else words

    return _TOLD.sub(shown, text)


def _without_digits(amount: str) -> str:
    """¥•••: that there was an amount, and in which currency."""
    sign = re.match(rf"{_CODE}\s?", amount, re.IGNORECASE)
    return f"{sign[0] if sign else ''}{DOTS}"


def _is_of_care(run: str) -> bool:
    """Teeth one after another (14 15 16 17), measures (4.0 10.0 3.5): not a phone number."""
    groups = _GROUPS.findall(run)
    teeth = all(len(group) == 2 and fdi.is_tooth(group) for group in groups)
    return not run.startswith("+") and (teeth or bool(_DECIMAL.search(run)))
