"""What the database says: itself, who can sign in, and the work that happens by itself."""

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
from django_q.models import OrmQ, Schedule, Success, Task

from rapport.care.models import Photo
from rapport.care.photographing import photos_folder
from rapport.config.health.finding import Findings, ago, fail, ok, warn
from rapport.config.schedule import EVERY_MINUTE, JOBS
from rapport.importing.models import Import
from rapport.lib import clock
from rapport.lib.images import Size, kept_tokens
from rapport.people.models import ChangedPatient, Patient
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import Restoration, User
from rapport.staff.roles import Role

# what is done every minute is late after this long
LATE = timedelta(minutes=3)
LONGEST_QUEUE = 500
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


def schedule() -> Findings:
    names = [job.name for job in JOBS]
    if Schedule.objects.filter(name__in=names).count() == len(names):
        yield ok("schedule", ngettext("%(n)s job", "%(n)s jobs", len(names)) % {"n": len(names)})
    else:
        yield fail("schedule", _("is not what it should be"), "rapport prepare")


def worker() -> Findings:
    """A worker shows that it lives by what it does: the job of every minute is put into the queue, and done."""
    tick = Schedule.objects.filter(name=EVERY_MINUTE.name).first()
    done = Success.objects.filter(func=EVERY_MINUTE.function).order_by("-stopped").first()
    seen = _("last did its work %(ago)s") % {"ago": ago(done.stopped)} if done else _("has not been seen yet")
    if done and clock.now() - done.stopped < LATE:
        yield ok("worker", seen)
    elif tick and tick.next_run and clock.now() - tick.next_run < LATE:
        advice = _("It shows itself within two minutes of its start, later when it is busy. Look again.")
        yield warn("worker", seen, advice)
    else:
        yield fail("worker", seen, _("Nothing happens by itself: start rapport worker, or rapport serve."))


def queue() -> Findings:
    waiting = OrmQ.objects.filter(lock__lte=clock.now())
    number, oldest = waiting.count(), waiting.order_by("lock").first()
    words = ngettext("%(n)s job waiting", "%(n)s jobs waiting", number) % {"n": number}
    if oldest and oldest.lock:
        words = _("%(waiting)s, the oldest came %(ago)s") % {"waiting": words, "ago": ago(oldest.lock)}
    late = oldest is not None and oldest.lock is not None and clock.now() - oldest.lock > LATE
    if number > LONGEST_QUEUE or late:
        advice = _("More workers take more at once: RAPPORT_WORKERS, or another rapport worker.")
        yield warn("queue", words, advice)
    else:
        yield ok("queue", words)


def failed_jobs() -> Findings:
    failed = Task.objects.filter(success=False, stopped__gt=clock.now() - timedelta(days=1))
    if number := failed.count():
        names = ", ".join(sorted(set(failed.values_list("func", flat=True))))
        words = ngettext(
            "%(n)s failed in the last day: %(names)s", "%(n)s failed in the last day: %(names)s", number
        ) % {"n": number, "names": names}
        yield warn("jobs", words, _("What went wrong is in the worker's log."))
    else:
        yield ok("jobs", _("none failed in the last day"))


def imports() -> Findings:
    stalled = [
        one for one in Import.objects.working() if clock.now() - (one.heartbeat_at or one.created_at) > LATE
    ]
    if stalled:
        words = _("standing still: %(names)s") % {"names": ", ".join(map(str, stalled))}
        yield warn("imports", words, _("A worker takes them up again."))
    else:
        yield ok("imports", _("none stands still"))


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


def facts() -> Findings:
    waiting, without = ChangedPatient.objects.count(), Patient.objects.filter(facts=None).count()
    stale = PatientFacts.objects.filter(as_of__lt=(clock.now() - timedelta(days=2)).date()).count()
    if without or stale:
        words = _("of people: %(without)s lack them, %(stale)s older than a day") % {
            "without": without,
            "stale": stale,
        }
        yield warn("facts", words, _("A running worker makes them good."))
    else:
        yield ok("facts", _("of everyone; changes to follow: %(waiting)s") % {"waiting": waiting})


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
            "moment": copy.taken_at.isoformat(timespec="seconds"),
        }
        advice = _("If it is the clinic from now on: Settings, or rapport doctor --confirm-restored USERNAME")
        yield warn("copy", words, advice)
