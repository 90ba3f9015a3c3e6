"""Every source followed to the first visit and the first payment (PRO-7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.people.models import Patient
from rapport.people.models.source import SourceKind
from rapport.segmentation.sources import SourceYield, yields_of_sources
from rapport.staff.roles import Right
from rapport.web.insights.base.look import Look, People, counted

_NEW = "registered within 12 months"
_CAME, _PAID = " and visits > 0", " and payments > 0"
# sources that have a line of their own
_SHOWN = 12


@dataclass(frozen=True)
class SourceLine:
    """`came` and `paid` also in per cent of those written down; `url` is "" for what is left over."""

    name: str
    kind: str
    registered: int
    came: int
    paid: int
    url: str = ""
    came_url: str = ""
    paid_url: str = ""

    @property
    def came_share(self) -> int:
        return round(100 * self.came / self.registered)

    @property
    def paid_share(self) -> int:
        return round(100 * self.paid / self.registered)


@dataclass(frozen=True)
class SourcesPanel:
    title: str
    lines: Sequence[SourceLine]
    never_came: People


def sources_panel(look: Look) -> SourcesPanel | None:
    """None where nobody was written down in twelve months. Two queries beyond the words of the language."""
    people = Patient.objects.filter(branch__in=look.branches(Right.SEE_PATIENTS))
    found = yields_of_sources(people, look.scope.start)
    if not found:
        return None
    lines = [_line(look, one) for one in found[:_SHOWN]]
    if rest := found[_SHOWN:]:
        lines.append(SourceLine(_("other sources"), "", *_summed(rest)))
    never_came = look.people_where(f"{_NEW} and visits = 0 and not deceased")
    return SourcesPanel(_title(found), lines, never_came)


def _summed(yields: Sequence[SourceYield]) -> tuple[int, int, int]:
    return tuple(sum(getattr(one, name) for one in yields) for name in ("registered", "came", "paid"))


def _line(look: Look, one: SourceYield) -> SourceLine:
    sayable = not set(one.name) & set('"“”«»')
    condition = f'{_NEW} and source = "{one.name}"' if one.name else f"{_NEW} and source is unknown"
    return SourceLine(
        one.name or _("source not known"),
        str(SourceKind(one.kind).label) if one.kind else "",
        one.registered,
        one.came,
        one.paid,
        *(look.list_where(condition + more) if sayable else "" for more in ("", _CAME, _PAID)),
    )


def _title(found: Sequence[SourceYield]) -> str:
    known = [one for one in found if one.name]
    number = sum(one.registered for one in found)
    if not known:
        said = ngettext(
            "%(number)s new person in a year, and nobody wrote down from where",
            "%(number)s new people in a year, and nobody wrote down from where",
            number,
        )
        return said % {"number": counted(number)}
    best = max(known, key=lambda one: (one.paid, one.came))
    return _("%(source)s brings most who pay: %(paid)s of %(registered)s new people of a year") % {
        "source": best.name,
        "paid": counted(best.paid),
        "registered": counted(best.registered),
    }
