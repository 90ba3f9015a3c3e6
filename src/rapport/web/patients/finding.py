"""The few people under the search field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from rapport.people.models import Patient, Standing
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.patients.rows import PHONE

# last digits by which one looks for somebody who is known
_TAIL = 6


@dataclass(frozen=True)
class FoundPerson:
    """A hit: the name, and in `detail` what tells namesakes apart."""

    pk: int
    name: str
    detail: str
    url: str
    # None for whoever may not see it
    standing: Standing | None


def newcomer(q: str) -> dict[str, str]:
    """What was looked for in vain, for the empty form of a person: a number is a phone, anything else a name."""
    digits = sum(one.isdigit() for one in q)
    if digits > _TAIL:
        return {"phone": q}
    return {"name": q} if q and not digits else {}


def found_people(ids: Sequence[int], user: User) -> list[FoundPerson]:
    """The people of `ids`, in that order, as `user` may see them."""
    standing = ("standing__care", "standing__prospect", "standing__value")
    columns = ("pk", "full_name", "birth_date", "file_number", PHONE, "branch_id", *standing)
    rows = {row[0]: row for row in Patient.objects.filter(pk__in=ids).values_list(*columns)}
    return [_found(rows[pk], user) for pk in ids if pk in rows]


def _found(row: Sequence[Any], user: User) -> FoundPerson:
    pk, name, birth_date, file_number, phone, branch_id, *grades = row
    care, prospect, value = (grade or "" for grade in grades)
    seen = user.may_at(Right.SEE_VALUE, branch_id)
    standing = Standing(care=care, prospect=prospect, value=value) if seen else None
    return FoundPerson(pk, name, _detail(birth_date, phone, file_number), reverse("web:card", args=[pk]), standing)


def _detail(birth_date: date | None, phone: str | None, file_number: str) -> str:
    year = str(birth_date.year) if birth_date else ""
    return " · ".join(filter(None, (year, f"…{phone[-4:]}" if phone else "", file_number)))
