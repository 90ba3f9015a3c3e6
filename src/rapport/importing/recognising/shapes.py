"""Sheets that hold no table: the card of one person, with its labels at the side, and the sheet of a day, with
times down the side and dentists or rooms across. They are recognised to be told of, never read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rapport.importing.recognising.fields import Kind
from rapport.importing.recognising.headings import Why, claims
from rapport.importing.values.dates import ends_of, read_time
from rapport.lib.unreadable import Unreadable

# fewer labels or times are chance
_LEAST_LABELS, _LEAST_TIMES = 3, 4
_MOST_OF_THEM = 0.6
# who and what stands across the sheet of a day
_ACROSS = ("chair", "dentist")


# 9.00 and 9-30: the whole quarters of an hour that head the rows of a sheet
_DOTTED = re.compile(r"\d{1,2}[.-](?:00|15|30|45)")


class NoTable(StrEnum):
    CARD = "card"
    DAY = "day"


NO_TABLE: dict[NoTable, str | Promise] = {
    NoTable.CARD: _(
        "This looks like the card of one person, with its labels at the side: nothing of it is taken. Bring a "
        "list with a row for each person and the labels as headings; clinic programs export one under “Patients”."
    ),
    NoTable.DAY: _(
        "This looks like the sheet of a day, times down the side and dentists across: nothing of it is taken. "
        "Bring a list with a row for each appointment: date, time, patient, phone, dentist. Clinic programs "
        "export one under “Appointments”."
    ),
}


def no_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> NoTable | None:
    """What a sheet is that is no table, from its headings and its first rows."""
    if not any(headings):  # the words across a grid name no columns
        first = next((place for place, row in enumerate(rows) if sum(map(bool, row)) > 1), len(rows))
        headings, rows = (rows[first], rows[first + 1 :]) if first < len(rows) else ((), ())
    if not headings or any(_fields(heading) not in ("", *_ACROSS) for heading in headings[1:2]):
        return None
    side = [cell for row in rows if row and (cell := row[0].strip())]
    labels = [heading for heading in (headings[0], *side) if heading.strip()]
    fields = [found for label in labels if (found := _fields(label))]
    if len(set(fields)) >= _LEAST_LABELS and len(fields) >= _MOST_OF_THEM * len(labels):
        return NoTable.CARD
    across = [heading for heading in headings[1:] if heading.strip()]
    times = sum(map(_is_time, side))
    if (
        times >= max(_LEAST_TIMES, _MOST_OF_THEM * len(side))
        and len(across) > 1
        and {*map(_fields, across)} <= {"", *_ACROSS}
    ):
        return NoTable.DAY
    return None


def _fields(label: str) -> str:
    """The field that a label surely names; "" for other words."""
    found: Iterable[str] = (
        claim.field
        for kind in (Kind.PATIENTS, Kind.VISITS, Kind.APPOINTMENTS)
        for claim in claims(kind, label)
        if claim.why is Why.HEADING
    )
    return next(iter(found), "")


def _is_time(cell: str) -> bool:
    if ends_of(cell):
        return True
    try:
        read_time(cell)
    except Unreadable:
        return False
    return ":" in cell or bool(_DOTTED.fullmatch(cell.strip()))
