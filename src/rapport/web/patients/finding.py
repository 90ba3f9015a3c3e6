"""The few people under the search field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from rapport.people.models import Patient
from rapport.web.patients.rows import PHONE


@dataclass(frozen=True)
class FoundPerson:
    """A hit: the name, and in `detail` what tells namesakes apart."""

    pk: int
    name: str
    detail: str
    url: str


def found_people(ids: Sequence[int]) -> list[FoundPerson]:
    """The people of `ids`, in that order."""
    columns = ("pk", "full_name", "birth_date", "file_number", PHONE)
    rows = {row[0]: row for row in Patient.objects.filter(pk__in=ids).values_list(*columns)}
    return [
        FoundPerson(pk, name, _detail(birth_date, phone, file_number), reverse("web:card", args=[pk]))
        for pk, name, birth_date, file_number, phone in (rows[pk] for pk in ids if pk in rows)
    ]


def _detail(birth_date: date | None, phone: str | None, file_number: str) -> str:
    year = str(birth_date.year) if birth_date else ""
    return " · ".join(filter(None, (year, f"…{phone[-4:]}" if phone else "", file_number)))
