"""Measures search on the database of the environment (bench.search starts it once for each) and prints JSON."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from statistics import quantiles
from typing import Any

from rapport.config import ready

SEED = 11
COMMONEST = (
    "Smith",
    "王",
    "wang",
    "y",
    "an",
    "小",
    "иванов м",
    "smith a",
    "1",
    "138",
    "13800012",
    "nobodyatall",
    "инов",
)


def main(patients: int, queries: int) -> dict[str, Any]:
    ready.set_up()
    ready.bring_up_to_date()
    from bench.crowd import crowd, fill
    from rapport.people.models import Patient, SearchTerm
    from rapport.staff.actions import add_user

    begun = time.perf_counter()
    branches = fill(patients)
    _settle()
    fill_s = time.perf_counter() - begun
    print(f"{patients} people written in {fill_s:.0f} s", file=sys.stderr)
    small = add_user("small", name="Small", password=None, roles=[("owner", branches[-1])], language="en")
    chance = random.Random(SEED)
    drawn = frozenset(chance.sample(range(1, patients + 1), min(patients, queries * 40)))
    members = [one for one in crowd(patients, [branch.pk for branch in branches]) if one.number in drawn]
    asked = {kind: _questions(make, members, chance, queries) for kind, make in KINDS.items()}
    everyone, few = Patient.objects.all(), Patient.objects.visible_to(small)
    return {
        "fill_s": fill_s,
        "megabytes": _megabytes(),
        "terms": SearchTerm.objects.count(),
        "missed": sum(map(_missed, asked.values())),
        "load_ms": _p95([partial(Patient.objects.get, pk=pk) for pk in sorted(drawn)[: queries * 5]]),
        "p95_ms": {
            kind: _columns([q for _pk, q in questions], everyone, few) for kind, questions in asked.items()
        },
        "common_ms": {q: _columns([q] * 5, everyone, few) for q in COMMONEST},
    }


# each makes a query out of a person, None where that cannot be


def _chinese(one: Any, chance: random.Random) -> str | None:
    full = one.name.full
    return chance.choice((full, full[:2], full[1:], full[:1], full[-1:])) if full[0] >= "一" else None


def _pinyin(one: Any, chance: random.Random) -> str | None:
    from rapport.people.names.pinyin import given_syllables, surname_syllables, toneless

    if one.name.full[0] < "一":
        return None
    family, given = toneless(surname_syllables(one.name.family)), toneless(given_syllables(one.name.given))
    return chance.choice((family, family + given, given, f"{family} {given}", family + given[:1], family[:3]))


def _initials(one: Any, chance: random.Random) -> str | None:
    from rapport.people.names.pinyin import syllable

    return "".join(syllable(sign)[:1] for sign in one.name.full) if one.name.full[0] >= "一" else None


_SPELLINGS = (
    {"х": "kh", "ю": "iu", "я": "ia", "щ": "shch", "ц": "ts", "й": "i", "ы": "y", "ё": "e"},
    {"х": "h", "ю": "yu", "я": "ya", "щ": "sch", "ц": "ts", "й": "y", "ы": "y", "ё": "yo"},
    {"х": "x", "ю": "ju", "я": "ja", "щ": "sch", "ц": "ts", "й": "j", "ы": "y", "ё": "e"},
)


def _latin(one: Any, chance: random.Random) -> str | None:
    from rapport.people.names.latin import passport

    if not _is_cyrillic(one):
        return None
    table = str.maketrans(chance.choice(_SPELLINGS))
    family, given = (passport(part.lower().translate(table)) for part in (one.name.family, one.name.given))
    return chance.choice((family, given, f"{family} {given[:1]}", f"{given} {family}", family[:4]))


def _cyrillic(one: Any, chance: random.Random) -> str | None:
    if not _is_cyrillic(one) or "ё" not in one.name.full.lower():
        return None
    full = chance.choice((one.name.full, one.name.full.replace("ё", "е")))
    family, given, middle = full.split()
    return chance.choice((full, family, f"{family} {given[:1]}", f"{given} {middle}", middle))


def _phone(one: Any, chance: random.Random) -> str | None:
    national = one.phone[3:]
    grouped = f"{national[:3]} {national[3:7]} {national[7:]}"
    return chance.choice((national[-4:], national[-7:], national, grouped, one.phone, national[-3:]))


def _number(one: Any, chance: random.Random) -> str | None:
    return chance.choice((one.file_number, one.file_number.lstrip("0"), one.wechat, one.wechat[:8]))


def _is_cyrillic(one: Any) -> bool:
    return "А" <= one.name.full[0] <= "я"


KINDS: dict[str, Callable[[Any, random.Random], str | None]] = {
    "part of a Chinese name": _chinese,
    "pinyin": _pinyin,
    "initials": _initials,
    "Latin for Cyrillic": _latin,
    "Cyrillic with ё": _cyrillic,
    "phone": _phone,
    "file number, WeChat": _number,
}


def _questions(
    make: Callable[[Any, random.Random], str | None], members: Iterable[Any], chance: random.Random, wanted: int
) -> list[tuple[int, str]]:
    found = [(one.number, q) for one in members if (q := make(one, chance))]
    return found[:wanted]


def _missed(questions: Iterable[tuple[int, str]]) -> int:
    """How many were not found by the query that was made from them."""
    from rapport.people.models import Patient
    from rapport.people.searching import search

    everyone = Patient.objects.all()
    return sum(not search(everyone, q).filter(pk=pk).exists() for pk, q in questions)


def _columns(queries: Sequence[str], everyone: Any, few: Any) -> list[float]:
    from rapport.people.searching import best_matches, first_by_name

    return [
        _p95([partial(find, people, q, size) for q in queries])
        for people in (everyone, few)
        for find, size in ((best_matches, 8), (first_by_name, 51))
    ]


def _p95(works: Sequence[Callable[[], object]]) -> float:
    """95th percentile in ms, after a round to warm up; of five or fewer the longest of all but the first."""
    taken = []
    for work in [works[0], *works]:
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return quantiles(taken[1:], n=20)[-1] if len(works) > 5 else max(taken[1:])


def _settle() -> None:
    """What PostgreSQL does by itself before long; nobody does it on SQLite."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _megabytes() -> int:
    from django.db import connection

    size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    if connection.vendor == "postgresql":
        size = "SELECT pg_database_size(current_database())"
    with connection.cursor() as cursor:
        cursor.execute(size)
        return int(cursor.fetchone()[0]) // 1_000_000


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2])), ensure_ascii=False))
