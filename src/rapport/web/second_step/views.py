"""Settings → Users → who needs a second step."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rapport.staff.roles import Right, Role
from rapport.staff.second_step import require_second_step
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.second_step.pages import role_lines
from rapport.web.settings.pages import sections


@require_http_methods(["GET", "POST"])
def required(request: HttpRequest) -> HttpResponse:
    """Of which roles a second step is asked, in the whole house: for those who manage users everywhere."""
    if staff(request).branches_where(Right.MANAGE_USERS) is not None:
        raise Http404
    if request.method == "POST":
        require_second_step(set(request.POST.getlist("role")) & set(Role.values), by=staff(request))
        say(request, _("Saved: who needs a second step"))
        return redirect("web:users_second_step")
    return render(request, "settings/second_step.html", {"sections": sections(request), "lines": role_lines()})
