"""Who moved this week, from which grade to which (PAT-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.people.models.standing import Scheme
from rapport.segmentation.moves import Move, moves_since, week_before
from rapport.staff.roles import Right
from rapport.web.insights.base.look import Look, counted

# the moves of a scheme that are told by themselves; all others are one click away
_SHOWN = 4


@dataclass(frozen=True)
class MoveLine:
    move: Move
    url: str


@dataclass(frozen=True)
class SchemeMoves:
    scheme: str
    title: str
    lines: Sequence[MoveLine]
    people: int
    url: str


@dataclass(frozen=True)
class MovesPanel:
    title: str
    since: date
    schemes: Sequence[SchemeMoves]


def moves_panel(look: Look) -> MovesPanel | None:
    """None where the reader sees no classes. One query."""
    branches = look.branches(Right.SEE_VALUE)
    if not branches:
        return None
    since = week_before(look.scope.end)
    moves = moves_since(since, [branch.pk for branch in branches])
    schemes = [_scheme(look, scheme, list(of)) for scheme, of in groupby(moves, key=lambda move: move.scheme)]
    return MovesPanel(_title(moves), since, schemes)


def _title(moves: Sequence[Move]) -> str:
    if not moves:
        return _("Nobody moved between classes this week")
    up, down, beside = (sum(move.people for move in moves if move.up is way) for way in (True, False, None))
    number = up + down + beside
    said = {"number": counted(number), "up": counted(up), "down": counted(down), "beside": counted(beside)}
    return (
        ngettext(
            "%(number)s move between classes this week: %(up)s up, %(down)s down, %(beside)s in or out",
            "%(number)s moves between classes this week: %(up)s up, %(down)s down, %(beside)s in or out",
            number,
        )
        % said
    )


def _scheme(look: Look, scheme: str, moves: Sequence[Move]) -> SchemeMoves:
    lines = [MoveLine(move, moves_url(look, scheme, move)) for move in moves[:_SHOWN]]
    number = sum(move.people for move in moves)
    return SchemeMoves(scheme, str(Scheme(scheme).label), lines, number, moves_url(look, scheme))


def moves_url(look: Look, scheme: str, move: Move | None = None) -> str:
    """The page of those who moved in `scheme`, or only of one kind of move."""
    branch = look.scope.branch
    asked: dict[str, object] = {"branch": branch.pk} if branch else {}
    if move:
        asked |= {"before": move.before, "after": move.after}
    url = reverse("web:insights_moves", args=[scheme])
    return f"{url}?{urlencode(asked)}" if asked else url
