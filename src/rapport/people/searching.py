"""Finding people by whatever one remembers of them: part of a name in any script, pinyin, initials, the end of a
phone number, a file number, WeChat or e-mail (REC-1).

A query can be read in several ways (names.query_readings), and the first that finds somebody counts; when none
does, as a piece from within a name. A reading is some words that all must fit; one of them drives: the index is
read along it, in the order wanted, and the other words and filters are looked up for the few people so met.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models.functions import Length

from rapport.people import names
from rapport.people.models import NameWord
from rapport.people.models.patient import PatientQuerySet
from rapport.people.term_index import BY_NAME, BY_NAME_DOWN, CLOSEST, LAST, Order, Place, Reading, Word

# shorter pieces from within a name would find almost everyone
_SHORTEST_PIECE = 3
# a piece is looked for in so many words, the shortest first
_MOST_WORDS_AROUND = 50


def search(people: PatientQuerySet, q: str) -> PatientQuerySet:
    """Those of `people` whom `q` finds, as a filter: the caller sorts and pages.

    Nobody for a query in which there is nothing to look for.
    """
    reading = _reading(people, q)
    return reading.narrow(people) if reading else people.none()


def best_matches(people: PatientQuerySet, q: str, limit: int) -> list[int]:
    """Ids of at most `limit` of `people` whom `q` finds, the closest first: who is called so from the surname on,
    then whole words before beginnings, then by name. Reads a stretch of an index, never all who match."""
    called = _called(people, q, limit)
    if len(called) == limit:
        return called
    return list(dict.fromkeys((*called, *_first_of_likeliest(people, q, CLOSEST, limit))))[:limit]


def _called(people: PatientQuerySet, q: str, limit: int) -> list[int]:
    """Those whose names begin with the words of `q`, surname first (иванов м)."""
    key = names.beginning_of_key(q)
    if not key:
        return []
    so = people.filter(sort_key__gte=key, sort_key__lt=key + LAST).order_by("sort_key", "pk")
    return list(so.values_list("pk", flat=True)[:limit])


def first_by_name(
    people: PatientQuerySet, q: str, limit: int, *, beyond: Place | None = None, descending: bool = False
) -> list[int]:
    """Ids of the first `limit` of those whom `search` finds, in the order of their names, `beyond` a place in it.

    The list of a common name costs a page of it: the index of terms holds the order, the records wait.
    """
    order = BY_NAME_DOWN if descending else BY_NAME
    if beyond is None:
        return _first_of_likeliest(people, q, order, limit)
    reading = _reading(people, q)
    return reading.first(people, order, limit, beyond) if reading else []


def _first_of_likeliest(people: PatientQuerySet, q: str, order: Order, limit: int) -> list[int]:
    return next(filter(None, (reading.first(people, order, limit) for reading in _readings(people, q))), [])


def _reading(people: PatientQuerySet, q: str) -> Reading | None:
    """The one that counts."""
    return next((one for one in _readings(people, q) if one.first(people, CLOSEST, 1)), None)


def _readings(people: PatientQuerySet, q: str) -> Iterator[Reading]:
    for words in names.query_readings(q):
        yield Reading.of([Word(tuple(written)) for written in words], people.at_branches)
    if around := _words_around(q):
        yield Reading.of([Word(exact=around)], people.at_branches)


def _words_around(q: str) -> tuple[str, ...]:
    """The terms of names that hold `q` somewhere in the middle."""
    piece = names.fold(q)
    if len(piece) < _SHORTEST_PIECE or piece.isdigit():
        return ()
    found = NameWord.objects.filter(word__contains=piece).order_by(Length("word"), "word")
    return tuple(found.values_list("word", flat=True)[:_MOST_WORDS_AROUND])
