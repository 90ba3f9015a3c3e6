"""The telephone system tells who is calling; whoever has that extension sees it at once."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.lib.figures import show_phone
from rapport.lib.masking import mask_phone
from rapport.outreach.calls.ringing import (
    connect_telephone,
    give_extension,
    note_ringing,
    telephone_of,
    who_rings,
)
from rapport.outreach.models import Telephone
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.ids import id_of
from rapport.web.limits import too_many
from rapport.web.refusals import refusals_said
from rapport.web.settings.pages import sections

_MOST_BYTES = 4_096
# tokens that are none, of one address in a minute
_MOST_GUESSES = 60


@csrf_exempt
@require_POST
def hook(request: HttpRequest, token: str) -> HttpResponse:
    """A telephone system says that a number rings at an extension (`number`, `extension`; `state=ended` when it is
    over): 204, or 400 for an extension that nobody has."""
    telephone = telephone_of(token)
    if telephone is None and too_many(request, "telephone", most=_MOST_GUESSES, seconds=60):
        return HttpResponse(status=429)
    if telephone is None or int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BYTES:
        raise Http404
    told = {name: request.POST.get(name, "").replace("\x00", "") for name in ("extension", "number", "state")}
    known = note_ringing(
        telephone, extension=told["extension"], number=told["number"], over=told["state"] == "ended"
    )
    return HttpResponse(status=204 if known else 400)


@require_GET
def ringing(request: HttpRequest) -> HttpResponse:
    """The banner of who is calling; nothing while the telephone is quiet."""
    user = staff(request)
    found = who_rings(user)
    if found is None:
        return HttpResponse()
    rings, people = found
    whole = user.may(Right.SEE_CONTACTS)
    number = (show_phone(rings.number) if whole else mask_phone(rings.number)) if rings.number else ""
    known = urlencode({"phone": rings.number}) if whole and user.may(Right.EDIT_PATIENTS) else ""
    return render(request, "calls/ringing.html", {"people": people, "number": number, "register": known})


@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """The telephone systems of the branches: a token for each, and whose extension is which."""
    user = staff(request)
    branches = Branch.objects.visible_to(user, Right.MANAGE_CLINIC)
    address = ""
    if request.method == "POST":
        branch = get_object_or_404(branches, pk=id_of(request.POST.get("branch", "")))
        if "extensions" not in request.POST:
            address = request.build_absolute_uri(reverse("web:telephone_hook", args=[connect_telephone(branch)]))
        else:
            _give_all(request, get_object_or_404(Telephone, branch=branch))
            return redirect("web:telephone")
    told = {one.branch_id: one for one in Telephone.objects.filter(branch__in=branches)}
    lines = [(branch, told.get(branch.pk), _staff_at(branch)) for branch in branches]
    return render(
        request, "calls/telephone.html", {"sections": sections(request), "lines": lines, "address": address}
    )


def _staff_at(branch: Branch) -> list[User]:
    here = User.objects.filter(is_active=True, roles__branch=branch).distinct()
    return list(here.select_related("extension").order_by("name"))


def _give_all(request: HttpRequest, telephone: Telephone) -> None:
    with refusals_said(request):
        for user in _staff_at(telephone.branch):
            give_extension(telephone, user, request.POST.get(f"extension-{user.pk}", ""))
        say(request, _("Extensions saved."))
