"""Import: upload, preview, progress, result, undo. Everything that takes long is done by the worker."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from rapport.importing import actions
from rapport.importing.models import Import, ImportRow, Outcome
from rapport.importing.report import refused_rows_file
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.ids import id_of
from rapport.web.imports import pages
from rapport.web.imports.forms import ENDINGS, UploadForm
from rapport.web.imports.progress import progress_of
from rapport.web.refusals import refusals_said
from rapport.web.settings.pages import sections

HISTORY = 50


def import_for(request: HttpRequest, pk: int) -> Import:
    """The import `pk`, if the one who asks may import at its branch; else it does not exist.

    Its rows are contacts and amounts as they came: closed to whoever may not see these, as in counter mode.
    """
    found = Import.objects.visible_to(staff(request)).select_related("branch", "by")
    imported = get_object_or_404(found, pk=pk)
    for right in (Right.SEE_CONTACTS, Right.SEE_MONEY):
        if not staff(request).may_at(right, imported.branch_id):
            raise PermissionDenied(right)
    return imported


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The history of imports, and the way in for new files."""
    user = staff(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        files = [(file.name or "", file) for file in form.cleaned_data["file"]]
        imported = actions.start_import(files, branch=form.cleaned_data["branch"], by=user)
        return redirect("web:import", imported.pk)
    history = pages.history(user, id_of(request.GET.get("before", "")) or None, HISTORY + 1)
    context = {
        "sections": sections(request),
        "form": form,
        "endings": ENDINGS,
        "history": history[:HISTORY],
        "older": history[HISTORY - 1][0].pk if len(history) > HISTORY else None,
        "may_add_branch": user.branches_where(Right.MANAGE_CLINIC) is None,
    }
    return render(request, "imports/imports.html", context, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: its progress, its preview or its result."""
    imported = import_for(request, pk)
    context = {
        "sections": sections(request),
        "page": pages.import_page(imported, staff(request)),
        "progress": progress_of(imported, request.GET) if imported.working else None,
    }
    return render(request, "imports/import.html", context)


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress line alone; the whole page once the work is over or something else has begun."""
    imported = import_for(request, pk)
    if not imported.working or imported.state != request.GET.get("state"):
        return HttpResponseClientRefresh()
    return render(request, "imports/progress.html", {"progress": progress_of(imported, request.GET)})


def _begin(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Let the worker begin something with an import; or say why it cannot."""
    imported = import_for(request, pk)
    with refusals_said(request):
        getattr(actions, action)(imported, by=staff(request))
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
    imported = import_for(request, pk)
    if not ImportRow.objects.filter(sheet__file__imported=imported, outcome=Outcome.REFUSED).exists():
        raise Http404
    return FileResponse(
        refused_rows_file(imported), as_attachment=True, filename=f"refused-rows-import-{imported.pk}.xlsx"
    )
