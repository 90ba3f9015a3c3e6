"""Two records are held fast while they become one, and nobody waits for anybody else meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, TypeVar

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.people.actions import MERGED_AWAY
from rapport.people.merging.journal import plain, row_of
from rapport.people.models import Patient

Done = TypeVar("Done")
# seconds between tries while somebody else writes on one of the records
_PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.0)
_LOCKED = frozenset({"55P03", "40P01"})  # of PostgreSQL: lock not available, deadlock


def lock(*ids: int) -> list[Patient]:
    """These people, in this order, locked against all who would write on them. Refused where one is no more.

    Who has locked something does not wait for more, or two would wait for each other: see `patiently`. On SQLite
    the transaction has locked everything.
    """
    found = Patient.objects.select_for_update(nowait=True, of=("self",)).select_related("branch")
    people = {patient.pk: patient for patient in found.filter(pk__in=ids).order_by("pk")}
    if len(people) < len(ids):
        raise Refused(MERGED_AWAY, _("Not done: the two are one record already, or one of them is no more."))
    return [people[pk] for pk in ids]


def lock_rows(rows: QuerySet[Any]) -> None:
    """Lock rows before they are written, without waiting for whoever writes them."""
    list(rows.select_for_update(nowait=True, of=("self",)).values_list("pk"))


def patiently(act: Callable[[], Done]) -> Done:
    """Do `act` in a transaction, again and again while somebody else writes on the same records."""
    for pause in _PAUSES:
        try:
            with transaction.atomic():
                return act()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") not in _LOCKED:
                raise
        time.sleep(pause)
    raise Refused(
        "merge_busy", _("Not done: somebody is writing on one of the records right now. Try again in a moment.")
    )


def state_of(*people: Patient) -> str:
    """What records say now, in a few letters: to see whether they still say it later."""
    rows = [row_of(Patient, patient.pk) for patient in sorted(people, key=lambda patient: patient.pk)]
    told = repr([[(name, plain(value)) for name, value in row.items() if name != "updated_at"] for row in rows])
    return blake2b(told.encode(), digest_size=12).hexdigest()
