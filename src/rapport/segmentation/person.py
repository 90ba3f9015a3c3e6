"""One person as criteria see them: every figure that a condition asks for, read in a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection

from rapport.criteria import tree
from rapport.criteria.evaluating import Person
from rapport.criteria.tree import Node
from rapport.criteria.vocabulary import Relation, Term
from rapport.lib.facts import FactType
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts

_FACTS, _PATIENT = (f'"{model._meta.db_table}"' for model in (PatientFacts, Patient))
_FROM = f"FROM {_FACTS} f JOIN {_PATIENT} p ON p.id = f.patient_id"


def person_of(patient_id: int, nodes: Iterable[Node]) -> Person:
    """What the database knows of `patient_id`, as far as `nodes` ask for it; nothing where facts are missing."""
    terms, relations = _named(nodes)
    values = _values(patient_id, [term for term in terms.values() if not term.is_rows])
    for term in terms.values():
        if term.is_rows:
            values[term.name] = _codes_in_rows(patient_id, term)
    return Person(values, {name: _rows(patient_id, relation) for name, relation in relations.items()})


def _named(nodes: Iterable[Node]) -> tuple[dict[str, Term], dict[str, Relation]]:
    terms: dict[str, Term] = {}
    relations: dict[str, Relation] = {}
    for leaf in (leaf for node in nodes for leaf in tree.leaves(node)):
        if isinstance(leaf, tree.Rows):
            relations[leaf.relation.name] = leaf.relation
        else:
            terms[leaf.term.name] = leaf.term
    return terms, relations


def _values(patient_id: int, terms: list[Term]) -> dict[str, Any]:
    if not terms:
        return {}
    columns = ", ".join(term.sql for term in terms)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} {_FROM} WHERE f.patient_id = %s", [patient_id])
        row = cursor.fetchone()
    return {term.name: _read(term, value) for term, value in zip(terms, row or [None] * len(terms), strict=True)}


def _read(term: Term, value: Any) -> Any:
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


def _codes_in_rows(patient_id: int, term: Term) -> set[str]:
    """Which codes of a set kept as rows a person has: each is asked for by itself, in one statement."""
    if not term.choices:
        return set()
    asked = ", ".join(f"EXISTS ({term.sql.format(codes='%s')})" for _code in term.choices)
    stored = [term.in_database(code) for code in term.choices]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked} {_FROM} WHERE f.patient_id = %s", [*stored, patient_id])
        row = cursor.fetchone() or ()
    return {code for code, held in zip(term.choices, row, strict=False) if held}


def _rows(patient_id: int, relation: Relation) -> list[dict[str, Any]]:
    terms = list(relation.terms.values())
    columns = ", ".join(term.sql for term in terms)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} {_FROM}, {relation.source} WHERE ({relation.tie}) AND f.patient_id = %s",
            [patient_id],
        )
        return [
            {term.name: _read(term, value) for term, value in zip(terms, row, strict=True)}
            for row in cursor.fetchall()
        ]
