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
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.config.archive.manifest import running_version
from rapport.config.archive.places import unfinished
from rapport.config.health.finding import Findings, fail, ok, warn

GIGABYTE = 1024**3
LEAST_DISK = GIGABYTE


def versions() -> Findings:
    yield ok("rapport", running_version())
    yield ok("python", ".".join(map(str, sys.version_info[:3])))
    if number := len(available_timezones()):
        yield ok("time zones", ngettext("%(n)s known", "%(n)s known", number) % {"n": number})
    else:
        yield fail("time zones", _("none known"), _("Install the package tzdata."))


def home_folder() -> Findings:
    folder: Path = settings.HOME
    mode = stat.S_IMODE(folder.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        yield warn(
            "home", _("%(folder)s can be looked into by others") % {"folder": folder}, f"chmod 700 {folder}"
        )
    elif not os.access(folder, os.W_OK):
        words = _("%(folder)s cannot be written to") % {"folder": folder}
        yield fail("home", words, _("Give it to the user that runs Rapport."))
    else:
        yield ok("home", str(folder))
    free = shutil.disk_usage(folder).free
    words = _("%(size)s GB free") % {"size": f"{free / GIGABYTE:,.1f}"}
    advice = _("Make room before anything is lost.")
    yield ok("disk", words) if free >= LEAST_DISK else fail("disk", words, advice)


def secret_key() -> Findings:
    shared = bool(os.environ.get("RAPPORT_SECRET_KEY"))
    if connection.vendor == "postgresql" and not shared:
        yield warn(
            "secret key",
            _("this machine's own"),
            _("Where several machines serve one clinic, give all of them the same RAPPORT_SECRET_KEY."),
        )
    else:
        yield ok("secret key", _("from RAPPORT_SECRET_KEY") if shared else _("this machine's own"))


def proxies() -> Findings:
    """Behind a proxy that is not named every client has its address, and wrong passwords are counted as of one."""
    if settings.RAPPORT_PROXIES:
        yield ok("proxies", ", ".join(sorted(settings.RAPPORT_PROXIES)))
    elif settings.SECURE_PROXY_SSL_HEADER:
        yield warn(
            "proxies",
            _("behind a proxy whose address is not known: whoever guesses passwords looks like everybody else"),
            _("Set RAPPORT_PROXIES to the addresses of your proxies."),
        )


def pages() -> Findings:
    errors = [message for message in checks.run_checks() if message.level >= checks.ERROR]
    for message in errors:
        yield fail("pages", message.msg, message.hint or "")
    if not errors:
        yield ok("pages", _("styles, scripts and icons are there"))
    sources = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po"))
    if missing := [source.parts[-3] for source in sources if not source.with_suffix(".mo").exists()]:
        yield fail("languages", _("not compiled: %(names)s") % {"names": ", ".join(missing)}, "rapport assets")
    elif sources:
        yield ok("languages", _("compiled"))


def doors() -> Findings:
    if settings.DEBUG:
        yield fail("debug", _("faults are shown to whoever meets one"), _("Take RAPPORT_DEBUG away."))
    if settings.RAPPORT_DEMO:
        advice = _("Take RAPPORT_DEMO away before real people are in it.")
        yield warn("demo", _("anybody signs in as anybody"), advice)
    if "*" in settings.ALLOWED_HOSTS:
        yield fail("hosts", _("any host name is answered"), _("Name the clinic's own in RAPPORT_HOSTS."))
    else:
        yield ok("hosts", ", ".join(settings.ALLOWED_HOSTS))
    outside = set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"}
    if outside and not settings.BEHIND_TLS:
        advice = _("Put a TLS proxy in front and set RAPPORT_TLS=1.")
        yield warn("tls", _("passwords travel in the open"), advice)


def cut_off_restore() -> Findings:
    if unfinished(Path(settings.MEDIA_ROOT)).exists():
        advice = _("Run it again: rapport restore FILE --replace")
        yield fail("restore", _("was cut off before its end"), advice)
