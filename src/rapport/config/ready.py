"""Django set up for a command, and an installation brought up to date before it serves."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from rapport.config import home

# what counts as yes where a command asks
YES = ("y", "yes", "д", "да", "是")


def set_up() -> None:
    """Load settings and apps; every command that touches the database calls this first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    with loading():
        django.setup()
    _speak_the_terminals_language()


def _speak_the_terminals_language() -> None:
    """Commands answer in Chinese or Russian where the terminal is set to it."""
    from django.utils import translation

    setting = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    translation.activate({"zh": "zh-hans", "ru": "ru"}.get(setting[:2], "en"))


def bring_up_to_date() -> None:
    """Apply missing migrations, make the cache table, collect static files, and have the schedule in place.

    Idempotent and safe to run on several machines at once; takes a fraction of a second when nothing is missing.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from rapport.config.schedule import ensure_schedule

    with home.alone(settings.HOME), _one_at_a_time():
        executor = MigrationExecutor(connection)
        executor.check_replacements()  # also told of an old home where nothing is missing
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with garbage_waits():
                call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        ensure_schedule()
        _collect_static()


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded inside stays: to look through it for garbage took a fifth of the time of every start, and
    would have each process that is forked later take a copy of it.
    """
    with garbage_waits():
        yield
    gc.freeze()


@contextmanager
def garbage_waits() -> Iterator[None]:
    """Looking for garbage among the models that migrations build took a fifth of their time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two machines of a chain that start together migrate one after the other (PostgreSQL's advisory lock)."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(7277)")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(7277)")


def _collect_static() -> None:
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list(None), key=lambda found: found[0]):
            stat = Path(storage.path(path)).stat()
            seen.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if not stamp.exists() or stamp.read_text() != seen.hexdigest():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(seen.hexdigest())
