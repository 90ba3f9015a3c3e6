"""What people do with imports. Each action checks the state under the import's lock and says no in words."""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from rapport.importing.checking import begin_checking
from rapport.importing.holding import enter, release
from rapport.importing.models import Import, ImportSheet, ImportState, RememberedMapping
from rapport.importing.recognising import REQUIRED, Kind, Mapping
from rapport.importing.recognising.fields import field as field_of
from rapport.importing.staging import sheets_in_order
from rapport.importing.storing import keep_files
from rapport.lib.refusal import Refused
from rapport.staff.models import Branch, User


def _put_to_work(imported: Import, *, queued: bool) -> None:
    """Have a worker carry the import on, as soon as what was done here is committed."""
    pk = imported.pk
    if queued:
        transaction.on_commit(lambda: async_task("rapport.importing.tasks.work", pk))


@transaction.atomic
def start_import(
    files: Sequence[tuple[str, Path | IO[bytes]]],
    *,
    branch: Branch,
    by: User | None,
    kind: str = "",
    queued: bool = True,
) -> Import:
    """Keep copies of `files` (each its name and where it is, or an open file) as a new import of `branch`.

    `kind` (a recognising.Kind) says what all of them hold; empty lets the importer look. A file given twice
    is kept once. Reading and the preview are the worker's. Raises OSError for a path that cannot be read.
    """
    imported = keep_files(files, branch=branch, by=by, kind=kind)
    _put_to_work(imported, queued=queued)
    return imported


# what a sheet holds can be corrected as long as nothing is written
_CORRECTABLE = (ImportState.STAGED, ImportState.CHECKING, ImportState.CHECKED)


def _locked(imported: Import, *states: ImportState) -> Import:
    locked = Import.objects.select_for_update(of=("self",)).select_related("branch").get(pk=imported.pk)
    if locked.state not in states:
        raise Refused(
            "import_state",
            _("This cannot be done now: the import is “%(state)s”. Look at it again."),
            {"state": locked.get_state_display()},
        )
    return locked


@transaction.atomic
def correct_sheet(
    sheet: ImportSheet,
    *,
    by: User,
    kind: Kind,
    mapping: Mapping,
    queued: bool = True,
) -> Import:
    """Say by hand what a sheet holds and what its columns are; remembered for files with the same headings.

    The preview is made anew. Raises Refused for an unknown field, a field taken twice, or when something is
    missing without which no row can be taken.
    """
    locked = _locked(sheet.file.imported, *_CORRECTABLE)
    _check_columns(sheet, kind, mapping.columns)
    kept = mapping.to_json()
    sheet.kind, sheet.mapping, sheet.mapped_by = kind.value, kept, "given"
    sheet.confidence, sheet.left_out = 1.0, False
    sheet.save()
    if any(sheet.headings):
        RememberedMapping.objects.update_or_create(
            branch=locked.branch,
            fingerprint=sheet.fingerprint,
            defaults={"kind": kind.value, "mapping": kept, "by": by},
        )
    return _check_again(locked, by=by, queued=queued)


def _check_columns(sheet: ImportSheet, kind: Kind, columns: Table[int, str]) -> None:
    seen: set[str] = set()
    for column, name in columns.items():
        try:
            known = field_of(kind, name)
        except KeyError:
            raise Refused(
                "no_such_field", _("A sheet of this kind has no “%(field)s”."), {"field": name}
            ) from None
        if not 0 <= column < len(sheet.headings):
            raise Refused("no_such_column", _("The sheet has no column %(column)s."), {"column": column + 1})
        if name in seen and not known.repeatable:
            raise Refused("field_twice", _("“%(field)s” is chosen for two columns."), {"field": known.label})
        seen.add(name)
    for needed in REQUIRED[kind]:
        if not seen & needed:
            labels = " / ".join(str(field_of(kind, name).label) for name in sorted(needed))
            raise Refused(
                "field_missing",
                _("Say which column holds: %(fields)s. Without it no row can be taken."),
                {"fields": labels},
            )


@transaction.atomic
def leave_out_sheet(sheet: ImportSheet, *, by: User | None, left_out: bool = True, queued: bool = True) -> Import:
    """Take none of the rows of a sheet, or take them after all. The preview is made anew."""
    locked = _locked(sheet.file.imported, *_CORRECTABLE)
    sheet.left_out = left_out
    sheet.save(update_fields=["left_out"])
    return _check_again(locked, by=by, queued=queued)


def _check_again(locked: Import, *, by: User | None, queued: bool) -> Import:
    release(locked)
    begin_checking(locked, by=by)
    locked.save()
    _put_to_work(locked, queued=queued)
    return locked


@transaction.atomic
def apply_import(imported: Import, *, by: User | None, queued: bool = True) -> Import:
    """Let what was checked be written."""
    locked = _locked(imported, ImportState.CHECKED)
    enter(locked, ImportState.APPLYING, by=by)
    locked.total = sum(sheet.rows_total for sheet in sheets_in_order(locked))
    locked.save()
    _put_to_work(locked, queued=queued)
    return locked


@transaction.atomic
def stop_import(imported: Import, *, by: User | None) -> Import:
    """Stop applying after the batch under way; what is written stays, and it can be resumed or undone."""
    locked = _locked(imported, ImportState.APPLYING)
    done, total = locked.done, locked.total
    release(locked)
    enter(locked, ImportState.STOPPED, by=by)
    locked.resumes_in, locked.done, locked.total = ImportState.APPLYING, done, total
    locked.save()
    return locked


@transaction.atomic
def resume_import(imported: Import, *, by: User | None, queued: bool = True) -> Import:
    """Go on where a stopped or failed import stood."""
    locked = _locked(imported, ImportState.STOPPED, ImportState.FAILED)
    done, total = locked.done, locked.total
    enter(locked, ImportState(locked.resumes_in), by=by)
    locked.done, locked.total, locked.resumes_in = done, total, ""
    locked.save()
    _put_to_work(locked, queued=queued)
    return locked


@transaction.atomic
def undo_import(imported: Import, *, by: User | None, queued: bool = True) -> Import:
    """Let everything the import wrote be taken back; once more, what stayed while something newer belonged to it.

    Who undoes the patients before their visits can undo them when these are gone.
    """
    again = [ImportState.UNDONE] if imported.journal.in_use().exists() else []
    locked = _locked(imported, ImportState.APPLIED, ImportState.STOPPED, ImportState.FAILED, *again)
    if locked.state == ImportState.FAILED and locked.resumes_in in (ImportState.STAGING, ImportState.CHECKING):
        raise Refused("nothing_to_undo", _("Nothing of this import has been written."))
    locked.journal.in_use().update(undone=False, kept="")
    enter(locked, ImportState.UNDOING, by=by)
    locked.total = locked.journal.filter(undone=False).count()
    locked.save()
    _put_to_work(locked, queued=queued)
    return locked
