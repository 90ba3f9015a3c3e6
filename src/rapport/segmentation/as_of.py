"""Everyone as they stood on a day that is gone: worked out, looked at, put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from rapport.people.models import Patient, Standing
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.refresh import Told, refresh_facts
from rapport.staff.models import Branch


@contextmanager
def as_it_stood(day: date, told: Told = lambda done, of: None) -> Iterator[dict[date, list[int]]]:
    """Inside the block, facts and standings are those of the end of `day`; after it, nothing has changed.

    Gives that day with all branches, as `segments` asks for it. The standings are made from nothing: what is kept
    from moving today says nothing of that day. Who came to the clinic later is not there.
    """
    with transaction.atomic():
        standings = Standing.objects.all()
        standings._raw_delete(standings.db)
        refresh_facts(day=day, told=told)
        later = Patient.objects.filter(registered_on__gt=day, facts__visits=0).values("pk")
        for rows in (Standing.objects.filter(patient__in=later), PatientFacts.objects.filter(patient__in=later)):
            rows._raw_delete(rows.db)
        yield {day: list(Branch.objects.order_by("pk").values_list("pk", flat=True))}
        transaction.set_rollback(True)
