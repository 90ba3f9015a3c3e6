"""One person as criteria see them: every figure that a condition asks for, read in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from rapport.criteria import tree
from rapport.criteria.evaluating import Person
from rapport.criteria.tree import Node
from rapport.criteria.vocabulary import Relation, Term
from rapport.lib.facts import FactType
from rapport.lib.listing import listed, read_listed
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts

_FACTS, _PATIENT = (f'"{model._meta.db_table}"' for model in (PatientFacts, Patient))
_FROM = f"FROM {_FACTS} f JOIN {_PATIENT} p ON p.id = f.patient_id"


def person_of(patient_id: int, nodes: Iterable[Node]) -> Person:
    """What the database knows of `patient_id`, as far as `nodes` ask for it; nothing where facts are missing."""
    return people_of([patient_id], nodes)[patient_id]


def people_of(patient_ids: Sequence[int], nodes: Iterable[Node]) -> dict[int, Person]:
    """The same of a few people at once."""
    terms, relations = _named(nodes)
    rows = _asked(patient_ids, terms, relations)
    return {pk: _person(rows.get(pk), terms, relations) for pk in patient_ids}


def _named(nodes: Iterable[Node]) -> tuple[list[Term], list[Relation]]:
    terms: dict[str, Term] = {}
    relations: dict[str, Relation] = {}
    for leaf in (leaf for node in nodes for leaf in tree.leaves(node)):
        if isinstance(leaf, tree.Rows):
            relations[leaf.relation.name] = leaf.relation
        else:
            terms[leaf.term.name] = leaf.term
    return list(terms.values()), list(relations.values())


def _asked(patient_ids: Sequence[int], terms: list[Term], relations: list[Relation]) -> dict[int, list[Any]]:
    """A row by person: what stands for each term, then the rows of each relation."""
    columns = ["f.patient_id"]
    params: list[Any] = []
    for term in terms:
        if term.is_rows:  # which codes somebody has of a set kept as rows: each is asked for by itself
            columns += [f"EXISTS ({term.sql.format(codes='%s')})"] * len(term.choices)
            params += [term.in_database(code) for code in term.choices]
        else:
            columns.append(term.sql)
    for one in relations:
        told = listed(", ".join(term.sql for term in one.terms.values()))
        columns.append(f"(SELECT {told} FROM {one.source} WHERE {one.tie})")  # noqa: S608 names of our own
    marks = ", ".join(["%s"] * len(patient_ids)) or "NULL"
    with connection.cursor() as cursor:
        sql = f"SELECT {', '.join(columns)} {_FROM} WHERE f.patient_id IN ({marks})"
        cursor.execute(sql, [*params, *patient_ids])
        return {pk: row for pk, *row in cursor.fetchall()}


def _person(row: Sequence[Any] | None, terms: list[Term], relations: list[Relation]) -> Person:
    told = iter(row or ())
    values = {term.name: _value(term, told) for term in terms}
    return Person(values, {one.name: list(_rows(one, next(told, None))) for one in relations})


def _value(term: Term, told: Iterator[Any]) -> Any:
    if term.is_rows:
        return {code for code in term.choices if next(told, False)}
    return read_value(term, next(told, None))


def _rows(relation: Relation, found: Any) -> Iterator[dict[str, Any]]:
    for row in read_listed(found):
        yield {
            name: read_value(term, value) for (name, term), value in zip(relation.terms.items(), row, strict=True)
        }


def read_value(term: Term, value: Any) -> Any:
    """A value as conditions compare it, whatever the database gave."""
    if term.bits is not None:
        return {code for code, place in term.bits.items() if int(value or 0) & 1 << place}
    if value is None:
        return None
    match term.type:
        case FactType.DATE:
            return date.fromisoformat(value[:10]) if isinstance(value, str) else _day(value)
        case FactType.BOOLEAN:
            return bool(value)
        case FactType.CHOICE:
            return next((code for code in term.choices if term.in_database(code) == value), str(value))
    return value


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
