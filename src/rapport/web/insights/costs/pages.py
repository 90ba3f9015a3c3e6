"""What winning and losing clients costs, by the clinic's own notes and figures (LOY-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from rapport.outreach.models import Aim, Outlay
from rapport.outreach.outlays import Notes, notes_of, spent
from rapport.segmentation.costs import LOSING_TIMES, WINNING_TIMES, Turnover, turnover
from rapport.segmentation.loyal import counted_since
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.insights.base.look import Look

# the chart: its bars end here, each so high
BAR, ROW = 300, 34


# the first and the last day that count
Span = tuple[date, date]


@dataclass(frozen=True)
class Line:
    """Clients won, kept or lost: how many, what was spent on them or, of the lost, by them; what one of them
    makes; how many times what keeping one costs, beside the practitioners' figure. "" and None: not known.
    """

    kind: str
    people: int
    money: str
    each: str
    times: float | None
    reference: int | None
    span: Span
    y: int
    bar: int
    mark: int

    @property
    def label(self) -> int:
        """Where the figure stands in the chart: beside the bar, or the ring that would lie over it."""
        near = self.reference and self.bar - 12 < self.mark < self.bar + 44
        return max(self.bar, self.mark) + 12 if near else self.bar + 6


@dataclass(frozen=True)
class Month:
    """What was noted of a month: for each aim the note that counts with its amount, and the amounts before it."""

    first: date
    notes: Sequence[tuple[Outlay | None, str, Sequence[str]]]


@dataclass(frozen=True)
class BranchCosts:
    """`span` are the days that count: the months from the first to the last that is noted. `missing` are those
    of them of which something is not noted; `since` is the first day of which losses are known."""

    branch: Branch
    title: str
    span: Span
    found: Turnover
    lines: Sequence[Line]
    noted: bool
    charted: bool
    missing: Sequence[str]
    since: date | None
    months: Sequence[Month]
    may_note: bool
    sleeping: str


@dataclass(frozen=True)
class CostsPage:
    """`times` is the scale of the chart."""

    title: str
    branches: Sequence[BranchCosts]


def costs_page(look: Look) -> CostsPage:
    """Seven queries at any size of the base."""
    branches = [one for one in look.branches(Right.SEE_MONEY) if look.user.may_at(Right.SEE_VALUE, one.pk)]
    noted = notes_of([one.pk for one in branches], _first(look), look.scope.end)
    notes = {branch: noted.get(branch.pk, {}) for branch in branches}
    whole = {branch: _span(set(of), _first(look), branch.today()) for branch, of in notes.items()}
    winning, keeping = (
        {
            branch: _span({month for month in of if aim in of[month]}, *whole[branch])
            for branch, of in notes.items()
        }
        for aim in Aim
    )
    found, since = turnover(winning, keeping, whole), counted_since([one.pk for one in branches])
    lines = [
        _branch(
            look, branch, notes[branch], (winning[branch], keeping[branch], whole[branch]), found[branch], since
        )
        for branch in branches
    ]
    return CostsPage(_title(lines), lines)


def _first(look: Look) -> date:
    """The first day of the months that are asked about, this one with them."""
    return look.scope.end.replace(day=1) - relativedelta(months=look.scope.months - 1)


def _span(months: set[date], first: date, last: date) -> Span:
    """From the first month that is noted to the end of the last one; from `first` to `last` where none is."""
    if not months:
        return first, last
    return min(months), min(last, max(months) + relativedelta(months=1, days=-1))


def _branch(
    look: Look, branch: Branch, notes: Notes, spans: Sequence[Span], found: Turnover, since: date | None
) -> BranchCosts:
    span = spans[-1]
    money = {aim: spent(notes, aim) for aim in Aim}
    lines = _lines(look, branch, found, money, spans)
    return BranchCosts(
        branch=branch,
        title=_branch_title(lines),
        span=span,
        found=found,
        lines=lines,
        noted=bool(notes),
        charted=lines[0].times is not None or lines[2].times is not None,
        missing=_missing(notes, *span) if notes else [],
        since=since if since and since > span[0] else None,
        months=_months(look, branch, notes),
        may_note=look.user.may_at(Right.MANAGE_CLINIC, branch.pk),
        sleeping=look.list_of_grade("lifecycle", "sleeping"),
    )


def _lines(
    look: Look, branch: Branch, found: Turnover, money: Mapping[Aim, int | None], spans: Sequence[Span]
) -> list[Line]:
    keeping = _each(money[Aim.KEEPING], found.kept)
    told = (
        ("won", found.won, money[Aim.WINNING], WINNING_TIMES),
        ("kept", found.kept, money[Aim.KEEPING], None),
        ("lost", found.lost, found.lost_spend, LOSING_TIMES),
    )
    eaches = [_each(amount, people) for _kind, people, amount, _reference in told]
    times = [each / keeping if each is not None and keeping else None for each in eaches]
    scale = max(LOSING_TIMES, *(one or 0 for one in times))
    return [
        Line(
            kind,
            people,
            "" if amount is None else look.amount(amount, branch),
            # without the smallest coins
            "" if each is None else look.amount(int(round(each, -2)), branch),
            ratio,
            reference,
            spans[place],
            ROW * place,
            round(BAR * (ratio or 0) / scale),
            round(BAR * (reference or 0) / scale),
        )
        for place, ((kind, people, amount, reference), each, ratio) in enumerate(
            zip(told, eaches, times, strict=True)
        )
    ]


def _each(amount: int | None, people: int) -> float | None:
    return amount / people if amount is not None and people else None


def _branch_title(lines: Sequence[Line]) -> str:
    won, kept, _lost = lines
    if won.times is not None:
        return _("Winning a client costs %(times)s times as much as keeping one") % {"times": _shown(won.times)}
    if won.each:
        return _("Winning a client costs %(money)s") % {"money": won.each}
    if kept.each:
        return _("Keeping a client costs %(money)s") % {"money": kept.each}
    return _("What winning and keeping clients costs is not noted yet")


def _title(lines: Sequence[BranchCosts]) -> str:
    if len(lines) == 1:
        return lines[0].title
    times = sorted(line.lines[0].times for line in lines if line.lines[0].times is not None)
    if not times:
        return _("What winning and losing clients costs")
    if _shown(times[0]) == _shown(times[-1]):
        return _("Winning a client costs %(times)s times as much as keeping one") % {"times": _shown(times[0])}
    said = {"low": _shown(times[0]), "high": _shown(times[-1])}
    return _("Winning a client costs %(low)s to %(high)s times as much as keeping one") % said


def _shown(times: float) -> str:
    return number_format(round(times, 1), 1 if times < 10 else 0, force_grouping=True)


def _missing(notes: Notes, start: date, end: date) -> list[str]:
    months = []
    month = start
    while month <= end:
        if len(notes.get(month, {})) < len(Aim):
            months.append(date_format(month, "YEAR_MONTH_FORMAT"))
        month += relativedelta(months=1)
    return months


def _months(look: Look, branch: Branch, notes: Notes) -> list[Month]:
    """The months that are asked about, the latest first."""

    def told(kept: Sequence[Outlay]) -> tuple[Outlay | None, str, Sequence[str]]:
        amounts = [look.amount(one.amount, branch) for one in kept]
        return (kept[0], amounts[0], amounts[1:]) if kept else (None, "", ())

    this = look.scope.end.replace(day=1)
    months = [this - relativedelta(months=back) for back in range(look.scope.months)]
    return [Month(one, [told(notes.get(one, {}).get(aim, [])) for aim in Aim]) for one in months]
