"""Settings: the texts people agree to. A draft is written and looked at, then published; published ones stay."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.lib.refusal import Refused
from rapport.people.actions.consent_texts import draft_text, publish_text
from rapport.people.consents.texts import body_in_force
from rapport.people.models import ConsentText
from rapport.people.models.consent_text import Purpose, hash_of
from rapport.staff.models import Branch
from rapport.staff.models.branch import LANGUAGES
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.ids import id_of
from rapport.web.refusals import refusals_said
from rapport.web.settings.pages import sections

HOUSE = "house"


@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """Every text in force at the branches of the reader, by purpose and language."""
    branches = Branch.objects.visible_to(staff(request), Right.MANAGE_CLINIC)
    own = ConsentText.objects.published().filter(shipped=False).order_by("version")
    last = {(text.branch_id, text.purpose, text.language): text for text in own}
    rows = [
        (branch, purpose, [(code, name, _last(last, branch.pk, purpose, code)) for code, name in LANGUAGES])
        for branch in branches
        for purpose in Purpose
    ]
    everywhere = staff(request).branches_where(Right.MANAGE_CLINIC) is None
    context = {"rows": rows, "everywhere": everywhere, "purposes": Purpose, "languages": LANGUAGES}
    return _show(request, "texts", context)


def _last(
    last: dict[tuple[int | None, str, str], ConsentText], branch: int, purpose: str, language: str
) -> ConsentText | None:
    """The branch's own text, else that of the house; None where the one that came with the program is read."""
    return last.get((branch, purpose, language)) or last.get((None, purpose, language))


@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, scope: str, purpose: str, language: str) -> HttpResponse:
    """One text: what is read now, the draft, and its versions."""
    branch = _scope(request, scope, purpose, language)
    if request.method == "POST":
        try:
            draft_text(branch, purpose, language, request.POST.get("body", ""), by=staff(request))
        except Refused as refused:
            return _text(request, branch, purpose, language, refused.message)
        say(request, _("Draft saved. Nobody reads it until it is published."))
        return redirect(request.path)
    return _text(request, branch, purpose, language)


@require_POST
def publication(request: HttpRequest, scope: str, purpose: str, language: str) -> HttpResponse:
    """Publish the draft: people read it from now on."""
    branch = _scope(request, scope, purpose, language)
    drafts = ConsentText.objects.drafts().filter(branch=branch, purpose=purpose, language=language)
    with refusals_said(request):
        published = publish_text(get_object_or_404(drafts), by=staff(request))
        say(request, _("Published as version %(number)s.") % {"number": published.version})
    return redirect("web:consent_text", scope, purpose, language)


def _scope(request: HttpRequest, scope: str, purpose: str, language: str) -> Branch | None:
    """The branch, or None for the house; what the reader may not change does not exist."""
    if purpose not in set(Purpose) or language not in dict(LANGUAGES):
        raise Http404
    branches = Branch.objects.visible_to(staff(request), Right.MANAGE_CLINIC)
    if scope == HOUSE and staff(request).branches_where(Right.MANAGE_CLINIC) is None:
        return None
    return get_object_or_404(branches, pk=id_of(scope))


def _text(
    request: HttpRequest, branch: Branch | None, purpose: str, language: str, wrong: str = ""
) -> HttpResponse:
    own = ConsentText.objects.filter(branch=branch, purpose=purpose, language=language)
    versions = list(own.published().select_related("published_by").order_by("-version"))
    draft = own.drafts().select_related("edited_by").first()
    body = body_in_force(branch, purpose, language)[0] if branch else (versions[0].body if versions else "")
    context = {
        "branch": branch,
        "purpose": Purpose(purpose),
        "language": language,
        "language_name": dict(LANGUAGES)[language],
        "scope": branch.pk if branch else HOUSE,
        "draft": draft,
        "written": request.POST.get("body") or (draft.body if draft else body),
        "body": body,
        "sha256": hash_of(body) if body else "",
        "versions": versions,
        "wrong": wrong,
    }
    return _show(request, "text", context, 422 if wrong else 200)


def _show(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {"sections": sections(request), **context}
    return render(request, f"consents/{template}.html", context, status=status)
