from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User

Row = TypeVar("Row", bound=models.Model)


class OfPatientQuerySet(models.QuerySet[Row]):
    """Rows about people: seen by those who may see the person."""

    def visible_to(self, user: User, right: Right = Right.SEE_PATIENTS) -> Self:
        """Those of people at the branches at which `user` has `right`."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(patient__branch_id__in=ids)
