"""Whether the log of who saw what is whole (docs/decisions/0006-access-log.md)."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.config.health.finding import Findings, fail, ok
from rapport.staff.models import AccessLog, AccessLogQuerySet
from rapport.staff.sealing import Chain, examine_chain, seal_rows

_KEEP = gettext_lazy(
    "Keep this database as it is, put the last backup beside it, and find out who could write to it."
)


def chain() -> Findings:
    """Seal what is open, work every seal out anew, and compare with what this machine saw the last time."""
    seal_rows()
    found = examine_chain()
    if found.broken:
        when = f" ({found.broken.at:%Y-%m-%d %H:%M} UTC)" if found.broken.at else ""
        told = {"number": found.broken.number, "when": when, "words": found.broken.words}
        yield fail("access log", _("broken at row %(number)s%(when)s: %(words)s") % told, str(_KEEP))
    elif missing := _lost_since(found):
        restored = _("If a backup was restored: delete %(file)s.") % {"file": _witness()}
        yield fail("access log", missing, f"{_KEEP} {restored}")
    else:
        _witness().write_text(json.dumps([found.length, found.seal]))
        told = {"n": f"{found.length:,}", "seal": found.seal[:12] or "-"}
        words = ngettext(
            "%(n)s row, one chain, its end %(seal)s", "%(n)s rows, one chain, its end %(seal)s", found.length
        )
        yield ok("access log", words % told)


def _witness() -> Path:
    """Outside the database: whoever cuts the end of the log off there does not reach it."""
    return Path(settings.HOME) / "access-log.end"


def _lost_since(found: Chain) -> str:
    """What is wrong with the end of the log, in words, if anything."""
    try:
        length, seal = json.loads(_witness().read_text())
    except (OSError, ValueError):
        return ""
    if found.length < length:
        told = {"now": found.length, "then": length}
        return _("ends at row %(now)s, and reached row %(then)s when it was last looked at") % told
    row = AccessLogQuerySet(AccessLog).sealed().filter(number=length).first()
    if length and (row is None or row.seal != seal):
        return _("was written anew up to row %(n)s since it was last looked at") % {"n": length}
    return ""
