"""The file of one person, read at once for a page that shows much of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import ForeignObjectRel, QuerySet

from rapport.lib.prepared import ask
from rapport.people.models import Patient


class Part(NamedTuple):
    """Rows of one person: `name` is the relation of Patient, `beside` is joined to them, `below` hangs on them."""

    name: str
    beside: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


def read_file(patient: Patient, parts: Iterable[Part], *, asking: Iterable[str] = ()) -> None:
    """Read those `parts` of `patient` that are not read yet: `patient.notes.all()` and the like then cost nothing.

    One statement tells in which tables this person stands at all, also of the relations that are merely asked
    about; what holds nothing costs no more than that, and of all that a card looks into most people stand in few.
    """
    known = _known(patient)
    wanted = {part.name: part for part in parts if part.name not in known}
    names = tuple(dict.fromkeys([*wanted, *(name for name in asking if name not in known)]))
    for name, holds in zip(names, _holding(patient.pk, names), strict=True):
        if not holds:
            known[name] = _nothing(name)
        elif name in wanted:
            known[name] = _rows(patient, wanted[name])


def rows_read(patient: Patient, name: str) -> Sequence[Any] | None:
    """The rows of a relation as far as `read_file` knows them: none, all of them, or None where it does not."""
    rows = _known(patient).get(name)
    return None if rows is None else list(rows)


def _known(patient: Patient) -> dict[str, QuerySet[Any]]:
    """Where Django itself keeps what prefetch_related brought."""
    known: dict[str, QuerySet[Any]] = patient.__dict__.setdefault("_prefetched_objects_cache", {})
    return known


def _rows(patient: Patient, part: Part) -> QuerySet[Any]:
    rows: QuerySet[Any] = getattr(patient, part.name).prefetch_related(*part.below)
    rows = rows.select_related(*part.beside) if part.beside else rows
    len(rows)
    return rows


def _nothing(name: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = _relation(name).related_model._default_manager.none()
    rows._result_cache = []  # as it would be once asked; even nothing takes Django a third of a millisecond
    return rows


def _holding(pk: int, names: tuple[str, ...]) -> Sequence[Any]:
    if not names:
        return ()
    [answer] = ask(_question(names), [pk] * len(names))
    return answer


@cache
def _question(names: tuple[str, ...]) -> str:
    """Whether each table holds a row of somebody. Kept: writing it takes the ORM longer than all the reading."""
    quote = connection.ops.quote_name
    asked = []
    for name in names:
        field = _relation(name).field
        table, column = quote(field.model._meta.db_table), quote(field.column)
        asked.append(f"EXISTS (SELECT 1 FROM {table} WHERE {column} = %s)")  # noqa: S608 (names of our own)
    return "SELECT " + ", ".join(asked)


def _relation(name: str) -> Any:
    relation = Patient._meta.get_field(name)
    assert isinstance(relation, ForeignObjectRel), name
    return relation
