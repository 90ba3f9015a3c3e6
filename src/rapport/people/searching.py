"""Finding people by whatever one remembers of them: part of a name in any script, pinyin, initials, the end of a
phone number, a file number, WeChat or e-mail (REC-1)."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from rapport.people import names
from rapport.people.models import SearchTerm
from rapport.people.models.patient import PatientQuerySet

_TERM_LENGTH = SearchTerm._meta.get_field("term").max_length
# terms of one person that may begin alike: so many rows are read for every person wanted
_TERMS_ALIKE = 6


def search(people: PatientQuerySet, q: str) -> PatientQuerySet:
    """Those of `people` whom `q` finds, as a filter: the caller sorts and pages.

    Every word must begin a term of the person. Only when that finds nobody, `q` may stand anywhere in the name.
    Nobody for a query in which there is nothing to look for.
    """
    words = names.query_terms(q)
    if not words:
        return people.none()
    found = people.filter(_whole(q) | _every(words))
    return found if found.order_by().exists() else _within_name(people, q)


def best_matches(people: PatientQuerySet, q: str, limit: int) -> list[int]:
    """Ids of at most `limit` of `people` whom `q` finds, the closest first: terms that end where a word ends
    come before longer ones. Reads a stretch of the index, never all who match."""
    words = names.query_terms(q)
    if not words:
        return []
    driving = max(words, key=lambda alternatives: len(alternatives[0]))
    terms = SearchTerm.objects.filter(_begins(driving) | _begins([_folded(q)]))
    for word in words:
        if word is not driving:
            also = SearchTerm.objects.filter(_begins(word), patient=OuterRef("patient_id"))
            terms = terms.filter(Exists(also) | _begins([_folded(q)]))
    terms = terms.filter(Exists(people.order_by().filter(pk=OuterRef("patient_id"))))
    near = terms.order_by("term", "patient_id").values_list("patient_id", flat=True)[: limit * _TERMS_ALIKE]
    found = list(dict.fromkeys(near))[:limit]
    return found or list(_within_name(people, q).order_by("sort_key", "pk").values_list("pk", flat=True)[:limit])


def _folded(q: str) -> str:
    return names.fold(q)[:_TERM_LENGTH]


def _begins(alternatives: list[str]) -> Q:
    """Terms that begin with one of `alternatives`, as ranges of the index."""
    return reduce(or_, (Q(term__gte=word, term__lt=word + "\U0010ffff") for word in alternatives))


def _having(condition: Q) -> Q:
    return Q(pk__in=SearchTerm.objects.filter(condition).values("patient_id"))


def _every(words: list[list[str]]) -> Q:
    return reduce(lambda found, word: found & _having(_begins(word)), words, Q())


def _whole(q: str) -> Q:
    """An e-mail or a file number is one term, though a query falls into words at its points and dashes."""
    return _having(_begins([_folded(q)]))


def _within_name(people: PatientQuerySet, q: str) -> PatientQuerySet:
    return people.filter(sort_key__contains=names.fold(q))
