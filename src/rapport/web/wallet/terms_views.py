"""Settings: the terms of cards and points, written by the owner, kept as versions (BAS-2, REF-1, REF-2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.loyalty.models import LoyaltyTerms
from rapport.loyalty.terms import end_programme, programme_of, take_back_end, write_terms
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import Branch
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.patients.addresses import list_where
from rapport.web.refusals import refusals_in, refusals_said
from rapport.web.settings.pages import sections
from rapport.web.tabs import branch_tabs
from rapport.web.wallet.terms_forms import EndingForm, TermsForm, TierRows, rows_for, tiers_of
from rapport.web.wallet.words import money


@require_GET
def all_terms(request: HttpRequest) -> HttpResponse:
    """To those of the first branch."""
    branch = Branch.objects.visible_to(staff(request), Right.MANAGE_CLINIC).first()
    if branch is None:
        raise Http404
    return redirect("web:loyalty_terms", branch.pk)


def _branch(request: HttpRequest, pk: int) -> Branch:
    return get_object_or_404(Branch.objects.visible_to(staff(request), Right.MANAGE_CLINIC), pk=pk)


@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds, a form for what is to hold, and every version there was."""
    return _page(request, _branch(request, pk))


def _page(request: HttpRequest, branch: Branch, ending: EndingForm | None = None) -> HttpResponse:
    branches = list(Branch.objects.visible_to(staff(request), Right.MANAGE_CLINIC))
    versions = list(branch.loyalty_terms.select_related("written_by").prefetch_related("tiers"))
    newest = next((one for one in versions if not one.ends), LoyaltyTerms(branch=branch))
    data = None if ending else request.POST or None
    form = TermsForm(data, instance=_like(newest), branch=branch)
    rows = TierRows(data, initial=rows_for(newest), prefix="tiers", form_kwargs={"branch": branch})
    if data and _saved(request, form, rows):
        return redirect("web:loyalty_terms", branch.pk)
    programme = programme_of(branch)
    running = programme.now if programme else None
    context = {
        "sections": sections(request),
        "branch": branch,
        "branches": branch_tabs(branches, branch, lambda one: reverse("web:loyalty_terms", args=[one])),
        "form": form,
        "rows": rows,
        "versions": [_told(one, running) for one in versions],
        "programme": programme,
        "ending": ending or EndingForm(branch=branch),
        **(_ends(branch, programme.ending) if programme and programme.ending else {}),
    }
    with timezone.override(branch.zone):
        return render(request, "wallet/terms.html", context, status=422 if request.method == "POST" else 200)


def _ends(branch: Branch, end: LoyaltyTerms) -> dict[str, object]:
    """Whom the end concerns."""
    of_branch = PatientFacts.objects.filter(patient__branch=branch, patient__deceased=False)
    counts = {name: Count("pk", filter=Q(**{f"{name}__gt": 0})) for name in ("points", "fund", "cards")}
    return {
        "last_day": end.holds_from - timedelta(days=1),
        "members": of_branch.aggregate(**counts),
        "members_url": list_where("points > 0 or fund > 0 or card", branch),
    }


@require_POST
def ending(request: HttpRequest, pk: int) -> HttpResponse:
    """The programme of the branch ends after a day (REF-1)."""
    branch = _branch(request, pk)
    form = EndingForm(request.POST, branch=branch)
    if form.is_valid():
        with refusals_in(form):
            end_programme(branch, **form.cleaned_data, by=staff(request))
            say(request, _("The end is written down."), undo=reverse("web:loyalty_ending_back", args=[pk]))
    return _page(request, branch, form) if form.errors else redirect("web:loyalty_terms", pk)


@require_POST
def ending_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It goes on."""
    branch = _branch(request, pk)
    with refusals_said(request):
        take_back_end(branch, by=staff(request))
        say(request, _("The programme goes on."))
    return redirect("web:loyalty_terms", pk)


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
        "gift_cost": money(terms.gift_cost, branch) if terms.gift_cost else "",
        "tiers": [(one, money(one.from_spend, branch)) for one in terms.tiers.all()],
    }
