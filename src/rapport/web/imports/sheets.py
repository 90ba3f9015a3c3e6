"""One sheet of an import: its rows, and the correction of what it holds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.importing import actions
from rapport.importing.models import REMARKED, Import, ImportRow, ImportSheet, Outcome
from rapport.importing.recognising import KIND_LABELS, Kind, Mapping, recognise
from rapport.importing.recognising.sexes import with_codes
from rapport.lib.refusal import Refused
from rapport.web.access import staff
from rapport.web.htmx import say, wants_part
from rapport.web.ids import id_of
from rapport.web.imports import pages
from rapport.web.imports.files import name_of, written
from rapport.web.imports.forms import SheetForm
from rapport.web.imports.views import import_for
from rapport.web.refusals import refusals_said
from rapport.web.settings.pages import sections
from rapport.web.tabs import Tab

# rows by which columns are recognised when a person names another kind, and examples shown beside a heading
_SAMPLE, _EXAMPLES = 200, 3


def _sheet_for(request: HttpRequest, pk: int, sheet_pk: int) -> tuple[Import, ImportSheet]:
    imported = import_for(request, pk)
    sheets = ImportSheet.objects.select_related("file")
    return imported, get_object_or_404(sheets, pk=sheet_pk, file__imported=imported)


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int, sheet_pk: int) -> HttpResponse:
    """The rows of one sheet and what becomes of them; and the correction of what it holds."""
    imported, found = _sheet_for(request, pk, sheet_pk)
    if wants_part(request) and request.method == "GET":
        return render(request, "imports/rows.html", {"rows": _rows(request, imported, found)})
    asked = request.POST.get("kind", request.GET.get("kind", found.kind))
    kind = Kind(asked) if asked in set(Kind) else None
    sample = list(ImportRow.objects.filter(sheet=found, skipped="").order_by("line")[:_SAMPLE])
    form = SheetForm(request.POST or None, sheet=found, kind=kind, mapping=_mapping(imported, found, kind, sample))
    if request.method == "POST" and form.is_valid() and kind and _correct(request, found, kind, form):
        return redirect("web:import", imported.pk)
    return _show(request, imported, found, form, sample[:_EXAMPLES])


def _mapping(imported: Import, sheet: ImportSheet, kind: Kind | None, sample: list[ImportRow]) -> Mapping:
    """What the columns are taken as; looked at anew where a person says that the sheet holds something else."""
    if kind is None or kind == sheet.kind:
        return with_codes(Mapping.from_json(sheet.mapping), [row.cells for row in sample])
    cells = [row.cells for row in sample]
    language = imported.branch.language
    return recognise(sheet.name, sheet.headings, cells, language_hint=language, kind=kind).mapping


def _correct(request: HttpRequest, sheet: ImportSheet, kind: Kind, form: SheetForm) -> bool:
    try:
        actions.correct_sheet(sheet, kind=kind, mapping=form.mapping(), by=staff(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    say(request, _("Understood, and remembered for the next file like this."))
    return True


def _show(
    request: HttpRequest, imported: Import, sheet: ImportSheet, form: SheetForm, examples: list[ImportRow]
) -> HttpResponse:
    context = {
        "sections": sections(request),
        "imported": imported,
        "sheet": sheet,
        "name": name_of(sheet),
        "written": written(sheet),
        "form": form,
        "kinds": [Tab(f"?kind={one}", KIND_LABELS[one], one == form.kind) for one in Kind],
        "may_correct": imported.state in pages.CORRECTABLE,
        "columns": [
            (
                form[f"column_{n}"],
                heading,
                [row.cells[n] for row in examples if n < len(row.cells) and row.cells[n]],
            )
            for n, heading in enumerate(sheet.headings)
        ],
        "rows": _rows(request, imported, sheet),
        "open": form.is_bound or form.kind != sheet.kind or not sheet.kind,
    }
    return render(request, "imports/sheet.html", context, status=422 if form.is_bound else 200)


def _rows(request: HttpRequest, imported: Import, sheet: ImportSheet) -> pages.SheetRows:
    outcome, after = request.GET.get("outcome", ""), request.GET.get("after", "")
    return pages.sheet_rows(
        imported,
        sheet,
        staff(request),
        outcome=outcome if outcome in {*Outcome, REMARKED} else "",
        after=id_of(after),
        few="few" in request.GET,
    )


@require_POST
def omission(request: HttpRequest, pk: int, sheet_pk: int) -> HttpResponse:
    """Take none of the rows of this sheet."""
    return _leave_out(request, pk, sheet_pk, left_out=True)


@require_POST
def inclusion(request: HttpRequest, pk: int, sheet_pk: int) -> HttpResponse:
    """Take the rows of a sheet that was left out after all."""
    return _leave_out(request, pk, sheet_pk, left_out=False)


def _leave_out(request: HttpRequest, pk: int, sheet_pk: int, *, left_out: bool) -> HttpResponse:
    imported, found = _sheet_for(request, pk, sheet_pk)
    with refusals_said(request):
        actions.leave_out_sheet(found, by=staff(request), left_out=left_out)
    return redirect("web:import", imported.pk)
