"""The chain over the access log: rows are written open, sealed soon after (docs/decisions/0006-access-log.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from rapport.staff.models import AccessLog, AccessLogQuerySet

_AT_ONCE = 500
_LOCK = 7278
BEGINNING = ""


@dataclass(frozen=True)
class Broken:
    """The first place where the chain does not hold: the number and moment of the row, and what is wrong."""

    number: int
    at: datetime | None
    words: str


@dataclass(frozen=True)
class Chain:
    """How the chain stands: its length, the seal of its last row, and where it is broken."""

    length: int
    seal: str
    broken: Broken | None = None


def seal_rows() -> int:
    """Seal the rows that are still open, in the order they were written; how many that were.

    One sealer at a time; were there two, the number being unique keeps the second from forking the chain.
    """
    sealed = 0
    while AccessLogQuerySet(AccessLog).unsealed().exists():
        sealed += _seal_some()
    return sealed


@transaction.atomic
def _seal_some() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    log = AccessLogQuerySet(AccessLog)
    last = log.sealed().last()
    number, seal = (last.number or 0, last.seal) if last else (0, BEGINNING)
    rows = list(log.unsealed().order_by("pk")[:_AT_ONCE])
    for row in rows:
        number += 1
        seal = row.seal_after(seal, number)
        row.number, row.seal = number, seal
    # past the guard of the model: the seal is the one thing that may be added
    plain: models.QuerySet[AccessLog] = models.QuerySet(AccessLog)
    plain.bulk_update(rows, ["number", "seal"])
    return len(rows)


def examine_chain() -> Chain:
    """Work every seal out anew. Reads the whole log, a few hundred thousand rows a minute; writes nothing."""
    number, seal = 0, BEGINNING
    for row in AccessLogQuerySet(AccessLog).sealed().iterator(chunk_size=2_000):
        number += 1
        if row.number != number:
            gap = {"first": number, "last": (row.number or 0) - 1}
            words = _("rows %(first)s to %(last)s are missing before it") % gap
            return Chain(number - 1, seal, Broken(row.number or 0, row.at, words))
        if row.seal != row.seal_after(seal, number):
            return Chain(number - 1, seal, Broken(number, row.at, _("it was changed after it was sealed")))
        seal = row.seal
    return Chain(number, seal)
