from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

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


@dataclass(frozen=True)
class Confidant:
    """The same of rows that are read already: whom clients of one branch told what they said, or did not."""

    user_id: int = 0
    sees: bool = False
    handles: bool = False

    @classmethod
    def at(cls, user: User, branch_id: int) -> Confidant:
        see, handle = (user.may_at(one, branch_id) for one in (Right.SEE_FEEDBACK, Right.HANDLE_FEEDBACK))
        return cls(user.pk, see, handle)

    def may_read(self, row: Any) -> bool:
        """Whether the words of `row`, a survey or a slip, are for this reader."""
        handler: str = type(row).objects.all().handler
        theirs = self.user_id in (row.dentist_id, getattr(row, f"{handler}_id"))
        return self.sees and (self.handles or theirs)


NOBODY = Confidant()
