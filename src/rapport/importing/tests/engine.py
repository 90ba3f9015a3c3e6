"""Brings tables in and takes them back, as the stories of the importer's tests need it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connection

from rapport.importing import actions, tasks
from rapport.importing.models import Import, ImportRow, ImportState
from rapport.staff.models import Branch

DOMAIN = ("people", "care", "appointments", "segmentation")
# written anew whenever their people change: their ids say nothing
_WORKED_OUT = ("SearchTerm", "NameWord", "LikelyDuplicate", "PlaceByMoney", "GradeCount")


def table(text: str) -> bytes:
    """A CSV file of these lines."""
    return "\n".join(line.strip() for line in text.strip().splitlines()).encode()


def check(branch: Branch, *texts: str, kind: str = "") -> Import:
    """Stage and check files; the preview stands, nothing is written."""
    files = [(f"{place}.csv", io.BytesIO(table(text))) for place, text in enumerate(texts, 1)]
    imported = actions.start_import(files, branch=branch, by=None, kind=kind, queued=False)
    tasks.work(imported.pk)
    return Import.objects.get(pk=imported.pk)


def bring_in(branch: Branch, *texts: str, kind: str = "") -> Import:
    """Bring files in, to the end."""
    imported = check(branch, *texts, kind=kind)
    assert imported.state == ImportState.CHECKED, imported.failure
    actions.apply_import(imported, by=None, queued=False)
    tasks.work(imported.pk)
    imported.refresh_from_db()
    assert imported.state == ImportState.APPLIED, imported.failure
    return imported


def take_back(imported: Import) -> Import:
    """Undo an import, to the end."""
    actions.undo_import(imported, by=None, queued=False)
    tasks.work(imported.pk)
    imported.refresh_from_db()
    assert imported.state == ImportState.UNDONE
    return imported


def outcomes(imported: Import) -> list[str]:
    """What the rows become or became, from the first to the last."""
    rows = ImportRow.objects.filter(sheet__file__imported=imported)
    ordered = rows.order_by("sheet__file__position", "sheet__index", "line")
    return list(ordered.values_list("outcome", flat=True))


def codes(imported: Import) -> list[str]:
    """The codes of all problems, row by row."""
    rows = ImportRow.objects.filter(sheet__file__imported=imported).order_by("sheet__file__position", "line")
    return [found["code"] for row in rows for found in row.problems]


def dump(leave_out: Sequence[str] = ()) -> dict[str, list[str]]:
    """Everything the clinic's tables hold, but for marks and for the history of what was said of people."""
    found: dict[str, list[str]] = {}
    for app in DOMAIN:
        for model in apps.get_app_config(app).get_models():
            if model.__name__ not in ("ChangedPatient", "StandingChange", *leave_out):
                found[model.__name__] = _rows(model)
    return found


def written() -> list[list[str]]:
    """What the files told of people, as the tables hold it, without what is worked out of it."""
    tables = dump()
    return [tables[name] for name in ("Patient", "Visit", "Treatment", "Payment", "Appointment")]


def _rows(model: Any) -> list[str]:
    # the version of a record counts its changes, and being taken back is one
    names = [f.column for f in model._meta.concrete_fields if f.column != "version"]
    if model.__name__ in _WORKED_OUT:
        names.remove("id")
    with connection.cursor() as cursor:
        columns = ", ".join(f'"{name}"' for name in names)
        cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}"')
        return sorted(map(repr, cursor.fetchall()))
