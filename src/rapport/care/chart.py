"""The tooth chart without pixels: which teeth stand in which row, and what is to be minded at each (REC-4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.care.models import Finding, FindingKind, FindingState, Urgency
from rapport.lib import fdi
from rapport.lib.fdi import Dentition


class Mark(StrEnum):
    """How a tooth is drawn; each has a shape of its own, so that nothing hangs on colour."""

    URGENT = "urgent"
    SOON = "soon"
    WATCH = "watch"
    MISSING = "missing"
    TREATED = "treated"
    SOUND = "sound"


MARK_NAMES: dict[Mark, Any] = {
    Mark.URGENT: _("urgent"),
    Mark.SOON: _("treat soon"),
    Mark.WATCH: _("watch"),
    Mark.MISSING: _("missing"),
    Mark.TREATED: _("treated"),
    Mark.SOUND: _("nothing noted"),
}
_BY_URGENCY = {Urgency.URGENT: Mark.URGENT, Urgency.SOON: Mark.SOON, Urgency.WATCH: Mark.WATCH}
_GRAVEST_FIRST = tuple(Mark)


@dataclass(frozen=True)
class ChartTooth:
    """One tooth: `at` counts from the left of the row of sixteen, as the dentist faces the person."""

    place: str
    at: int
    mark: Mark


@dataclass(frozen=True)
class ChartRow:
    upper: bool
    milk: bool
    teeth: Sequence[ChartTooth]


def mark_of(finding: Finding) -> Mark:
    """How one finding marks its tooth. What was declined is still there: it goes on being watched."""
    if finding.kind == FindingKind.MISSING and finding.state != FindingState.TREATED:
        return Mark.MISSING
    if finding.state == FindingState.TREATED:
        return Mark.TREATED
    return Mark.WATCH if finding.state == FindingState.DECLINED else _BY_URGENCY[Urgency(finding.urgency)]


def chart_rows(findings: Iterable[Finding], teeth: Dentition, treated: Iterable[str] = ()) -> list[ChartRow]:
    """The rows from top to bottom: grown-up teeth outside, milk teeth inside, both in mixed dentition.

    `treated` are the teeth the treatments of past visits name. A milk tooth that something is noted about has its
    row shown at any age. Of several marks the gravest is drawn.
    """
    marks: dict[str, list[Mark]] = {place: [Mark.TREATED] for place in treated}
    for finding in findings:
        marks.setdefault(finding.place, []).append(mark_of(finding))
    noted = {fdi.is_milk(int(place)) for place in marks if fdi.is_tooth(place)}
    milk = teeth != Dentition.ADULT or True in noted
    adult = teeth != Dentition.MILK or False in noted
    rows = [
        (adult, True, False, fdi.UPPER),
        (milk, True, True, fdi.UPPER_MILK),
        (milk, False, True, fdi.LOWER_MILK),
        (adult, False, False, fdi.LOWER),
    ]
    return [
        ChartRow(upper, is_milk, [_tooth(tooth, at, len(arch), marks) for at, tooth in enumerate(arch)])
        for shown, upper, is_milk, arch in rows
        if shown
    ]


def _tooth(tooth: int, at: int, of: int, marks: dict[str, list[Mark]]) -> ChartTooth:
    place = str(tooth)
    # a milk tooth stands over the one that follows it
    return ChartTooth(place, at + (16 - of) // 2, min(marks.get(place, [Mark.SOUND]), key=_GRAVEST_FIRST.index))
