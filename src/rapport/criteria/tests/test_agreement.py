"""Whatever can be written: the database and the evaluation of one person give the same people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapport.criteria.evaluating import evaluate
from rapport.criteria.speaking import sentence
from rapport.criteria.tests.people import PEOPLE, WORDS, found, person, reading, written_down
from rapport.criteria.vocabulary import Relation, Term
from rapport.criteria.writing import written
from rapport.lib.facts import FactType

_SIGNS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
_UNITS = st.sampled_from(["days", "weeks", "months", "years"])
_SPANS = st.builds(lambda count, unit: f"{count} {unit}", st.integers(0, 30), _UNITS)
_DAYS = st.one_of(
    st.dates(date(2020, 1, 1), date(2027, 12, 31)).map(date.isoformat),
    st.just("today"),
    _SPANS.map(lambda span: f"{span} ago"),
    _SPANS.map(lambda span: f"in {span}"),
)
_OF_YEAR = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: f"{day:%m-%d}")


def _ordered(term: Term) -> st.SearchStrategy[str]:
    figures = st.integers(-2, 7000).map(str) if term.type != FactType.NUMBER else st.integers(-2, 300).map(str)
    values = _DAYS if term.type == FactType.DATE else figures
    plain = st.builds(lambda sign, value: f"{term.name} {sign} {value}", _SIGNS, values)
    if term.type == FactType.DATE:
        near = st.builds(
            lambda word, span: f"{term.name} {word} {span}",
            st.sampled_from(["older than", "within", "within last", "within next"]),
            _SPANS,
        )
        return plain | near
    several = st.lists(values, min_size=1, max_size=3).map(lambda some: f"{term.name} in ({', '.join(some)})")
    return plain | several


def _coded(term: Term) -> st.SearchStrategy[str]:
    codes = st.lists(st.sampled_from([f'"{code}"' for code in term.choices]), min_size=1, max_size=3)
    words = ["has any", "has all", "has none"] if term.type == FactType.SET else ["in", "not in"]
    return st.builds(lambda word, some: f"{term.name} {word} ({', '.join(some)})", st.sampled_from(words), codes)


def _about(term: Term) -> st.SearchStrategy[str]:
    known = st.sampled_from([f"{term.name} is known", f"{term.name} is unknown"])
    match term.type:
        case FactType.BOOLEAN:
            return st.just(term.name)
        case FactType.SET:
            return _coded(term)
        case FactType.CHOICE:
            return _coded(term) | known
        case FactType.TEXT:
            parts = st.text("аеbо%_!静1 ", min_size=1, max_size=2).filter(str.strip)
            return known | st.builds(
                lambda word, part: f'{term.name} {word} "{part}"',
                st.sampled_from(["contains", "starts with"]),
                parts,
            )
        case FactType.ANNUAL:
            span = st.builds(lambda low, high: f"{term.name} between {low} and {high}", _OF_YEAR, _OF_YEAR)
            near = st.builds(
                lambda word, near: f"{term.name} within {word} {near}", st.sampled_from(["last", "next"]), _SPANS
            )
            return known | span | near
        case _:
            return known | _ordered(term)


def _one_of(some: list[st.SearchStrategy[str]]) -> st.SearchStrategy[str]:
    """Each as often as any other, of however many it consists. All are made once: made anew for every condition
    they took most of the time."""
    return st.sampled_from(range(len(some))).flatmap(some.__getitem__)


def _related(relation: Relation) -> st.SearchStrategy[str]:
    return st.builds(
        lambda word, where: word.format(f"{relation.name}({where})"),
        st.sampled_from(["exists {}", "no {}", "count {} >= 2", "count {} < 2", "count {} != 1"]),
        _trees(list(relation.terms.values()), rows=False),
    )


def _trees(terms: list[Term], *, rows: bool) -> st.SearchStrategy[str]:
    leaves = _one_of([_about(term) for term in terms])
    if rows:
        leaves = leaves | _one_of([_related(relation) for relation in WORDS.relations.values()])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda a, b: f"({a}) and ({b})", inner, inner),
            st.builds(lambda a, b: f"({a}) or ({b})", inner, inner),
            inner.map(lambda one: f"not ({one})"),
        ),
        max_leaves=4,
    )


@pytest.fixture(scope="module")
def population(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    with django_db_blocker.unblock(), written_down():  # type: ignore[attr-defined]
        yield


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=_trees(list(WORDS.terms.values()), rows=True), today=st.dates(date(2024, 2, 28), date(2027, 3, 1)))
def test_database_and_one_person_agree(population: None, text: str, today: date) -> None:
    node = reading(text)
    one_by_one = {name for name in PEOPLE if evaluate(node, person(name), today).outcome is True}
    assert found(node, today) == one_by_one
    assert reading(written(node)) == node
    assert sentence(node)
