"""The words of criteria, made from the catalogue of facts."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache, lru_cache

from django.utils.translation import get_language

from rapport.criteria.vocabulary import Relation, Term, Vocabulary, unchanged
from rapport.lib.facts import Codes, Fact, FactType, Tells, Unit
from rapport.lib.listing import listed
from rapport.lib.prepared import ask
from rapport.segmentation.catalogue import FACTS, RELATED, WRITTEN


def vocabulary() -> Vocabulary:
    """Every word there is now, those that the clinic writes itself (tags, sources, branches) among them; as long
    as nothing of these changes, the same object.
    """
    [written] = ask(_what_is_written(), ())
    return _made_of(written, get_language())


@cache
def _what_is_written() -> str:
    """One row, with the rows of each table as text: these are few, and every page that has a condition asks."""
    told = []
    for model, columns in WRITTEN:
        named = ", ".join(columns)
        rows = f"SELECT {named} FROM {model._meta.db_table} ORDER BY id"  # noqa: S608 names of our own
        told.append(f"(SELECT CAST({listed(named)} AS text) FROM ({rows}) written)")  # noqa: S608
    return "SELECT " + ", ".join(told)


@lru_cache(maxsize=8)
def _made_of(written: Hashable, language: str | None) -> Vocabulary:
    """`written` and `language` stand for what the words depend on."""
    askable = (fact for fact in FACTS.values() if fact.type != FactType.MOMENT)
    terms = {fact.name: _term(fact, f'f."{fact.name}"') for fact in askable}
    relations = {
        related.name: Relation(
            related.name,
            related.label,
            related.source,
            related.tie,
            {fact.name: _term(fact, f'r."{fact.name}"') for fact in related.facts},
            frozenset(related.tells),
            terms[related.latest].sql if related.latest else "",
        )
        for related in RELATED
    }
    return Vocabulary(terms, relations)


def _term(fact: Fact, column: str) -> Term:
    codes = fact.codes() if fact.codes else Codes({})
    amount = (Tells.MONEY,) if fact.type == FactType.MONEY else ()
    return Term(
        fact.name,
        fact.type,
        fact.label,
        fact.sql or column,
        fact.unit,
        codes.labels,
        codes.stored,
        codes.groups,
        codes.bits,
        fact.fold or unchanged,
        frozenset((*fact.tells, *amount)),
        fact.least,
        100 if fact.unit == Unit.PERCENT else fact.most,
    )
