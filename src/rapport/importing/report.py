"""What an import found and did, for pages, programs and as a file of the refused rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.importing.deciding.above import above, names_nobody
from rapport.importing.models import Import, ImportFile, ImportRow, ImportSheet, JournalEntry, Outcome
from rapport.importing.reading.refusals import Refusal, Unreadable
from rapport.importing.reasons import problem_sentence
from rapport.importing.recognising.sexes import NOT_SAID
from rapport.lib.cells import Echo, neutral
from rapport.people.models.patient import Sex

if TYPE_CHECKING:
    from openpyxl import Workbook

SEX_CODES = {
    Sex.MALE.value: Sex.MALE.label,
    Sex.FEMALE.value: Sex.FEMALE.label,
    NOT_SAID: gettext_lazy("nothing known"),
}
"""What a code in a column of sex may mean."""
COUNTED = (Outcome.NEW, Outcome.CHANGED, Outcome.SAME, Outcome.DUPLICATE, Outcome.REFUSED)


def file_sentence(file: ImportFile) -> str:
    """Why a file could not be read, in the language now active; empty for one that could."""
    if not file.refused:
        return ""
    return Unreadable(Refusal(file.refused), **file.refused_params).message


def sexes_sentence(sheet: ImportSheet) -> str:
    """What the codes in a column of sex are taken for, 1 = male, 2 = female; empty where there are none."""
    meant = sorted(sheet.mapping.get("sexes", {}).items())
    told = ", ".join(f"{code} = {SEX_CODES[said] if said else '?'}" for code, said in meant)
    return _("sex: %(codes)s") % {"codes": told} if told else ""


def failure_sentence(imported: Import) -> str:
    """Why an import failed, in the language now active; empty where it did not."""
    if not imported.failure:
        return ""
    return _("Something unexpected happened. Nothing is half written: resume it, and it goes on where it stood.")


def reasons(row: ImportRow) -> list[str]:
    """The sentences for everything that is wrong with a row, what refuses it first."""
    return [problem_sentence(found) for found in sorted(row.problems, key=lambda found: not found["fatal"])]


def refused(imported: Import) -> Iterator[ImportRow]:
    """The refused rows in the order of the files, read as they are asked for."""
    rows = ImportRow.objects.filter(sheet__file__imported=imported, outcome=Outcome.REFUSED)
    ordered = rows.select_related("sheet__file").order_by("sheet__file__position", "sheet__index", "line")
    return ordered.iterator(chunk_size=2_000)


def as_json(imported: Import) -> dict[str, Any]:
    """The whole import for programs: per file its kinds, counts, and the refusals with line and reason."""
    files = {file.pk: _file(file) for file in imported.files.prefetch_related("sheets")}
    for row in refused(imported):
        fatal = next((found for found in row.problems if found["fatal"]), None)
        files[row.sheet.file_id]["refusals"].append(
            {
                "sheet": row.sheet.name,
                "line": row.line,
                "code": fatal["code"] if fatal else "",
                "reason": problem_sentence(fatal) if fatal else "",
            }
        )
    for file in files:
        files[file]["remarks"] = _remarks(file)
    kept = [
        {"record": entry.model, "id": entry.object_id, "why": entry.kept}
        for entry in imported.journal.exclude(kept="")
    ]
    return {"import": imported.pk, "state": imported.state, "files": list(files.values()), "kept": kept}


def _remarks(file: int) -> list[dict[str, Any]]:
    """What is wrong or not sure with rows that are taken all the same: of each kind how often, and where first."""
    found: dict[str, dict[str, Any]] = {}
    rows = ImportRow.objects.filter(sheet__file=file).remarked().order_by("sheet__index", "line")
    told = rows.values_list("sheet__name", "line", "problems").iterator(chunk_size=2_000)
    for sheet, line, problem in ((sheet, line, one) for sheet, line, problems in told for one in problems):
        known = found.setdefault(
            problem["code"], {"code": problem["code"], "rows": 0, "sheet": sheet, "line": line}
        )
        known["rows"] += 1
        known.setdefault("reason", problem_sentence(problem))
    return sorted(found.values(), key=lambda one: -int(one["rows"]))


def _file(file: ImportFile) -> dict[str, Any]:
    sheets = list(file.sheets.all())
    counts = {str(name): sum(sheet.counts.get(name, 0) for sheet in sheets) for name in COUNTED}
    refusal = {"code": file.refused, "reason": file_sentence(file)} if file.refused else None
    taken = [sheet for sheet in sheets if sheet.kind and not sheet.left_out]
    return {
        "file": file.name,
        "kind": taken[0].kind if len({sheet.kind for sheet in taken}) == 1 else None,
        "kinds": sorted({sheet.kind for sheet in taken}),
        **counts,
        "skipped": sum(sheet.counts.get("skipped", 0) for sheet in sheets),
        "codes": list(filter(None, map(sexes_sentence, sheets))),
        "not_recognised": [sheet.name for sheet in sheets if not sheet.kind and sheet.rows_total],
        "refused_file": refusal,
        "refusals": [],
        "remarks": [],
    }


def kept_by_undo(imported: Import) -> list[str]:
    """What undoing left as it is, and why, in the language now active."""
    kept = imported.journal.exclude(kept="").order_by("pk")
    named: dict[str, dict[int, Any]] = {}
    for model in {entry.model for entry in kept}:
        ids = [entry.object_id for entry in kept if entry.model == model]
        named[model] = apps.get_model(model)._default_manager.in_bulk(ids)
    return [f"{named[entry.model].get(entry.object_id, entry.object_id)}: {_kept_reason(entry)}" for entry in kept]


def _kept_reason(entry: JournalEntry) -> str:
    if entry.kept == "used_since":
        return _("Something newer belongs to it, so it stays.")
    if entry.kept == "merged_since":
        return _("This record was merged with another one since, so it stays. Undo the merge first.")
    return _("It has been changed since the import, so it stays.")


def refused_rows_file(imported: Import) -> IO[bytes]:
    """The refused rows as a workbook: their own columns, then line and reason. Text stays text."""
    from openpyxl import Workbook  # takes long to load, and few ask for it

    book = Workbook(write_only=True)
    sheet_id, page = None, None
    for row in refused(imported):
        if row.sheet_id != sheet_id or page is None:
            sheet_id = row.sheet_id
            page = book.create_sheet(_page_name(book, row.sheet.name))
            page.append([_cell(page, text) for text in (*row.sheet.headings, _("Line"), _("Why"))])
        for texts in _lines(row):
            page.append([_cell(page, text) for text in texts])
    if page is None:
        book.create_sheet(_("Refused"))
    file = TemporaryFile()  # noqa: SIM115 whoever asked for it closes it
    book.save(file)
    file.seek(0)
    return file


def refused_csv(imported: Import) -> Iterator[str]:
    """The refused rows as lines of CSV, each sheet under its headings."""
    sheet_id = None
    writer = csv.writer(Echo())
    for row in refused(imported):
        if row.sheet_id != sheet_id:
            sheet_id = row.sheet_id
            yield writer.writerow([neutral(text) for text in (*row.sheet.headings, _("Line"), _("Why"))])
        for texts in _lines(row):
            yield writer.writerow([neutral(text) for text in texts])


def _lines(row: ImportRow) -> Iterator[list[str]]:
    """A refused row as lines of a file, which says whose it is: nobody's below somebody's would become theirs."""
    width = len(row.sheet.headings)
    cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
    if names_nobody(row.sheet, row):
        higher = above(row.sheet, [row]).get(row.line)
        if higher is None:
            yield [""]
        else:
            cells = higher.written_into(cells)
    yield [*cells, str(row.line), " ".join(reasons(row))]


def _cell(page: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, value=neutral(text))
    cell.data_type = "s"
    return cell


def _page_name(book: Workbook, name: str) -> str:
    plain = "".join(letter for letter in name if letter not in r"[]:*?/\'")[:25] or "1"
    taken = {title.lower() for title in book.sheetnames}
    return next(
        title for n in range(1, 10_000) if (title := plain if n == 1 else f"{plain} {n}").lower() not in taken
    )
