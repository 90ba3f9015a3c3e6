from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rapport.people.models.of_patient import OfPatientQuerySet, Row
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class OfMouthQuerySet(OfPatientQuerySet[Row]):
    """Rows about people's mouths: seen by those who may see care at the branch of the person."""

    def visible_to(self, user: User, right: Right = Right.SEE_CARE) -> Self:
        return super().visible_to(user, right)
