"""Who brought whom, and what that is worth."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from rapport.web.access import staff
from rapport.web.campaigns.tabs import campaign_tabs
from rapport.web.insights.base.look import Look
from rapport.web.insights.scope import read_scope
from rapport.web.referrals.pages import referrals_page
from rapport.web.tabs import branch_tabs


@require_GET
def referrals(request: HttpRequest) -> HttpResponse:
    """REF-4, REF-5: of the branch in the address, or of all."""
    user, scope = staff(request), read_scope(request)
    here = reverse("web:referrals")
    context = {
        "page": referrals_page(Look(user, scope), request.GET.get("tree", "")),
        "scope": scope,
        "tabs": campaign_tabs(user, "web:referrals"),
        "branches": branch_tabs(
            scope.branches, scope.branch, lambda pk: f"{here}?branch={pk}" if pk else here, with_all=True
        ),
    }
    return render(request, "referrals/referrals.html", context)
