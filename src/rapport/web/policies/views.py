"""The rules by which people stand somewhere: those in force, their history, the moves that wait (PAT-7, PAT-9)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.actions import confirm_move, taken_back, undo_activation
from rapport.segmentation.policies.force import version_in_force
from rapport.segmentation.policies.policy import Safeguards
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import say, say_refused
from rapport.web.ids import ids_of
from rapport.web.policies.pages import (
    LISTED,
    grades_by_hand,
    rules_page,
    scheme_lines,
    standing_now,
    tabs,
    waiting_moves,
    why_waiting,
)
from rapport.web.refusals import refusals_said
from rapport.web.settings.pages import sections


def scheme_of(name: str) -> Scheme:
    if name not in Scheme.values:
        raise Http404
    return Scheme(name)


def draft_of(scheme: Scheme) -> PolicyVersion | None:
    drafts = PolicyVersion.objects.drafts().filter(scheme=scheme)
    return drafts.select_related("drafted_by", "asked_by", "approved_by").first()


@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """The five schemes, with what is in force and what is being written."""
    context = {"sections": sections(request), "lines": scheme_lines(staff(request))}
    return render(request, "policies/policies.html", context)


@require_GET
def policy(request: HttpRequest, scheme: str) -> HttpResponse:
    """The rules in force, how many stand where, who was set by hand and which moves wait."""
    user, chosen = staff(request), scheme_of(scheme)
    in_force = version_in_force(chosen)
    waiting = waiting_moves(user).filter(scheme=chosen).select_related("patient__facts").order_by("since", "pk")
    by_hand = grades_by_hand(user).filter(scheme=chosen).select_related("patient", "by").order_by("until", "pk")
    page = rules_page(chosen, in_force)
    guards = page.safeguards if page else Safeguards()
    context = {
        "page": page,
        "numbers": standing_now(chosen, user),
        "waiting": why_waiting(chosen, guards, waiting[:LISTED]),
        "waiting_count": waiting.count(),
        "by_hand": by_hand[:LISTED],
        "by_hand_count": by_hand.count(),
        "may_undo": user.may(Right.APPROVE_POLICIES) and in_force is not None and in_force.may_be_undone,
    }
    return _show(request, chosen, "policy", in_force, context)


@require_GET
def history(request: HttpRequest, scheme: str) -> HttpResponse:
    """Every version there was, the latest first."""
    chosen = scheme_of(scheme)
    people = ("drafted_by", "approved_by", "activated_by")
    versions = PolicyVersion.objects.filter(scheme=chosen).select_related(*people).order_by("-version")
    shown = list(versions[:200])
    back = taken_back(shown)
    lines = [(one, back.get(one.pk)) for one in shown]
    return _show(request, chosen, "policy_history", version_in_force(chosen), {"versions": lines})


@require_GET
def version(request: HttpRequest, scheme: str, version: int) -> HttpResponse:
    """One version, beside the one that is in force."""
    chosen = scheme_of(scheme)
    found = _versions(chosen).filter(version=version).first()
    if found is None and version:
        raise Http404
    in_force = version_in_force(chosen)
    page = rules_page(chosen, found, beside=in_force, compared=found != in_force)
    back = taken_back([found]).get(found.pk) if found else None
    return _show(request, chosen, "policy_version", in_force, {"page": page, "version": found, "back": back})


@require_POST
def waiting(request: HttpRequest, scheme: str) -> HttpResponse:
    """Let the ticked moves happen; the others go on waiting."""
    user, chosen = staff(request), scheme_of(scheme)
    picked = ids_of(request.POST.getlist("move"))[:LISTED]
    moves = waiting_moves(user).filter(scheme=chosen, pk__in=picked)
    for move in moves:
        confirm_move(move, by=user)
    if number := len(moves):
        say(request, ngettext("%(n)s move confirmed.", "%(n)s moves confirmed.", number) % {"n": number})
    else:
        say_refused(request, _("Tick the moves to confirm first."))
    return redirect("web:policy", chosen)


@require_POST
def undoing(request: HttpRequest, scheme: str) -> HttpResponse:
    """Take the rules in force back: those of before count again."""
    chosen = scheme_of(scheme)
    active = get_object_or_404(PolicyVersion.objects.in_force(), scheme=chosen)
    with refusals_said(request):
        undo_activation(active, by=staff(request))
        say(request, _("The rules of before count again. Everyone is looked at anew, which takes a few minutes."))
    return redirect("web:policy", chosen)


def _versions(scheme: Scheme) -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(scheme=scheme).select_related("drafted_by", "approved_by", "activated_by")


def _show(
    request: HttpRequest, scheme: Scheme, name: str, in_force: PolicyVersion | None, context: dict[str, Any]
) -> HttpResponse:
    """A page of one scheme, with the ways to look at it."""
    draft = draft_of(scheme)
    told = {"scheme": scheme, "in_force": in_force, "draft": draft, "tabs": tabs(scheme, in_force, draft, name)}
    context = {"sections": sections(request), **told, **context}
    return render(request, f"policies/{name.removeprefix('policy_')}.html", context)
