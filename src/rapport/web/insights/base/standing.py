"""How many stand where: every scheme, grade by grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.people.models.standing import Scheme
from rapport.segmentation.census import Census, census
from rapport.staff.roles import Right
from rapport.web.insights.base.look import Look, counted


@dataclass(frozen=True)
class GradeLine:
    grade: str
    people: int
    share: int
    url: str


@dataclass(frozen=True)
class SchemeTable:
    scheme: str
    title: str
    everyone: int
    lines: Sequence[GradeLine]


@dataclass(frozen=True)
class StandingPanel:
    """`title` says whom most of the effort belongs to (VAL-5)."""

    title: str
    schemes: Sequence[SchemeTable]


def standing_panel(look: Look) -> StandingPanel | None:
    """None where the reader sees no classes, or nobody stands anywhere yet. Five queries."""
    branches = look.branches(Right.SEE_VALUE)
    found = census(frozenset(branch.pk for branch in branches)) if branches else []
    if not any(one.everyone for one in found):
        return None
    return StandingPanel(_title(found), [_table(look, one) for one in found])


def _title(found: Sequence[Census]) -> str:
    value = next(one for one in found if one.scheme == Scheme.VALUE)
    first = value.people["key"] + value.people["potential"]
    said = {"number": counted(first), "all": counted(value.everyone)}
    return (
        ngettext(
            "%(number)s of %(all)s clients is key or potential",
            "%(number)s of %(all)s clients are key or potential",
            first,
        )
        % said
        if value.everyone
        else _("Nobody has become a client yet")
    )


def _table(look: Look, one: Census) -> SchemeTable:
    lines = [
        GradeLine(grade, people, round(100 * one.share(grade)), look.list_of_grade(one.scheme, grade))
        for grade, people in one.people.items()
    ]
    return SchemeTable(one.scheme, str(one.scheme.label), one.everyone, lines)
