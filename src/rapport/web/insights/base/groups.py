"""A few big groups rather than many small ones: by visits, by kinds of service, by money spent (VAL-6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rapport.segmentation.money_curve import FIFTH
from rapport.staff.roles import Right
from rapport.web.insights.base.look import Look, People, counted

_CAME = "visits >= 1 and not deceased"
_SPECIALIST, _BASIC = "treated has any specialist", "treated has any basic"

Group = tuple[Promise, str]


@dataclass(frozen=True)
class Division:
    """Everyone who has come, divided by one thing: best, middle and last group in words and as a condition."""

    name: Promise
    groups: tuple[Group, Group, Group]


_BY_VISITS = Division(
    gettext_lazy("visits in 24 months"),
    (
        (gettext_lazy("four or more"), "visits_24m >= 4"),
        (gettext_lazy("one to three"), "visits_24m between 1 and 3"),
        (pgettext_lazy("visits", "none"), "visits_24m = 0"),
    ),
)
_BY_SERVICE = Division(
    gettext_lazy("kinds of service"),
    (
        (gettext_lazy("specialist and simple work"), f"{_SPECIALIST} and {_BASIC}"),
        (
            gettext_lazy("only one of the two"),
            f"({_SPECIALIST} or {_BASIC}) and not ({_SPECIALIST} and {_BASIC})",
        ),
        (gettext_lazy("nothing written down"), f"not ({_SPECIALIST} or {_BASIC})"),
    ),
)
_BY_MONEY = Division(
    gettext_lazy("money spent"),
    (
        (gettext_lazy("best fifth of those who pay"), f"spend > 0 and spend_place <= {FIFTH} %"),
        (gettext_lazy("the others who pay"), f"spend > 0 and spend_place > {FIFTH} %"),
        (pgettext_lazy("money", "nothing spent"), "spend <= 0"),
    ),
)


@dataclass(frozen=True)
class GroupLine:
    """One way to divide: three groups in words, each with its people."""

    name: Promise
    groups: Sequence[tuple[Promise, People]]


@dataclass(frozen=True)
class GroupsPanel:
    title: str
    lines: Sequence[GroupLine]


def groups_panel(look: Look) -> GroupsPanel | None:
    """None where nobody has come. One query for each way to divide, beyond the words of the language."""
    lines = list(_lines(look))
    visits = [people.number for _words, people in lines[0].groups]
    if not sum(visits):
        return None
    said = {"often": counted(visits[0]), "everyone": counted(sum(visits))}
    return GroupsPanel(_("%(often)s of %(everyone)s patients came four times or more in two years") % said, lines)


def _lines(look: Look) -> Iterator[GroupLine]:
    money = (_BY_MONEY,) if look.branches(Right.SEE_MONEY) else ()
    for division in (_BY_VISITS, _BY_SERVICE, *money):
        found = look.people_of([f"{_CAME} and ({condition})" for _words, condition in division.groups])
        names = [words for words, _condition in division.groups]
        yield GroupLine(division.name, list(zip(names, found, strict=True)))
