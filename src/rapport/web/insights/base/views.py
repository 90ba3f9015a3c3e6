"""The owner's page of the base."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rapport.people.models.standing import Scheme
from rapport.web.access import staff
from rapport.web.insights.base.effort import effort_panel
from rapport.web.insights.base.groups import groups_panel
from rapport.web.insights.base.look import Look
from rapport.web.insights.base.loyal import loyal_panel
from rapport.web.insights.base.money import money_panel
from rapport.web.insights.base.movers import movers
from rapport.web.insights.base.moves import moves_panel
from rapport.web.insights.base.sources import sources_panel
from rapport.web.insights.base.standing import standing_panel
from rapport.web.insights.base.strip import strip
from rapport.web.insights.scope import read_scope


@require_GET
def base(request: HttpRequest) -> HttpResponse:
    """How many stand where, who moved, how loyal they are, where they and the money come from."""
    scope = read_scope(request)
    look = Look(staff(request), scope)
    context = {
        "scope": scope,
        "views": scope.views("web:insights_base"),
        "strip": strip(look),
        "standing": standing_panel(look),
        "loyal": loyal_panel(look),
        "money": money_panel(look),
        "effort": effort_panel(look),
        "moves": moves_panel(look),
        "groups": groups_panel(look),
        "sources": sources_panel(look),
    }
    return render(request, "insights/base/base.html", context)


@require_GET
def moved(request: HttpRequest, scheme: str) -> HttpResponse:
    """Who moved in one scheme this week, and why."""
    if scheme not in Scheme.values:
        raise Http404
    scope = read_scope(request)
    found = movers(Look(staff(request), scope), scheme, request.GET)
    label = Scheme(scheme).label
    context = {
        "found": found,
        "scheme": scheme,
        "scope": scope,
        "title": _("Moved this week: %(scheme)s") % {"scheme": label},
        "previous": _turned(request, found.page.number - 1) if found.page.has_previous() else "",
        "next": _turned(request, found.page.number + 1) if found.page.has_next() else "",
    }
    return render(request, "insights/base/moved.html", context)


def _turned(request: HttpRequest, number: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(number)
    return f"?{asked.urlencode()}"
