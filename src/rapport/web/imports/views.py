"""Import: upload, preview, progress, result, undo. Everything that takes long is done by the worker."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from rapport.importing import actions
from rapport.importing.models import Import, ImportRow, ImportSheet, ImportState, Outcome
from rapport.importing.models.import_ import BEFORE_APPLYING
from rapport.importing.recognising import Kind
from rapport.importing.report import failure_sentence, kept_by_undo, refused_rows_file
from rapport.lib.refusal import Refused
from rapport.web.access import staff
from rapport.web.htmx import say, say_refused
from rapport.web.imports import pages
from rapport.web.imports.forms import ENDINGS, SheetForm, UploadForm
from rapport.web.settings.pages import sections


def _import(request: HttpRequest, pk: int) -> Import:
    found = Import.objects.visible_to(staff(request)).select_related("branch", "by")
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The history of imports, and the way in for new files."""
    user = staff(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        files = [(file.name or "", file) for file in form.cleaned_data["files"]]
        imported = actions.start_import(files, branch=form.cleaned_data["branch"], by=user)
        return redirect("web:import", imported.pk)
    history = Import.objects.visible_to(user).select_related("branch", "by").prefetch_related("files")[:50]
    context = {
        "sections": sections(request),
        "form": form,
        "endings": ENDINGS,
        "history": [(one, pages.counts(one.counts)) for one in history],
    }
    return render(request, "imports/imports.html", context, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its progress, its preview or its result."""
    imported = _import(request, pk)
    context = {
        "sections": sections(request),
        "imported": imported,
        "headline": pages.headline(imported),
        "sheets": pages.sheet_views(imported),
        "refused_files": pages.refused_files(imported),
        "counts": pages.counts(imported.counts),
        "to_write": imported.counts.get("new", 0) + imported.counts.get("changed", 0),
        "may_undo": imported.state in (ImportState.APPLIED, ImportState.STOPPED)
        or (imported.state == ImportState.FAILED and imported.resumes_in not in BEFORE_APPLYING),
        "failure": failure_sentence(imported) if imported.failure else "",
        "kept": kept_by_undo(imported) if imported.state == ImportState.UNDONE else [],
    }
    return render(request, "imports/import.html", context)


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress line alone; the whole page once the work is over or something else has begun."""
    imported = _import(request, pk)
    if not imported.working or imported.state != request.GET.get("state"):
        return HttpResponseClientRefresh()
    return render(request, "imports/progress.html", {"imported": imported})


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int, sheet_pk: int) -> HttpResponse:
    """The rows of one sheet and what becomes of them; and the correction of what it holds."""
    imported = _import(request, pk)
    found = get_object_or_404(ImportSheet.objects.select_related("file"), pk=sheet_pk, file__imported=imported)
    asked = request.POST.get("kind", request.GET.get("kind", found.kind))
    kind = Kind(asked) if asked in set(Kind) else None
    known = {"kind": kind or "", **{name: found.mapping.get(name) for name in ("date_order", "decimal")}}
    form = SheetForm(request.POST or None, sheet=found, kind=kind, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            _correct(request, found, kind, form)
        except Refused as refusal:
            say_refused(request, refusal)
        else:
            say(request, _("Understood, and remembered for the next file like this."))
        return redirect("web:import", imported.pk)
    return _show_sheet(request, imported, found, form)


def _correct(request: HttpRequest, sheet: ImportSheet, kind: Kind | None, form: SheetForm) -> None:
    if kind is None:
        actions.leave_out_sheet(sheet, by=staff(request))
    else:
        actions.correct_sheet(sheet, kind=kind, mapping=form.mapping(), by=staff(request))


def _show_sheet(request: HttpRequest, imported: Import, sheet: ImportSheet, form: SheetForm) -> HttpResponse:
    outcome, after = request.GET.get("outcome", ""), request.GET.get("after", "")
    rows = ImportRow.objects.filter(sheet=sheet).order_by("line")
    if outcome in set(Outcome):
        rows = rows.filter(outcome=outcome)
    if after.isdecimal() and len(after) < 10:
        rows = rows.filter(line__gt=int(after))
    page = list(rows[: pages.ROWS_SHOWN + 1])
    columns = pages.columns_shown(sheet)
    samples = [row.cells for row in ImportRow.objects.filter(sheet=sheet, skipped="").order_by("line")[:3]]
    context = {
        "sections": sections(request),
        "imported": imported,
        "sheet": sheet,
        "form": form,
        "may_correct": imported.state in (ImportState.STAGED, ImportState.CHECKED),
        "columns": [
            (form[f"column_{n}"], heading, [cells[n] for cells in samples if n < len(cells) and cells[n]])
            for n, heading in enumerate(sheet.headings)
        ],
        "headings": [sheet.headings[n] for n in columns if n < len(sheet.headings)],
        "rows": pages.row_lines(page[: pages.ROWS_SHOWN], columns),
        "next": page[pages.ROWS_SHOWN - 1].line if len(page) > pages.ROWS_SHOWN else None,
        "views": [
            {"url": f"?outcome={value}", "label": word, "current": value == outcome, "count": number}
            for value, number, word, _tone in pages.counts(sheet.counts)
        ],
        "outcome": outcome,
    }
    return render(request, "imports/sheet.html", context, status=422 if form.is_bound else 200)


def _begin(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Let the worker begin something with an import; or say why it cannot."""
    imported = _import(request, pk)
    try:
        getattr(actions, action)(imported, by=staff(request))
    except Refused as refusal:
        say_refused(request, refusal)
    return redirect("web:import", imported.pk)


@require_POST
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """The click before which nothing is written."""
    return _begin(request, pk, "apply_import")


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop after the batch that is being written."""
    return _begin(request, pk, "stop_import")


@require_POST
def resumption(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on where it stopped."""
    return _begin(request, pk, "resume_import")


@require_POST
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back everything this import wrote."""
    return _begin(request, pk, "undo_import")


@require_GET
def refused(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The refused rows as a workbook, with a column that says why."""
    imported = _import(request, pk)
    if not ImportRow.objects.filter(sheet__file__imported=imported, outcome=Outcome.REFUSED).exists():
        raise Http404
    return FileResponse(
        refused_rows_file(imported), as_attachment=True, filename=f"refused-rows-import-{imported.pk}.xlsx"
    )
