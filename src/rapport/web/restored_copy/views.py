"""What a restored copy keeps back, and the word of a person that it is the clinic now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.staff.models import Restoration
from rapport.staff.restored_copy import confirm_restored_copy
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.refusals import refusals_said
from rapport.web.settings.pages import sections


@require_GET
def restored_copy(request: HttpRequest) -> HttpResponse:
    """Where this copy came from and who confirmed it; the page is there where nothing was ever restored, too."""
    copy = Restoration.objects.select_related("confirmed_by").first()
    return render(request, "restored_copy/page.html", {"sections": sections(request), "copy": copy})


@require_POST
def confirmation(request: HttpRequest) -> HttpResponse:
    with refusals_said(request):
        confirm_restored_copy(by=staff(request))
        say(request, _("This copy is the clinic from now on."))
    return redirect("web:restored_copy")
