"""Who is turned to is held until the transaction ends, and so are those above them and their households."""

from __future__ import annotations

from collections.abc import Iterable

from rapport.people.guardianship import GENERATIONS
from rapport.people.models import Household, Patient


def hold(ids: Iterable[int]) -> dict[int, int | None]:
    """Lock these people and those above who may speak for them, in the order of their ids, so that two never wait
    for each other, then their households; gives the household of each who is there."""
    people = above = set(ids)
    for _generation in range(GENERATIONS):
        rows = Patient.objects.filter(pk__in=above, guardian__isnull=False)
        above = set(rows.values_list("guardian_id", flat=True)) - people
        if not above:
            break
        people = people | above
    locked = Patient.objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk")
    held: dict[int, int | None] = {pk: home for pk, home in locked.values_list("pk", "household_id")}  # noqa: C416
    if homes := {home for home in held.values() if home is not None}:
        list(Household.objects.select_for_update().filter(pk__in=homes).order_by("pk").values_list("pk"))
    return held
