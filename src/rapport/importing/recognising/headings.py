"""What a heading claims to hold: known words first, then words within it, then words like it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from rapport.importing.reading.headings import GROUPED
from rapport.importing.recognising import words_de, words_en, words_kk, words_ru, words_zh
from rapport.importing.recognising.fields import FIELDS, Kind
from rapport.lib.folding import folded, plain, simplified


class Why(StrEnum):
    """Why a column was taken for what it is, or left out."""

    HEADING = "heading"
    SIMILAR = "similar"
    CONTENT = "content"
    NOT_OURS = "not_ours"
    UNKNOWN = "unknown"


class Claim(NamedTuple):
    field: str
    strength: float
    why: Why


_LANGUAGES = (words_zh, words_ru, words_kk, words_en, words_de)
_UNITS = re.compile(
    r"\s+(?:руб|р|rub|rmb|cny|usd|kzt|тенге|теңге|тг|元|мин|min|mins|шт|в рублях|分钟|必填|обязательно|"
    r"required)$|(?<=[\u4e00-\u9fff])(?:元|必填)$"
)
_NUMBERED = re.compile(r"\s*\d{1,2}$")
_BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]|\*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_GENERIC_WORDS = (
    "номер|код|дата|время|название|наименование|number|code|name|date|time|type|day|from|"
    "编号|日期|时间|代码|名称|类型|编码"
)
_GENERIC = frozenset(_GENERIC_WORDS.split("|"))
"""Words that say something only when they stand alone."""
_GUARDS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile(r"кол во|количеств|число|quantity|数量"), frozenset({"quantity"})),
    (
        re.compile(r"последн|следующ|last|next|最近|最后|上次|下次|次数|累计|count\b|total visits"),
        frozenset(),
    ),
    (
        re.compile(
            r"администр|оператор|ассистент|медсестр|кассир|менеджер|护士|助理|操作|人员|创建人|录入人|"
            r"咨询师|user|staff|cashier|assistant|manager"
        ),
        frozenset(),
    ),
    (
        re.compile(
            r"паспорт|снилс|инн\b|\bдул\b|полис|身份证|证件|passport|ssn|social security|insur|страхов|保险|社保"
        ),
        frozenset(),
    ),
    (
        re.compile(r"врач|доктор|дәрігер|специалист|医生|医师|doctor|dentist|provider|hygienist"),
        frozenset({"dentist"}),
    ),
    (
        re.compile(
            r"\bмат[ье]р|\bмам|отец|\bотц|\bпап[аы]|родител|опекун|представител|监护|家长|父亲|母亲|紧急|"
            r"联系人|guardian|parent|mother|father|emergency"
        ),
        frozenset({"guardian", "guardian_phone"}),
    ),
    (re.compile(r"рекоменд|направи|介绍|推荐|refer"), frozenset({"referrer", "source"})),
    (re.compile(r"скидк|优惠|折扣|减免|discount"), frozenset({"discount"})),
    (re.compile(r"возврат|退费|退款|refund"), frozenset({"refund"})),
    (re.compile(r"возраст|年龄|\bage\b|полных лет"), frozenset()),
)


@lru_cache(maxsize=16384)
def claims(kind: Kind, heading: str) -> tuple[Claim, ...]:
    """The fields of `kind` that a heading may stand for, the strongest first; none where unknown or not ours."""
    group, _, own = heading.rpartition(GROUPED)
    if group:
        return _in_group(kind, heading, own)
    forms = _forms(heading)
    for form in forms:
        if known := _tables()[kind].get(_compact(form)):
            return known
        if _compact(form) in _ignored():
            return ()
    halves = [known for half in _halves(heading) for known in _tables()[kind].get(_compact(half), ())]
    if halves:
        return tuple(halves)
    if any(_compact(half) in _ignored() for half in _halves(heading)):
        return ()
    return _within(kind, forms[-1]) or _alike(kind, forms[-1]) if forms else ()


def _in_group(kind: Kind, heading: str, own: str) -> tuple[Claim, ...]:
    """What the group and its column say together, and what the column says alone: «Пациент · Телефон» is a phone,
    «Мама · Телефон» none of the patient's."""
    whole = folded(heading)
    known = _tables()[kind].get(_compact(whole), ())
    alone = _weaker(claims(kind, own), 0.9, whole)
    return (*known, *(claim for claim in alone if claim.field not in {one.field for one in known}))


def is_known_elsewhere(heading: str) -> bool:
    """Whether the heading is one we know and leave aside."""
    return any(_compact(form) in _ignored() for form in _forms(heading))


