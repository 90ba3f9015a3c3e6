from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from rapport.web.access import staff
from rapport.web.campaigns.tabs import pages_for


@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    """To the first page under the entry that this user may open; to their own first page where there is none."""
    return redirect(next(iter(pages_for(staff(request))), "web:start"))
