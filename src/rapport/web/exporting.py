"""The one exporter: whatever leaves the house as a file leaves through here: with a reason, logged, capped."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, TextChoices
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import get_valid_filename
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rapport.lib.cells import Echo, neutral
from rapport.lib.refusal import Refused
from rapport.staff.looking import note_export
from rapport.staff.models import ExportLog, User

Cell = str | int | Decimal | date | datetime | None
_BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8
_ROWS_AT_ONCE = 200


class FileFormat(TextChoices):
    XLSX = "xlsx", _("Excel (XLSX)")
    CSV = "csv", _("CSV (UTF-8)")


class ExportForm(forms.Form):
    """What whoever takes something out is asked for."""

    reason = forms.CharField(
        label=_("What is it for?"),
        min_length=5,
        max_length=300,
        help_text=_("Kept with your name and the time. The owner and the auditor can read it."),
    )
    file_format = forms.ChoiceField(label=_("Format"), choices=FileFormat.choices, initial=FileFormat.XLSX)


@dataclass(frozen=True)
class Export:
    """What is about to leave: `rows` is read once, row by row; text in it need not be safe yet. `patient` is whom
    it is about, where it is about one person alone."""

    what: str
    filter: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    count: int
    with_money: bool
    patient: int | None = None


def count_for_export(rows: QuerySet[Any, Any], by: User) -> int:
    """How many rows there are, of the most that `by` may take out at once.

    Refused (`export_too_large`, `export_empty`) where that cannot be an export.
    """
    cap = min(settings.RAPPORT_EXPORT_ROWS, by.export_rows or settings.RAPPORT_EXPORT_ROWS)
    count = rows.order_by()[: cap + 1].count()
    if count > cap:
        message = _("More than %(cap)s rows cannot be exported at once. Narrow the list with a filter.")
        raise Refused("export_too_large", message, {"cap": f"{cap:,}"})
    if not count:
        raise Refused("export_empty", _("There is nothing to export here. Choose other filters."))
    return count


def hand_out(export: Export, *, by: User, reason: str, file_format: str) -> HttpResponseBase:
    """Log the export, then give the file. The log stands before the first byte leaves (REC-12)."""
    with transaction.atomic():
        log = _logged(export, by, reason, file_format)
        note_export(log, export.patient)
    name = get_valid_filename(f"{export.what}-{log.at:%Y-%m-%d}-{log.pk}.{file_format}")
    response = _workbook(export, name) if file_format == FileFormat.XLSX else _separated(export, name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _logged(export: Export, by: User, reason: str, file_format: str) -> ExportLog:
    return ExportLog.objects.create(
        by=by,
        what=export.what,
        filter=export.filter,
        rows=export.count,
        file_format=file_format,
        with_money=export.with_money,
        reason=reason,
    )


def _separated(export: Export, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_lines(export), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(export: Export) -> Iterator[str]:
    writer = csv.writer(Echo())
    held = [_BYTE_ORDER_MARK + writer.writerow([neutral(heading) for heading in export.headings])]
    for row in export.rows:
        held.append(writer.writerow([_as_text(cell) for cell in row]))
        if len(held) >= _ROWS_AT_ONCE:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def _as_text(cell: Cell) -> str | int | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return neutral(cell) if isinstance(cell, str) else cell


def _workbook(export: Export, name: str) -> FileResponse:
    from openpyxl import Workbook  # takes long to load, and few ask for it

    book = Workbook(write_only=True)
    sheet = book.create_sheet(gettext(export.what)[:31])
    sheet.append([neutral(heading) for heading in export.headings])
    for row in export.rows:
        sheet.append([_as_cell(cell) for cell in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


def _as_cell(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    return neutral(cell) if isinstance(cell, str) else cell
