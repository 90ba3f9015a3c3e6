"""The address of a record that went up into another leads to the one that stands (REC-10)."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from rapport.lib.refusal import Refused
from rapport.people.actions import MERGED_AWAY
from rapport.people.models import Patient, survivors_of
from rapport.staff.models import User

_OF_A_PERSON = re.compile(r"/patients/(\d{1,18})(/.*)")


class follow_merges:  # noqa: N801 a middleware, named as the others
    """Where a page of a person is not found, or what was sent to it could not be written: was the person merged?

    What was sent is sent again to the record that stands, by the browser: nothing that was typed is lost. It can
    not be written over newer words there: the version of that record is newer than any of the one that is no more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return _moved(request) or response if response.status_code == 404 else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refused = isinstance(exception, Refused) and exception.code == MERGED_AWAY
        # who locks the person, or does not mark them as changed, learns from the database that nobody is there
        nobody = isinstance(exception, (IntegrityError, Patient.DoesNotExist))
        return _moved(request) if refused or nobody else None


class _SendAgain(HttpResponse):
    """The browser sends the same once more, elsewhere. Not a redirect to htmx, whose request follows by itself."""

    status_code = 307

    def __init__(self, address: str) -> None:
        super().__init__(headers={"Location": address})
        self.url = address


def _moved(request: HttpRequest) -> HttpResponse | None:
    """Leads to the same page of the record that stands, if there is one that the reader may see."""
    found, user = _OF_A_PERSON.fullmatch(request.path), request.user
    if found is None or not isinstance(user, User):
        return None
    lost = int(found[1])
    stands = survivors_of([lost]).get(lost)
    if stands is None or not Patient.objects.visible_to(user).filter(pk=stands).exists():
        return None
    query = request.META.get("QUERY_STRING", "")
    address = f"/patients/{stands}{found[2]}" + (f"?{query}" if query else "")
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(address)
    return _SendAgain(address)
