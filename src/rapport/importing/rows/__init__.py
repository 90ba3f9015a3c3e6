"""From the cells of a row, under a mapping, to a typed record and what is wrong with it. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from rapport.importing.recognising.fields import Kind
from rapport.importing.recognising.mapping import Mapping
from rapport.importing.rows.booking import appointment_row
from rapport.importing.rows.care import payment_row, price_row, visit_row
from rapport.importing.rows.cells import Cells, Setting
from rapport.importing.rows.people import patient_row
from rapport.importing.rows.problems import Problem, sentence
from rapport.importing.rows.records import AppointmentRow, PatientRow, PaymentRow, PriceRow, Record, VisitRow, Who
from rapport.lib.folding import folded

__all__ = [
    "AppointmentRow",
    "Parsed",
    "PatientRow",
    "PaymentRow",
    "PriceRow",
    "Problem",
    "Record",
    "VisitRow",
    "Who",
    "parse_row",
    "sentence",
]


@dataclass(frozen=True, slots=True)
class Parsed:
    """`record` is None where a problem is fatal: then the row is refused with that reason."""

    record: Record | None
    problems: tuple[Problem, ...]


_READERS: dict[Kind, Callable[[Cells], Record | None]] = {
    Kind.PATIENTS: patient_row,
    Kind.VISITS: visit_row,
    Kind.APPOINTMENTS: appointment_row,
    Kind.PAYMENTS: payment_row,
    Kind.PRICES: price_row,
}
_TOTALS = frozenset(
    [
        "итого",
        "всего",
        "итог",
        "итого по отчету",
        "барлығы",
        "жиыны",
        "қорытынды",
        "合计",
        "总计",
        "小计",
        "本页合计",
        "总合计",
        "total",
        "totals",
        "grand total",
        "subtotal",
        "sum",
    ]
)


def parse_row(
    kind: Kind,
    mapping: Mapping,
    cells: Sequence[str],
    *,
    region: str,
    currency: str,
    epoch_1904: bool,
    today: date,
    zone: ZoneInfo,
) -> Parsed:
    """One row as a record of `kind`. Raises nothing, whatever the cells hold.

    `region` (CN, RU, KZ, US) reads phones, `currency` (ISO 4217) money, `zone` times of day; dates are read in the
    mapping's order. What cannot be read is among `problems`, with what stood there.
    """
    if _is_total(cells):
        return Parsed(None, (Problem("total_row", "", fatal=True),))
    row = Cells(mapping, cells, Setting(region, currency, epoch_1904, today, zone))
    record = _READERS[kind](row)
    problems = tuple(row.problems)
    refused = record is None or any(problem.fatal for problem in problems)
    return Parsed(None if refused else record, problems)


def _is_total(cells: Sequence[str]) -> bool:
    first = next((cell for cell in cells if cell.strip()), "")
    return len(first) < 20 and not first[:1].isdigit() and folded(first) in _TOTALS
