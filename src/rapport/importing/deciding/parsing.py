"""From the kept cells of a row to its record, at a branch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rapport.importing.deciding.above import Above, above
from rapport.importing.models import ImportRow, ImportSheet
from rapport.importing.reasons import problem
from rapport.importing.recognising import Kind
from rapport.importing.rows import Parsed, Record, parse_row
from rapport.importing.staging import mapping_of

if TYPE_CHECKING:
    from rapport.importing.deciding.clinic import Clinic

# a sum in a cell merged over several rows stands once, not once a row
_SUMS = frozenset({"amount", "paid", "discount", "refund", "quantity"})


def parse(
    clinic: Clinic,
    sheet: ImportSheet,
    cells: Sequence[str],
    merged: Sequence[int] | None,
    higher: Above | None = None,
) -> Parsed:
    """The record of one row of `sheet` and what is wrong with it; `higher` is what it leaves out."""
    mapping = clinic.mapping if sheet.pk == clinic.sheet.pk else mapping_of(sheet)
    own = list(cells[: len(sheet.headings)])
    for column in merged or ():
        if mapping.columns.get(column) in _SUMS:
            own[column] = ""
    parsed = parse_row(
        Kind(sheet.kind),
        mapping,
        higher.written_into(own) if higher else own,
        region=clinic.branch.region,
        currency=clinic.branch.currency,
        epoch_1904=sheet.file.epoch_1904,
        today=clinic.today,
        zone=clinic.zone,
    )
    if higher is None:
        return parsed
    told = problem("person_above", fatal=False, who=higher.name, line=higher.line)
    return replace(parsed, problems=(*parsed.problems, told))


def record_of(clinic: Clinic, row: ImportRow) -> Record | None:
    """The record of an earlier row of the same import; its sheet and file have to be loaded with it."""
    higher = above(row.sheet, [row]).get(row.line)
    return parse(clinic, row.sheet, row.cells, row.merged, higher).record