def sheet_kinds(sheet_name: str) -> frozenset[Kind]:
    """The kinds of which the name of a sheet or file speaks."""
    name = folded(sheet_name)
    return frozenset(
        kind
        for kind in Kind
        for words in _LANGUAGES
        for word in words.SHEETS[kind].split("|")
        if folded(word) in name
    )


@lru_cache(maxsize=4096)
def _forms(heading: str) -> tuple[str, ...]:
    """The heading whole, without what stands in brackets, without its unit, without its number."""
    whole = folded(heading)
    bare = folded(_BRACKETS.sub(" ", plain(heading)))
    unitless = _UNITS.sub("", bare)
    forms = dict.fromkeys(form for form in (whole, bare, unitless, _NUMBERED.sub("", unitless)) if form)
    return tuple(forms)


@lru_cache(maxsize=4096)
def _halves(heading: str) -> tuple[str, ...]:
    """A heading in two languages: «Услуга / Service»."""
    halves = [folded(half) for half in re.split(r"[/|\n]", plain(heading))]
    return tuple(half for half in halves if len(half) > 2) if len(halves) == 2 else ()


def _compact(form: str) -> str:
    return form.replace(" ", "")


def _within(kind: Kind, form: str) -> tuple[Claim, ...]:
    """The longest known word that stands whole in the heading («Телефон пациента основной»)."""
    best: tuple[int, tuple[Claim, ...]] = (0, ())
    for word, found in _phrases()[kind].items():
        if len(word) > best[0] and word not in _GENERIC and _stands_in(word, form):
            best = (len(word), found)
    length, found = best
    return _weaker(found, 0.5 + 0.4 * length / max(len(form), 1), form)


def _stands_in(word: str, form: str) -> bool:
    """Chinese puts the noun last (会员来源 is a source, 家族史 no family); the others are looked through whole."""
    if _HAN.search(word):
        return len(word) >= 2 and form.endswith(word)
    return len(word) >= 3 and f" {word} " in f" {form} "


def _alike(kind: Kind, form: str) -> tuple[Claim, ...]:
    """A known word that differs by a slip («Телефн», «Brith date»)."""
    key = _compact(form)
    if len(key) < 5 or _HAN.search(key):
        return ()
    match = process.extractOne(key, _tables()[kind].keys(), scorer=fuzz.ratio, score_cutoff=84)
    return _weaker(_tables()[kind][match[0]], 0.85 * match[1] / 100, form) if match else ()


def _weaker(found: tuple[Claim, ...], strength: float, form: str) -> tuple[Claim, ...]:
    allowed = next((fields for pattern, fields in _GUARDS if pattern.search(form)), None)
    return tuple(
        Claim(claim.field, strength * claim.strength, Why.SIMILAR)
        for claim in found
        if allowed is None or claim.field in allowed
    )


def _entries() -> Iterator[tuple[Kind, str, str, float]]:
    """Kind, field, folded heading, strength."""
    for words in _LANGUAGES:
        for key, line in words.HEADINGS.items():
            only, _, name = key.rpartition(".")
            for kind in Kind:
                if only in ("", kind) and name in {field.name for field in FIELDS[kind]}:
                    for word in line.split("|"):
                        yield kind, name, folded(word.removeprefix("~")), 0.85 if word.startswith("~") else 1.0


@lru_cache(maxsize=1)
def _phrases() -> dict[Kind, dict[str, tuple[Claim, ...]]]:
    """Kind → folded heading, with its spaces → claims."""
    found: dict[Kind, dict[str, dict[str, float]]] = {kind: defaultdict(dict) for kind in Kind}
    for kind, name, word, strength in _entries():
        if word:
            found[kind][word][name] = max(strength, found[kind][word].get(name, 0))
    return {kind: {word: _sorted(fields) for word, fields in words.items()} for kind, words in found.items()}


def _sorted(fields: dict[str, float]) -> tuple[Claim, ...]:
    strongest = sorted(fields.items(), key=lambda item: -item[1])
    return tuple(Claim(name, strength, Why.HEADING) for name, strength in strongest)


@lru_cache(maxsize=1)
def _tables() -> dict[Kind, dict[str, tuple[Claim, ...]]]:
    return {kind: {_compact(word): found for word, found in words.items()} for kind, words in _phrases().items()}


@lru_cache(maxsize=1)
def _ignored() -> frozenset[str]:
    return frozenset(
        _compact(folded(simplified(word))) for words in _LANGUAGES for word in words.IGNORED.split("|")
    )
