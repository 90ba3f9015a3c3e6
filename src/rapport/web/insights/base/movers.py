"""The people behind the moves of this week, and why each of them moved (PAT-7, PAT-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from rapport.people.models import StandingChange
from rapport.people.models.standing import GRADES
from rapport.segmentation.moves import Reasons, changes_since, week_before
from rapport.staff.roles import Right
from rapport.web.insights.base.look import Look
from rapport.web.sight import Sight

PER_PAGE = 50


@dataclass(frozen=True)
class Mover:
    """`rules` is the version that came into force on that day, None where the rules were those of before."""

    change: StandingChange
    why: Sequence[tuple[str, str]]
    rules: int | None


@dataclass(frozen=True)
class Movers:
    """`page` counts them all; `asked` is the kind of move, or None for every one of the scheme."""

    page: Page[StandingChange]
    movers: Sequence[Mover]
    asked: tuple[str, str] | None


def movers(look: Look, scheme: str, parameters: QueryDict) -> Movers:
    """One page of those who moved in `scheme` this week. As many queries for one as for fifty."""
    branch_ids = [branch.pk for branch in look.branches(Right.SEE_VALUE)]
    changes = changes_since(week_before(look.scope.end), branch_ids).filter(scheme=scheme)
    asked = _asked(scheme, parameters)
    if asked:
        changes = changes.filter(before=asked[0], after=asked[1])
    told = changes.select_related("patient__branch", "by_hand__by").order_by("-day", "-pk")
    page = Paginator(told, PER_PAGE).get_page(parameters.get("page"))
    reasons = Reasons()
    return Movers(page, [Mover(one, _seen(look, one, reasons), reasons.new_rules(one)) for one in page], asked)


def _seen(look: Look, change: StandingChange, reasons: Reasons) -> list[tuple[str, str]]:
    sight = Sight.of(look.user, change.patient)
    return [(label, figure) for label, figure, tells in reasons.of(change) if sight.reaches(tells)]


def _asked(scheme: str, parameters: QueryDict) -> tuple[str, str] | None:
    """The kind of move in the address; what is no grade counts as not said."""
    before, after = (parameters.get(key, "") for key in ("before", "after"))
    known = {"", *GRADES[scheme]}
    return (before, after) if before in known and after in known and before != after else None
