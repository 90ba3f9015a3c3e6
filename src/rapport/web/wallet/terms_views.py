"""Settings: the terms of cards and points, written by the owner, kept as versions (BAS-2, REF-1, REF-2)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rapport.loyalty.models import LoyaltyTerms
from rapport.loyalty.terms import terms_of, write_terms
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.refusals import refusals_in
from rapport.web.settings.pages import sections
from rapport.web.tabs import branch_tabs
from rapport.web.wallet.terms_forms import TermsForm, TierRows, rows_for, tiers_of
from rapport.web.wallet.words import money


@require_GET
def all_terms(request: HttpRequest) -> HttpResponse:
    """To those of the first branch."""
    branch = Branch.objects.visible_to(staff(request), Right.MANAGE_CLINIC).first()
    if branch is None:
        raise Http404
    return redirect("web:loyalty_terms", branch.pk)


@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds, a form for what is to hold, and every version there was."""
    branches = list(Branch.objects.visible_to(staff(request), Right.MANAGE_CLINIC))
    branch = get_object_or_404(Branch.objects.visible_to(staff(request), Right.MANAGE_CLINIC), pk=pk)
    versions = list(branch.loyalty_terms.select_related("written_by").prefetch_related("tiers"))
    newest = versions[0] if versions else LoyaltyTerms(branch=branch)
    form = TermsForm(request.POST or None, instance=_like(newest), branch=branch)
    rows = TierRows(request.POST or None, initial=rows_for(newest), prefix="tiers", form_kwargs={"branch": branch})
    if request.method == "POST" and _saved(request, form, rows):
        return redirect("web:loyalty_terms", branch.pk)
    running = terms_of(branch)
    context = {
        "sections": sections(request),
        "branch": branch,
        "branches": branch_tabs(branches, branch, lambda one: reverse("web:loyalty_terms", args=[one])),
        "form": form,
        "rows": rows,
        "versions": [_told(one, running) for one in versions],
        "running": running,
    }
    with timezone.override(branch.zone):
        return render(request, "wallet/terms.html", context, status=422 if request.method == "POST" else 200)


def _like(terms: LoyaltyTerms) -> LoyaltyTerms:
    """A version to be written, which begins with what `terms` say."""
    fields = {one.attname: getattr(terms, one.attname) for one in LoyaltyTerms._meta.concrete_fields}
    return LoyaltyTerms(**{**fields, "id": None, "branch_id": terms.branch_id})


def _saved(request: HttpRequest, form: TermsForm, rows: Any) -> bool:
    if not (form.is_valid() and rows.is_valid()):
        return False
    made = form.save(commit=False)
    with refusals_in(form):
        written = write_terms(made, tiers_of(rows), by=staff(request))
        said = _("The terms hold from %(day)s on.") % {"day": date_format(written.holds_from, "SHORT_DATE_FORMAT")}
        say(request, said)
    return not form.errors


def _told(terms: LoyaltyTerms, running: LoyaltyTerms | None) -> dict[str, object]:
    branch = terms.branch
    return {
        "terms": terms,
        "now": running is not None and terms.pk == running.pk,
        "ahead": terms.holds_from > branch.today(),
        "worth": money(terms.point_worth, branch),
        "tiers": [(one, money(one.from_spend, branch)) for one in terms.tiers.all()],
    }
