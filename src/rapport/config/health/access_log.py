"""Whether the log of who saw what is whole (docs/decisions/0006-access-log.md)."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings

from rapport.config.health.finding import Findings, fail, ok
from rapport.staff.models import AccessLog, AccessLogQuerySet
from rapport.staff.sealing import Chain, examine_chain, seal_rows

_KEEP = "Keep this database as it is, put the last backup beside it, and find out who could write to it."


def chain() -> Findings:
    """Seal what is open, work every seal out anew, and compare with what this machine saw the last time."""
    seal_rows()
    found = examine_chain()
    if found.broken:
        when = f" of {found.broken.at:%Y-%m-%d %H:%M} UTC" if found.broken.at else ""
        yield fail("access log", f"broken at row {found.broken.number}{when}: {found.broken.words}", _KEEP)
    elif missing := _lost_since(found):
        yield fail("access log", missing, f"{_KEEP} If a backup was restored: delete {_witness()}.")
    else:
        _witness().write_text(json.dumps([found.length, found.seal]))
        yield ok("access log", f"{found.length:,} rows, one chain, its end {found.seal[:12] or '-'}")


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
        return f"ends at row {found.length}, and reached row {length} when it was last looked at"
    row = AccessLogQuerySet(AccessLog).sealed().filter(number=length).first()
    if length and (row is None or row.seal != seal):
        return f"was written anew up to row {length} since it was last looked at"
    return ""
