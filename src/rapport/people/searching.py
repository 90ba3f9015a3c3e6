"""Finding people by whatever one remembers of them: part of a name in any script, pinyin, initials, the end of a
phone number, a file number, WeChat or e-mail (REC-1).

A query is read in up to three ways, and the first that finds somebody counts: as the beginning of one term (an
e-mail, a file number with a dash), as words that each begin a term, and as a piece from within the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from rapport.people import names
from rapport.people.models import SearchTerm
from rapport.people.models.patient import PatientQuerySet

_TERM_LENGTH = SearchTerm._meta.get_field("term").max_length
# terms of one person that may begin alike: so many rows are read for every person wanted
_TERMS_ALIKE = 6
# a word that begins this many terms is common: looking it up person by person ends sooner than listing all of them
_COMMON = 5_000

# the ways in which one word may be written in a term
Word = list[str]


def search(people: PatientQuerySet, q: str) -> PatientQuerySet:
    """Those of `people` whom `q` finds, as a filter: the caller sorts and pages.

    Nobody for a query in which there is nothing to look for.
    """
    words = names.query_terms(q)
    if not words:
        return people.none()
    for reading in _readings(words, q):
        found = people.filter(_having(reading))
        if found.order_by().exists():
            return found
    return people.filter(_within_name(q))


def best_matches(people: PatientQuerySet, q: str, limit: int) -> list[int]:
    """Ids of at most `limit` of `people` whom `q` finds, the closest first: terms that end where a word ends
    come before longer ones. Reads a stretch of the index, never all who match."""
    words = names.query_terms(q)
    if not words:
        return []
    for reading in _readings(words, q):
        if found := list(islice(_nearest(people, reading, limit), limit)):
            return found
    near = people.filter(_within_name(q)).order_by("sort_key", "pk")
    return list(near.values_list("pk", flat=True)[:limit])


def _readings(words: list[Word], q: str) -> Iterator[list[Word]]:
    whole = names.fold(q)[:_TERM_LENGTH]
    if " " in whole:
        yield [[whole]]
    yield words


def _nearest(people: PatientQuerySet, words: list[Word], limit: int) -> Iterator[int]:
    """Ids in the order of the terms of the longest word; each way to write it is a range of its own."""
    driving = max(words, key=lambda word: len(word[0]))
    seen: set[int] = set()
    for written in driving:
        terms = SearchTerm.objects.filter(_begins([written]), _is_one_of(people))
        for word in words:
            if word is not driving:
                terms = terms.filter(Exists(_terms_of("patient_id", word)))
        in_order = terms.order_by("term", "patient_id").values_list("patient_id", flat=True)
        for pk in in_order[: limit * _TERMS_ALIKE]:
            if pk not in seen:
                seen.add(pk)
                yield pk


def _is_one_of(people: PatientQuerySet) -> Exists:
    return Exists(people.order_by().filter(pk=OuterRef("patient_id")))


def _terms_of(person: str, word: Word) -> QuerySet[SearchTerm]:
    """The terms of the person in the outer column `person` that `word` begins."""
    return SearchTerm.objects.filter(_begins(word), patient=OuterRef(person))


def _begins(word: Word) -> Q:
    """Terms that begin with `word`, as ranges of the index."""
    return reduce(or_, (Q(term__gte=written, term__lt=written + "\U0010ffff") for written in word))


def _having(words: list[Word]) -> Q:
    """People for each of `words`: the rarest is listed, the others are looked up for those whom it leaves."""
    counts = [SearchTerm.objects.filter(_begins(word)).order_by()[:_COMMON].count() for word in words]
    rarest = min(range(len(words)), key=lambda place: (counts[place], -len(words[place][0])))
    found = Q()
    for place, word in enumerate(words):
        if place == rarest and (len(words) > 1 or counts[place] < _COMMON):
            found &= Q(pk__in=SearchTerm.objects.filter(_begins(word)).values("patient_id"))
        else:
            found &= Q(Exists(_terms_of("pk", word)))
    return found


def _within_name(q: str) -> Q:
    return Q(sort_key__contains=names.fold(q))
