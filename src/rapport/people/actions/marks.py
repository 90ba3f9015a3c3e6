"""The mark that every action leaves on the people it changed."""

from collections.abc import Iterable

from rapport.lib.bulk import insert_many
from rapport.people.models import ChangedPatient


def touch(patient_ids: Iterable[int]) -> None:
    """Mark people as changed, in the transaction of the change; facts follow within seconds."""
    insert_many(ChangedPatient, ("patient_id",), ((pk,) for pk in sorted(set(patient_ids))))
