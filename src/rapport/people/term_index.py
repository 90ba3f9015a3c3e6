"""The index of terms, read along one word of a query: whose terms begin so, in which order, at which branches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from rapport.people.models import SearchTerm
from rapport.people.models.patient import PatientQuerySet

# columns of the index
Order = tuple[str, ...]

CLOSEST: Order = ("term", "sort_key", "patient_id")
BY_NAME: Order = ("sort_key", "patient_id")
BY_NAME_DOWN: Order = ("-sort_key", "-patient_id")

# where in the order of names somebody stands: their sort key and id
Place = tuple[str, int]

# terms of one person that may begin alike: so many rows are read for every person wanted
_TERMS_ALIKE = 6
_MOST_TERMS_ALIKE = 40
# a word that begins this many terms need not be counted on: no other is likely to be much rarer
_COMMON = 20_000
# a word that begins this many terms belongs to a crowd: going through everyone by name soon meets a page of them
_CROWD = 100_000


@dataclass(frozen=True)
class Word:
    """One word of a query: terms that begin with one of `written`, or are one of `exact`."""

    written: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()

    def ranges(self) -> list[Q]:
        """The stretches of the index where such terms stand."""
        begun = [Q(term__gte=written, term__lt=written + "\U0010ffff") for written in self.written]
        return [*begun, Q(term__in=self.exact)] if self.exact else begun

    def terms_of(self, person: str) -> QuerySet[SearchTerm]:
        """Such terms of the person in the outer column `person`."""
        return SearchTerm.objects.filter(reduce(or_, self.ranges()), patient=OuterRef(person))

    def count(self, branches: frozenset[int] | None, most: int) -> int:
        """How many such terms there are, counted up to `most`."""
        counted = 0
        for stretch in self.ranges():
            counted += _at(branches).filter(stretch).values("term")[: most - counted].count()
            if counted >= most:
                break
        return counted


def _at(branches: frozenset[int] | None) -> QuerySet[SearchTerm]:
    terms = SearchTerm.objects.order_by()
    return terms if branches is None else terms.filter(branch__in=branches)


# of the index: whose term, which, and the name by which the person is sorted
Row = tuple[int, str, str]


@dataclass(frozen=True)
class Reading:
    """One way to read a query: people at `branches` who have a term for `driver` and one for each of `others`."""

    driver: Word
    others: tuple[Word, ...]
    branches: frozenset[int] | None

    @classmethod
    def of(cls, words: Sequence[Word], branches: frozenset[int] | None) -> Reading:
        """The rarest of `words` drives, the longest of those that are all common."""
        if len(words) == 1:
            return cls(words[0], (), branches)
        rare = {word: (word.count(branches, _COMMON), -len(word.written[0])) for word in words}
        driver = min(words, key=rare.__getitem__)
        return cls(driver, tuple(word for word in words if word is not driver), branches)

    def narrow(self, people: PatientQuerySet) -> PatientQuerySet:
        """Those of `people` who match: few are listed, a crowd is looked up person by person."""
        if self.driver.count(self.branches, _COMMON) < _COMMON:
            listed = reduce(or_, self.driver.ranges())
            people = people.filter(pk__in=_at(self.branches).filter(listed).values("patient_id"))
        else:
            people = people.filter(Exists(self.driver.terms_of("pk")))
        return people.filter(*(Exists(word.terms_of("pk")) for word in self.others))

    def first(self, people: PatientQuerySet, order: Order, limit: int, beyond: Place | None = None) -> list[int]:
        """Ids of the first `limit` of `people` who match, in `order`."""
        if order is not CLOSEST and self.driver.count(self.branches, _CROWD) == _CROWD:
            return self._through_everyone(people, order, limit, beyond)
        terms = _at(self.branches).filter(_beyond(order, beyond, "patient_id"))
        met, all_of_them = self._along(terms, order, limit * _TERMS_ALIKE)
        found = self._passing(people, met)
        if len(found) < limit and not all_of_them:  # filters let only a few through: the database looks for them
            terms = terms.filter(
                Exists(people.order_by().filter(pk=OuterRef("patient_id"))),
                *(Exists(word.terms_of("patient_id")) for word in self.others),
            )
            found, _all = self._along(terms, order, limit * _MOST_TERMS_ALIKE)
        return found[:limit]

    def _passing(self, people: PatientQuerySet, met: list[int]) -> list[int]:
        others = [Exists(word.terms_of("pk")) for word in self.others]
        passing = set(people.order_by().filter(*others, pk__in=met).values_list("pk", flat=True))
        return [pk for pk in met if pk in passing]

    def _through_everyone(
        self, people: PatientQuerySet, order: Order, limit: int, beyond: Place | None
    ) -> list[int]:
        by = [column.replace("patient_id", "pk") for column in order]
        further = self.narrow(people).filter(_beyond(order, beyond, "pk"))
        return list(further.order_by(*by).values_list("pk", flat=True)[:limit])

    def _along(self, terms: QuerySet[SearchTerm], order: Order, most: int) -> tuple[list[int], bool]:
        """Whose the first terms of the driver are, each person once, and whether these are all. `most` rows are
        read of each stretch; what stands beyond the end of a stretch not read to its end is left for later."""
        rows: list[tuple[tuple[Any, ...], int]] = []
        ends = []
        for place, stretch in enumerate(self.driver.ranges()):
            found = terms.filter(stretch).order_by(*order).values_list("patient_id", "term", "sort_key")[:most]
            ranked = [(self._rank(order, place, row), row[0]) for row in found]
            rows += ranked
            if len(ranked) == most:
                ends.append(ranked[-1])
        backwards = order[0].startswith("-")
        rows.sort(reverse=backwards)
        if ends:
            end = max(ends) if backwards else min(ends)
            rows = rows[: rows.index(end) + 1]
        return list(dict.fromkeys(pk for _rank, pk in rows)), not ends

    def _rank(self, order: Order, place: int, row: Row) -> tuple[Any, ...]:
        """Where a row belongs among those of all stretches: by name, or whole words first, then by stretch."""
        pk, term, sort_key = row
        if order[0] != "term":
            return (sort_key, pk)
        return (term not in self.driver.written, place, term, sort_key, pk)


def _beyond(order: Order, place: Place | None, key: str) -> Q:
    """What follows `place` in `order`. With the bound on the sort key alone an index can be begun there."""
    if place is None:
        return Q()
    way = "lt" if order[0].startswith("-") else "gt"
    name, pk = place
    return Q(**{f"sort_key__{way}e": name}) & (Q(**{f"sort_key__{way}": name}) | Q(**{f"{key}__{way}": pk}))
