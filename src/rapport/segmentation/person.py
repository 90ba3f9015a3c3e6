"""One person as criteria see them: every figure that a condition asks for, read in a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    return people_of([patient_id], nodes)[patient_id]


def people_of(patient_ids: Sequence[int], nodes: Iterable[Node]) -> dict[int, Person]:
    """The same of a few people at once, in as many queries as for one."""
    terms, relations = _named(nodes)
    values = _values(patient_ids, [term for term in terms.values() if not term.is_rows])
    for term in terms.values():
        if term.is_rows:
            for pk, codes in _codes_in_rows(patient_ids, term).items():
                values[pk][term.name] = codes
    rows = {name: _rows(patient_ids, relation) for name, relation in relations.items()}
    return {pk: Person(values[pk], {name: told[pk] for name, told in rows.items()}) for pk in patient_ids}


def _named(nodes: Iterable[Node]) -> tuple[dict[str, Term], dict[str, Relation]]:
    terms: dict[str, Term] = {}
    relations: dict[str, Relation] = {}
    for leaf in (leaf for node in nodes for leaf in tree.leaves(node)):
        if isinstance(leaf, tree.Rows):
            relations[leaf.relation.name] = leaf.relation
        else:
            terms[leaf.term.name] = leaf.term
    return terms, relations


def _values(patient_ids: Sequence[int], terms: list[Term]) -> dict[int, dict[str, Any]]:
    found: dict[int, Sequence[Any]] = {}
    if terms:
        columns = ", ".join(term.sql for term in terms)
        found = {pk: row for pk, *row in _asked(f"SELECT f.patient_id, {columns} {_FROM}", "true", patient_ids)}
    nothing = [None] * len(terms)
    return {
        pk: {term.name: read_value(term, value) for term, value in zip(terms, found.get(pk, nothing), strict=True)}
        for pk in patient_ids
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


def _codes_in_rows(patient_ids: Sequence[int], term: Term) -> dict[int, set[str]]:
    """Which codes of a set kept as rows people have: each is asked for by itself, in one statement."""
    held: dict[int, set[str]] = {pk: set() for pk in patient_ids}
    if term.choices:
        asked = ", ".join(f"EXISTS ({term.sql.format(codes='%s')})" for _code in term.choices)
        stored = [term.in_database(code) for code in term.choices]
        for pk, *row in _asked(f"SELECT f.patient_id, {asked} {_FROM}", "true", patient_ids, stored):
            held[pk] = {code for code, has in zip(term.choices, row, strict=True) if has}
    return held


def _rows(patient_ids: Sequence[int], relation: Relation) -> dict[int, list[dict[str, Any]]]:
    terms = list(relation.terms.values())
    columns = ", ".join(["f.patient_id", *(term.sql for term in terms)])
    rows: dict[int, list[dict[str, Any]]] = {pk: [] for pk in patient_ids}
    for pk, *row in _asked(f"SELECT {columns} {_FROM}, {relation.source}", f"({relation.tie})", patient_ids):
        rows[pk].append({term.name: read_value(term, value) for term, value in zip(terms, row, strict=True)})
    return rows


def _asked(select: str, where: str, patient_ids: Sequence[int], params: Sequence[Any] = ()) -> list[Any]:
    marks = ", ".join(["%s"] * len(patient_ids)) or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"{select} WHERE {where} AND f.patient_id IN ({marks})", [*params, *patient_ids])
        return list(cursor.fetchall())
