"""What the owner reads: findings as sentences, each ending in a list one can act on."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rapport.care.models import InterruptionReason
from rapport.care.rules import SILENT_DAYS
from rapport.outreach.models import Mailing, TaskRule
from rapport.web.access import staff
from rapport.web.insights.brought import BroughtPage
from rapport.web.insights.calls import called_lines, called_page
from rapport.web.insights.mailings import SHOWN as MAILINGS_SHOWN
from rapport.web.insights.mailings import brought_page, mailing_lines
from rapport.web.insights.pages import SHOWN, interrupted_people, reasons_page, silent_people
from rapport.web.insights.scope import read_scope


@require_GET
def interruptions(request: HttpRequest) -> HttpResponse:
    """Why people break off, most frequent reason first (PRO-6)."""
    scope = read_scope(request)
    context = {
        "page": reasons_page(staff(request), scope),
        "scope": scope,
        "views": scope.views("web:insights"),
        "silent_days": SILENT_DAYS,
    }
    return render(request, "insights/interruptions.html", context)


@require_GET
def interrupted(request: HttpRequest, reason: str) -> HttpResponse:
    """Who broke off for one reason."""
    if reason not in InterruptionReason.values:
        raise Http404
    asked, scope = InterruptionReason(reason), read_scope(request)
    context = {
        "title": _("Broke off: %(reason)s") % {"reason": asked.label},
        "rows": interrupted_people(staff(request), scope, asked),
        "scope": scope,
        "most": SHOWN,
    }
    return render(request, "insights/interrupted.html", context)


@require_GET
def silent(request: HttpRequest) -> HttpResponse:
    """Whose course of treatment has gone silent, though nobody has written down that they broke off."""
    scope = read_scope(request)
    context = {
        "title": capfirst(_("courses that have gone silent")),
        "rows": silent_people(staff(request), scope),
        "scope": scope,
        "most": SHOWN,
        "silent_days": SILENT_DAYS,
    }
    return render(request, "insights/silent.html", context)


@require_GET
def mailings(request: HttpRequest) -> HttpResponse:
    """The mailings and the lists of calls of which a part was held back (CAM-8)."""
    scope = read_scope(request)
    context = {
        "lines": mailing_lines(staff(request), scope),
        "called": called_lines(scope),
        "scope": scope,
        "views": scope.views("web:insights_mailings"),
        "most": MAILINGS_SHOWN,
    }
    return render(request, "insights/mailings.html", context)


@require_GET
def mailing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one of them brought."""
    return render(request, "insights/brought.html", {"page": _brought(request, pk)})


@require_GET
def finding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same in a sentence, for its row of the list."""
    return render(request, "insights/finding.html", {"page": _brought(request, pk)})


def _brought(request: HttpRequest, pk: UUID) -> BroughtPage:
    user, scope = staff(request), read_scope(request)
    compared = Mailing.objects.compared(user).select_related("template", "by")
    return brought_page(get_object_or_404(compared, pk=pk), user, scope)


@require_GET
def called(request: HttpRequest, pk: int, share: int) -> HttpResponse:
    """What the calls of one rule brought, as long as it held back `share` of a hundred."""
    page = called_page(get_object_or_404(TaskRule, pk=pk), share, staff(request), read_scope(request))
    if page is None:
        raise Http404
    return render(request, "insights/brought.html", {"page": page})
