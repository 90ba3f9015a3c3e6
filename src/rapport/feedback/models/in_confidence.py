from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import Q

from rapport.staff.roles import Right

if TYPE_CHECKING:
    from typing import Self

    from rapport.staff.models import User

Row = TypeVar("Row", bound=models.Model)


class InConfidenceQuerySet(models.QuerySet[Row]):
    """What clients said of those who treated them: for the dentist it is about, whoever has to deal with it, and
    those who handle feedback at the branch. The client was told so."""

    # the field of whoever has to deal with it now
    handler = "owner"

    def visible_to(self, user: User, right: Right = Right.SEE_FEEDBACK) -> Self:
        ids = user.branches_where(right)
        seen = self if ids is None else self.filter(branch__in=ids)
        handled = user.branches_where(Right.HANDLE_FEEDBACK)
        if handled is None:
            return seen
        return seen.filter(Q(branch__in=handled) | Q(dentist=user) | Q(**{self.handler: user}))
