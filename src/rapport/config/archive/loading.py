"""Put a backup back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from auditlog.context import disable_auditlog
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from rapport.config.archive.manifest import check_fits
from rapport.config.archive.places import unfinished
from rapport.config.archive.reading import Archive, check_contents
from rapport.config.archive.refusals import damaged
from rapport.config.archive.tables import Contents, Row, contents, kept_models, rows
from rapport.lib import clock, guards
from rapport.lib.refusal import Refused
from rapport.staff.models import Restoration

ROWS_AT_ONCE = 1_000
# what a clinic has from its first day on; a database without any of it holds nothing that could be lost
TELLING = ("staff.user", "staff.branch", "people.patient")


def is_empty() -> bool:
    """Whether the database holds nothing of a clinic yet."""
    kept = kept_models()
    return not any(kept[label]._base_manager.exists() for label in TELLING)


def restore(archive: Archive, files: Path, *, name: str) -> Restoration:
    """Make database and the folder `files` what they were when the archive, called `name`, was taken.

    Everything is checked before the first write and again, from the database, before the last: on Refused all is
    as it was. Whoever is signed in is signed out, and what waits in the queue is gone. In the same transaction the
    database learns that it is a restored copy: there is no moment at which it could take itself for the clinic.
    """
    check_fits(archive.manifest, connection.alias)
    check_contents(archive)
    fresh = unfinished(files)
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        restoration = _unpack_and_load(archive, fresh, name)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _take_the_place_of(files, fresh)
    cache.clear()
    return restoration


def _unpack_and_load(archive: Archive, fresh: Path, name: str) -> Restoration:
    try:
        fresh.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        archive.unpack(fresh)
    except OSError as error:
        raise Refused(
            "not_unpacked",
            _("The files of the backup could not be written: %(reason)s. Nothing was changed."),
            {"reason": error},
        ) from error
    with transaction.atomic():
        _load(archive)
        return _noted(archive, name)


def _noted(archive: Archive, name: str) -> Restoration:
    manifest = archive.manifest
    noted = Restoration(
        at=clock.now(),
        file=name[:255],
        taken_at=datetime.fromisoformat(manifest.taken_at),
        contents=manifest.contents,
    )
    with disable_auditlog():  # the audit is as it was, like all the rest
        noted.save()
    return noted


def _take_the_place_of(files: Path, fresh: Path) -> None:
    """Entry by entry: the folder itself may be a mounted disk that several machines share."""
    for old in list(files.iterdir()):
        if old.is_dir() and not old.is_symlink():
            if old != fresh:
                shutil.rmtree(old)
        else:
            old.unlink()
    for entry in list(fresh.iterdir()):
        entry.rename(files / entry.name)
    fresh.rmdir()


def _load(archive: Archive) -> None:
    kept = kept_models()
    guards.remove()
    _empty_tables()
    try:
        for label, model in kept.items():
            _insert(model, rows(model, archive.lines(label)))
        connection.check_constraints()
    except (IntegrityError, DataError, ValidationError, ValueError) as error:
        raise Refused(
            "rows_refused", _("The database does not take what is in this backup: %(reason)s"), {"reason": error}
        ) from error
    guards.install()
    _set_sequences()
    for label, model in kept.items():
        table = archive.manifest.tables[label]
        if contents(model, connection.alias) != Contents(table.rows, table.sha256):
            raise damaged()


def _empty_tables() -> None:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), tables):
            cursor.execute(statement)


def _insert(model: type[models.Model], found: Iterator[Row]) -> None:
    quoted = connection.ops.quote_name
    names = [quoted(str(field.column)) for field in model._meta.concrete_fields]
    places = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(names)}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        while batch := list(islice(found, ROWS_AT_ONCE)):
            cursor.executemany(statement, batch)


def _set_sequences() -> None:
    """The next ids follow those that came with the rows; emptied tables begin anew."""
    everything = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), everything):
            cursor.execute(statement)
