"""A draft on its way: written, tried while one types, approved, put in force (PAT-9). Trying changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rapport.lib.refusal import Refused
from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.actions import (
    activate_policy,
    approve_policy,
    ask_approval,
    discard_draft,
    draft_policy,
)
from rapport.segmentation.policies.reading import PolicyRefused
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import render_page, say, say_refused
from rapport.web.ids import id_of
from rapport.web.policies.conditions import ROWS, TEXT, changed
from rapport.web.policies.pages import EditorPage, editor_page, tabs
from rapport.web.policies.trials import movers_page, trial_page
from rapport.web.policies.typed import Typed, arranged, saved, typed
from rapport.web.policies.views import draft_of, scheme_of
from rapport.web.settings.pages import sections


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, scheme: str) -> HttpResponse:
    """The editor; POST keeps what it sends as the draft."""
    chosen = scheme_of(scheme)
    kept = draft_of(chosen)
    if request.method == "GET":
        return _editor(request, editor_page(saved(chosen, kept), kept))
    now = typed(chosen, request.POST)
    if now.wanting:
        return _editor(request, replace(editor_page(now, kept), problem=now.wanting), 422)
    try:
        draft_policy(chosen, now.text, by=staff(request), remark=now.remark, edition=now.edition)
    except PolicyRefused:
        return _editor(request, editor_page(now, kept), 422)
    except Refused as refused:
        # what was written stays, and goes in place of what stands there by now where it is saved once more
        there = draft_of(chosen)
        now = replace(now, edition=there.edition if there else "")
        return _editor(request, replace(editor_page(now, there), meanwhile=refused.message), 422)
    say(request, _("Draft saved. Nothing changes for anybody until it is put in force."))
    return redirect("web:policy_draft", chosen)


@require_POST
def arrangement(request: HttpRequest, scheme: str) -> HttpResponse:
    """The editor with a rung moved, taken out or put in, or as text; nothing is saved."""
    now = typed(scheme_of(scheme), request.POST)
    page = _tried(arranged(now, request.POST), request)
    if "show" in request.POST and now.wanting:
        page = replace(page, problem=now.wanting)
    return _editor(request, page)


@require_POST
def rows(request: HttpRequest, scheme: str) -> HttpResponse:
    """One condition with a row more or less, or in rows instead of as text: “add A-g0”, “text A-”."""
    verb, _blank, place = request.POST.get("edit", "").partition(" ")
    key, _dash, place = place.partition("-")
    now = typed(scheme_of(scheme), request.POST)
    one = now.condition(key)
    if one is None:
        raise Http404
    one = changed(one, verb if verb in (ROWS, TEXT) else f"{verb} {place}")
    page = editor_page(replace(now, sent={**now.sent, key: one}), None)
    answer = render(request, "policies/drawn.html", _context(request, page) | {"key": key, "one": one})
    if verb == "drop":
        # nobody typed anything, and yet the rules are others
        answer["HX-Trigger-After-Settle"] = "rows-gone"
    return answer


@require_POST
def trial(request: HttpRequest, scheme: str) -> HttpResponse:
    """What stands in the editor, tried on everyone."""
    page = _tried(typed(scheme_of(scheme), request.POST), request)
    return render_page(request, "policies/draft.html", "policies/tried.html", _context(request, page))


@require_POST
def moving(request: HttpRequest, scheme: str) -> HttpResponse:
    """People who would move by what stands in the editor: of one cell, or all."""
    now = typed(scheme_of(scheme), request.POST)
    page = editor_page(now, None)
    if page.policy is None:
        return _editor(request, page, 422)
    # a button has one value: the cell, and behind a bar the last person of the page before
    key, _bar, beyond = request.POST.get("cell", "").partition("|")
    people = movers_page(page.policy, key, id_of(beyond), staff(request))
    context = _context(request, page) | {"people": people, "asked": True}
    return render_page(request, "policies/movers.html", "policies/people.html", context)


@require_POST
def removal(request: HttpRequest, scheme: str) -> HttpResponse:
    """Throw the draft away."""
    return _step(request, scheme, lambda found, _by: discard_draft(found), _("Draft discarded."), "web:policy")


@require_POST
def approval_request(request: HttpRequest, scheme: str) -> HttpResponse:
    """Lay the draft before whoever may approve it."""
    said = _("The owner sees now that this draft waits for approval.")
    return _step(request, scheme, lambda found, by: ask_approval(found, by=by), said, "web:policy_draft")


@require_POST
def approval(request: HttpRequest, scheme: str) -> HttpResponse:
    """Say yes to the draft that was read."""
    said = _("Approved. Put it in force when you are ready.")
    return _step(request, scheme, lambda found, by: approve_policy(found, by=by), said, "web:policy_draft")


@require_http_methods(["GET", "POST"])
def activation(request: HttpRequest, scheme: str) -> HttpResponse:
    """What putting the draft in force means, and doing it."""
    chosen = scheme_of(scheme)
    found = draft_of(chosen)
    if request.method == "POST":
        said = _("In force. Everyone is looked at anew, which takes a few minutes.")
        return _step(request, scheme, lambda one, by: activate_policy(one, by=by), said, "web:policy")
    if found is None or found.approved_at is None:
        return redirect("web:policy_draft", chosen)
    return render(request, "policies/activation.html", _context(request, _tried(saved(chosen, found), request)))


def _step(
    request: HttpRequest, scheme: str, action: Callable[[PolicyVersion, User], object], said: str, to: str
) -> HttpResponse:
    """One step of the draft that the asker has before them; refused where it is another one by now."""
    chosen: Scheme = scheme_of(scheme)
    found = draft_of(chosen)
    try:
        if found is None or found.edition != request.POST.get("edition"):
            raise Refused("changed_meanwhile", _("This draft was changed meanwhile. Look at it, then repeat."))
        action(found, staff(request))
    except Refused as refused:
        say_refused(request, refused.message)
        return redirect("web:policy_draft" if draft_of(chosen) else "web:policy", chosen)
    say(request, said)
    return redirect(to, chosen)


def _tried(now: Typed, request: HttpRequest) -> EditorPage:
    page = editor_page(now, draft_of(now.scheme))
    if page.policy is None:
        return page
    return replace(page, trial=trial_page(page.policy, staff(request)))


def _editor(request: HttpRequest, page: EditorPage, status: int | None = None) -> HttpResponse:
    return render_page(request, "policies/draft.html", "policies/editor.html", _context(request, page), status)


def _context(request: HttpRequest, page: EditorPage) -> dict[str, object]:
    changes = page.comparison.changes if page.comparison else 0
    return {
        "sections": sections(request),
        "page": page,
        "scheme": page.scheme,
        "draft": page.draft,
        "in_force": page.in_force,
        "may_approve": staff(request).may(Right.APPROVE_POLICIES),
        "tabs": tabs(page.scheme, page.in_force, page.draft, "policy_draft", changes),
        "people": page.trial.examples if page.trial else None,
    }
