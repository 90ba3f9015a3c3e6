"""What the database says of itself, who can sign in, and whether all that belongs together is there."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import timedelta

from auditlog.registry import auditlog
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.care.models import Photo
from rapport.care.photographing import photos_folder
from rapport.config.health.finding import Findings, fail, ok, warn
from rapport.lib import clock
from rapport.lib.images.keeping import Size, kept_tokens
from rapport.people.models import Patient
from rapport.staff.models import Restoration, User
from rapport.staff.roles import Role

# files named one by one
NAMED = 5


def database() -> Findings:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        advice = _("Look at DATABASE_URL, and whether the server runs.")
        yield fail("database", " ".join(str(error).split()), advice)
        return
    yield ok("database", connection.vendor)


def sqlite() -> Findings:
    if connection.vendor != "sqlite":
        return
    journal, synchronous = _pragma("journal_mode"), _pragma("synchronous")
    words = _("%(version)s, journal %(journal)s, synchronous %(synchronous)s") % {
        "version": sqlite3.sqlite_version,
        "journal": journal,
        "synchronous": synchronous,
    }
    if journal == "wal" and sqlite3.sqlite_version_info < (3, 51, 3):
        advice = _("This SQLite can lose writes in WAL mode. Start Rapport again: it changes the mode.")
        yield fail("sqlite", words, advice)
    elif synchronous != 2:
        yield fail("sqlite", words, _("A power cut can lose writes: nothing but FULL (2) will do."))
    else:
        yield ok("sqlite", words)


def _pragma(name: str) -> object:
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


def migrations() -> Findings:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        number = len(missing)
        words = ngettext("%(n)s migration is missing", "%(n)s migrations are missing", number) % {"n": number}
        yield fail("tables", words, "rapport prepare")
    else:
        yield ok("tables", _("up to date"))


def owner() -> Findings:
    owners = User.objects.filter(is_active=True, roles__role=Role.OWNER).distinct()
    able = [owner.username for owner in owners if owner.has_usable_password()]
    if able:
        yield ok("owner", ", ".join(able))
    else:
        advice = 'rapport user add "NAME" --username … --role owner'
        yield fail("owner", _("nobody can sign in as one"), advice)


def photos() -> Findings:
    """Every photo has its files, and every file its photo; files of the last day may be on their way in or out."""
    known = set(Photo.objects.filter(Q(removal=None) | Q(removal__erased_at=None)).values_list("token", flat=True))
    files = list(kept_tokens(photos_folder()))
    sizes = Counter(token for token, _path in files)
    yesterday = (clock.now() - timedelta(days=1)).timestamp()
    strays = [path for token, path in files if token not in known and path.stat().st_mtime < yesterday]
    if missing := [token for token in known if sizes[token] < len(Size)]:
        number = len(missing)
        words = ngettext("%(n)s has lost its files", "%(n)s have lost their files", number) % {"n": number}
        yield fail("photos", words, _("Put the folder files/photos back from a backup."))
    if strays:
        named = ", ".join(path.relative_to(photos_folder()).as_posix() for path in strays[:NAMED])
        words = ngettext(
            "%(n)s file belongs to no photo: %(names)s", "%(n)s files belong to no photo: %(names)s", len(strays)
        ) % {"n": len(strays), "names": named}
        yield warn("photos", words, _("If this is the right database, delete them from files/photos."))
    if not missing and not strays:
        yield ok(
            "photos", ngettext("%(n)s with its files", "%(n)s with their files", len(known)) % {"n": len(known)}
        )


def audit() -> Findings:
    if auditlog.contains(Patient):
        number = len(auditlog.get_models())
        yield ok("audit", ngettext("%(n)s kind of record", "%(n)s kinds of record", number) % {"n": number})
    else:
        advice = _("AUDITLOG_INCLUDE_TRACKING_MODELS in the settings is not as shipped.")
        yield fail("audit", _("changes leave no trace"), advice)


def restored_copy() -> Findings:
    if copy := Restoration.objects.waiting().first():
        words = _("this is a copy put back from %(file)s, as it stood at %(moment)s: it sends nothing") % {
            "file": copy.file,
            "moment": f"{copy.taken_at:%Y-%m-%d %H:%M} UTC",
        }
        advice = _("If it is the clinic from now on: Settings, or rapport doctor --confirm-restored USERNAME")
        yield warn("copy", words, advice)
