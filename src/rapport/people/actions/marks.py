"""The mark that every action leaves on the people it changed, and holding them while it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rapport.lib.bulk import insert_many
from rapport.lib.refusal import Refused
from rapport.people.models import ChangedPatient, Patient

# the code of the refusal to write on a record that is no more
MERGED_AWAY = "merged_away"
# ids in one statement, which takes a limited number of them
_PEOPLE_AT_ONCE = 5_000


def touch(patient_ids: Iterable[int]) -> None:
    """Mark people as changed, in the transaction of the change; facts follow within seconds.

    Refused where one of them was merged into another record meanwhile: the change would hang on nobody.
    """
    ids = sorted(set(patient_ids))
    hold_all(ids)
    insert_many(ChangedPatient, ("patient_id",), ((pk,) for pk in ids))


def hold_all(patient_ids: Sequence[int]) -> None:
    """`hold`, refused where one of them is no more."""
    if gone := set(patient_ids) - hold(patient_ids):
        said = _("This record was merged with another meanwhile; nothing was saved. Open it again, then repeat.")
        raise Refused(MERGED_AWAY, said, {"gone": min(gone)})


def hold(patient_ids: Sequence[int]) -> set[int]:
    """Keep people from being merged until the end of this transaction; gives those of them who are there.

    Those who hold do not wait for each other, only for a merge (people.merging). On SQLite who writes is alone.
    """
    held: set[int] = set()
    for start in range(0, len(patient_ids), _PEOPLE_AT_ONCE):
        some = Patient.objects.filter(pk__in=patient_ids[start : start + _PEOPLE_AT_ONCE]).order_by("pk")
        sql, params = some.values_list("pk").query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} FOR KEY SHARE" if connection.vendor == "postgresql" else sql, params)
            held.update(pk for (pk,) in cursor.fetchall())
    return held


def hold_rows(rows: QuerySet[Any]) -> None:
    """Keep rows where they are until the end of this transaction, and so the people whom they belong to.

    A merge that is moving one of them is waited for: the row is then that of the record which stands.
    """
    list(rows.select_for_update(of=("self",)).values_list("pk"))
