"""The index of terms, read along one word of a query: whose terms begin so, in which order, at which branches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain, islice, product
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from rapport.lib.prepared import ask
from rapport.people.models import Patient, SearchTerm
from rapport.people.models.patient import PatientQuerySet

# columns of the index
Order = tuple[str, ...]

CLOSEST: Order = ("term", "sort_key", "patient_id")
BY_NAME: Order = ("sort_key", "patient_id")
BY_NAME_DOWN: Order = ("-sort_key", "-patient_id")

LAST = "\U0010ffff"  # comes after whatever a term or a key may hold

# where in the order of names somebody stands: their sort key and id
Place = tuple[str, int]

# of one person so many terms begin alike at most: rows read for every person wanted, at first and later
_FEW = 6
_MORE = 48
# a word that begins no more different terms is read term by term, each as it stands in the order of names
_MOST_RUNS = 8
# a word that begins this many terms need not be counted on: no other is likely to be much rarer
_COMMON = 20_000
# as a reader who turns from one heading of a catalogue to the next
_FROM_TERM_TO_TERM = """
WITH RECURSIVE met (term) AS (
    SELECT MIN(term) FROM {table} WHERE term >= %s AND term < %s
    UNION ALL
    SELECT (SELECT MIN(further.term) FROM {table} further WHERE further.term > met.term AND further.term < %s)
    FROM met WHERE met.term IS NOT NULL
)
SELECT term FROM met WHERE term IS NOT NULL LIMIT %s
"""
# with a common word a page is full after so many people, unless its people stand together elsewhere in the order
_STRETCH_OF_PEOPLE = 3_000


@dataclass(frozen=True)
class Word:
    """One word of a query: terms that begin with one of `written`, or are one of `exact`."""

    written: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()

    def ranges(self) -> list[Q]:
        """The stretches of the index where such terms stand."""
        begun = [Q(term__gte=written, term__lt=written + LAST) for written in self.written]
        return [*begun, Q(term__in=self.exact)] if self.exact else begun

    def may_fit(self) -> Q:
        """Whether the person of a row may have such a term, by what the row itself says."""
        signs = {written[0] for written in (*self.written, *self.exact)}
        return reduce(or_, (Q(signs__contains=sign) for sign in sorted(signs)))

    @cached_property
    def runs(self) -> list[Q] | None:
        """As `ranges`, one for each term, so that the rows of each stand in the order of names; None where that
        would be many."""
        begun = chain.from_iterable(map(_terms_that_begin, self.written))
        runs = [Q(term=term) for term in islice(chain(self.exact, begun), _MOST_RUNS + 1)]
        return runs if len(runs) <= _MOST_RUNS else None

    def of_person(self, person: str) -> Q:
        """Whether the person in the outer column `person` has such a term. Each stretch is asked for by itself:
        together they mislead SQLite into reading all of them for every person."""
        terms = SearchTerm.objects.filter(patient=OuterRef(person))
        return reduce(or_, (Q(Exists(terms.filter(stretch))) for stretch in self.ranges()))

    @cached_property
    def count(self) -> int:
        """How many such terms there are at all branches, counted up to `_COMMON`: what it costs to read them."""
        counted = 0
        for stretch in self.ranges():
            counted += SearchTerm.objects.filter(stretch).values("term")[: _COMMON - counted].count()
            if counted >= _COMMON:
                break
        return counted


def _terms_that_begin(written: str) -> Iterator[str]:
    """The different terms, one more than may be read one by one at most: the database goes from each to the next
    in the index, however many people have it, in one statement where the ORM would ask for every term."""
    question = _FROM_TERM_TO_TERM.format(table=connection.ops.quote_name(SearchTerm._meta.db_table))
    end = written + LAST
    yield from (term for (term,) in ask(question, [written, end, end, _MOST_RUNS + 1]))


# of the index: whose term, which, and the name by which the person is sorted
Row = tuple[int, str, str]
Rank = tuple[Any, ...]


@dataclass(frozen=True)
class Reading:
    """One way to read a query: people at `branches` who have a term for `driver` and one for each of `others`."""

    driver: Word
    others: tuple[Word, ...]
    branches: frozenset[int] | None

    @classmethod
    def of(cls, words: Sequence[Word], branches: frozenset[int] | None) -> Reading:
        """The rarest of `words` first, the longest of those that are all common."""
        if len(words) == 1:
            return cls(words[0], (), branches)
        driver, *others = sorted(words, key=lambda word: (word.count, -len(word.written[0])))
        return cls(driver, tuple(others), branches)

    def narrow(self, people: PatientQuerySet) -> PatientQuerySet:
        """Those of `people` who match: few are listed, a crowd is looked up person by person. That the list has an
        end, which it never comes to, keeps PostgreSQL from looking up each person in the order wanted instead."""
        if self._common:
            return people.filter(*(word.of_person("pk") for word in self._words))
        fitting = (word.may_fit() for word in self.others)
        listed = _at(self.branches).filter(reduce(or_, self.driver.ranges()), *fitting)
        return people.filter(
            *(word.of_person("pk") for word in self.others), pk__in=listed.values("patient_id")[:_COMMON]
        )

    def first(self, people: PatientQuerySet, order: Order, limit: int, beyond: Place | None = None) -> list[int]:
        """Ids of the first `limit` of `people` who match, in `order`."""
        if order is not CLOSEST and self.driver.runs is None and self._common:
            met, all_of_them = self._among_the_next(people, order, limit, beyond)
            if len(met) == limit or all_of_them:
                return met
        fitting = (word.may_fit() for word in self.others)
        terms = _at(self.branches).filter(_beyond(order, beyond, "patient_id"), *fitting)
        for most in (limit * _FEW, limit * _MORE):
            met, all_of_them = self._along(terms, order, most)
            found = self._passing(people, met, limit)
            if len(found) >= limit or all_of_them:
                return found[:limit]
        if self.others:
            met, all_of_them = self._with_the_next_word(
                terms, BY_NAME if order is CLOSEST else order, limit * _FEW
            )
            closest = found if order is CLOSEST else []
            found = list(dict.fromkeys((*closest, *self._passing(people, met, limit))))
        if len(found) < limit and not all_of_them:  # few pass the filters: the database looks for them
            wanted = self.narrow(people).order_by().filter(pk=OuterRef("patient_id"))
            found, _all = self._along(terms.filter(Exists(wanted)), order, limit * _MORE)
        return found[:limit]

    @property
    def _words(self) -> tuple[Word, ...]:
        return (self.driver, *self.others)

    @property
    def _common(self) -> bool:
        return self.driver.count == _COMMON

    def _among_the_next(
        self, people: PatientQuerySet, order: Order, limit: int, beyond: Place | None
    ) -> tuple[list[int], bool]:
        """As `first`, of a stretch of people by name alone, since what is common is mostly met soon; and whether
        there is nobody after it."""
        by = [column.replace("patient_id", "pk") for column in order]
        stretch = people.filter(_beyond(order, beyond, "pk")).order_by(*by).values("pk")[:_STRETCH_OF_PEOPLE]
        met = (
            Patient.objects.filter(*(word.of_person("pk") for word in self._words), pk__in=stretch)
            .order_by(*by)
            .values_list("pk", flat=True)[:limit]
        )
        return list(met), len(met) < limit and stretch.count() < _STRETCH_OF_PEOPLE

    def _passing(self, people: PatientQuerySet, met: list[int], limit: int) -> list[int]:
        """Those of `met` who are among `people` and have a term for each of the other words, in the same order; at
        least `limit` of them where so many are. Mostly all pass, so the first are looked at by themselves."""
        passing = self._passing_of(people, met[:limit])
        if len(passing) == limit or len(met) <= limit:
            return passing
        return passing + self._passing_of(people, met[limit:])

    def _passing_of(self, people: PatientQuerySet, met: list[int]) -> list[int]:
        for word in self.others:
            having: set[int] = set()
            for stretch in word.ranges():
                theirs = SearchTerm.objects.filter(stretch, patient__in=met)
                having.update(theirs.values_list("patient_id", flat=True))
            met = [pk for pk in met if pk in having]
        passing = set(people.order_by().filter(pk__in=met).values_list("pk", flat=True)) if met else ()
        return [pk for pk in met if pk in passing]

    def _along(self, terms: QuerySet[SearchTerm], order: Order, most: int) -> tuple[list[int], bool]:
        """Whose the first terms of the driver are, each person once, and whether these are all. `most` rows are
        read of each stretch."""
        stretches = []
        ranges = self.driver.ranges() if order is CLOSEST else self.driver.runs or self.driver.ranges()
        for place, stretch in enumerate(ranges):
            found = terms.filter(stretch).order_by(*order).values_list("patient_id", "term", "sort_key")[:most]
            stretches.append([(self._rank(order, place, row), row[0]) for row in found])
        return _merged(stretches, most, descending=order is BY_NAME_DOWN)

    def _with_the_next_word(self, terms: QuerySet[SearchTerm], order: Order, most: int) -> tuple[list[int], bool]:
        """As `_along`, of people who have a term for the next rarest word too. INTERSECT reads both stretches
        once; left to itself PostgreSQL, which misjudges how many begin with a Chinese character, looks up each."""
        stretches = []
        terms = terms.filter(self.driver.may_fit())
        for one, other in product(self.driver.ranges(), self.others[0].ranges()):
            both = (terms.filter(stretch).values_list("sort_key", "patient_id") for stretch in (one, other))
            found = next(both).intersection(next(both)).order_by(*order)[:most]
            stretches.append([((sort_key, pk), pk) for sort_key, pk in found])
        return _merged(stretches, most, descending=order is BY_NAME_DOWN)

    def _rank(self, order: Order, place: int, row: Row) -> Rank:
        """Where a row belongs among those of all stretches: by name, or whole words first, then by stretch."""
        pk, term, sort_key = row
        if order is not CLOSEST:
            return (sort_key, pk)
        return (term not in self.driver.written, place, term, sort_key, pk)


def _merged(stretches: list[list[tuple[Rank, int]]], most: int, *, descending: bool) -> tuple[list[int], bool]:
    """The people of some sorted stretches, each once, in one order, and whether these are all: what stands beyond
    the end of a stretch that was cut off after `most` rows is left for later."""
    rows = sorted((row for stretch in stretches for row in stretch), reverse=descending)
    if ends := [stretch[-1] for stretch in stretches if len(stretch) == most]:
        rows = rows[: rows.index(max(ends) if descending else min(ends)) + 1]
    return list(dict.fromkeys(pk for _rank, pk in rows)), not ends


def _at(branches: frozenset[int] | None) -> QuerySet[SearchTerm]:
    terms = SearchTerm.objects.order_by()
    return terms if branches is None else terms.filter(branch__in=branches)


def _beyond(order: Order, place: Place | None, key: str) -> Q:
    """What follows `place` in `order`. With the bound on the sort key alone an index can be begun there."""
    if place is None:
        return Q()
    way = "lt" if order[0].startswith("-") else "gt"
    name, pk = place
    return Q(**{f"sort_key__{way}e": name}) & (Q(**{f"sort_key__{way}": name}) | Q(**{f"{key}__{way}": pk}))
