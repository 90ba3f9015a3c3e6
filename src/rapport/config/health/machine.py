"""The machine and its settings: what can be seen without the database."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path
from zoneinfo import available_timezones

from django.conf import settings
from django.core import checks
from django.db import connection

from rapport.config import home
from rapport.config.archive.manifest import running_version
from rapport.config.archive.places import unfinished
from rapport.config.health.finding import Findings, fail, ok, warn

GIGABYTE = 1024**3
LEAST_DISK = GIGABYTE


def versions() -> Findings:
    yield ok("rapport", running_version())
    yield ok("python", ".".join(map(str, sys.version_info[:3])))
    if available_timezones():
        yield ok("time zones", f"{len(available_timezones())} known")
    else:
        yield fail("time zones", "none known", "Install the package tzdata.")


def home_folder() -> Findings:
    folder: Path = settings.HOME
    mode = stat.S_IMODE(folder.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        yield warn("home", f"{folder} can be looked into by others", f"chmod 700 {folder}")
    elif not os.access(folder, os.W_OK):
        yield fail("home", f"{folder} cannot be written to", "Give it to the user that runs Rapport.")
    else:
        yield ok("home", str(folder))
    free = shutil.disk_usage(folder).free
    words = f"{free / GIGABYTE:,.1f} GB free"
    yield ok("disk", words) if free >= LEAST_DISK else fail("disk", words, "Make room before anything is lost.")


def secret_key() -> Findings:
    shared = bool(os.environ.get("RAPPORT_SECRET_KEY"))
    if connection.vendor == "postgresql" and not shared:
        yield warn(
            "secret key",
            "this machine's own",
            "Where several machines serve one clinic, give all of them the same RAPPORT_SECRET_KEY.",
        )
    else:
        yield ok("secret key", "from RAPPORT_SECRET_KEY" if shared else "this machine's own")


def pages() -> Findings:
    errors = [message for message in checks.run_checks() if message.level >= checks.ERROR]
    for message in errors:
        yield fail("pages", message.msg, message.hint or "")
    if not errors:
        yield ok("pages", "styles, scripts and icons are there")
    sources = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po"))
    if missing := [source.parts[-3] for source in sources if not source.with_suffix(".mo").exists()]:
        yield fail("languages", f"not compiled: {', '.join(missing)}", "rapport assets")
    elif sources:
        yield ok("languages", "compiled")


def doors() -> Findings:
    if settings.DEBUG:
        yield fail("debug", "faults are shown to whoever meets one", "Take RAPPORT_DEBUG away.")
    if settings.RAPPORT_DEMO:
        yield warn("demo", "anybody signs in as anybody", "Take RAPPORT_DEMO away before real people are in it.")
    if "*" in settings.ALLOWED_HOSTS:
        yield fail("hosts", "any host name is answered", "Name the clinic's own in RAPPORT_HOSTS.")
    else:
        yield ok("hosts", ", ".join(settings.ALLOWED_HOSTS))
    outside = set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"}
    if outside and not settings.BEHIND_TLS:
        yield warn("tls", "passwords travel in the open", "Put a TLS proxy in front and set RAPPORT_TLS=1.")


def restored_copy() -> Findings:
    if unfinished(Path(settings.MEDIA_ROOT)).exists():
        yield fail("restore", "was cut off before its end", "Run it again: rapport restore FILE --replace")
    if told := home.restored(settings.HOME):
        yield warn(
            "restore",
            f"this is a copy restored from {told['file']}, as it was at {told['taken_at']}",
            "If this is the one in use from now on: rapport doctor --confirm-restored",
        )
