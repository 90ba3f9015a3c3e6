"""Who may open what: the middleware that asks the role table, and the ways in which a page loads a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from rapport.people.models import Patient, Standing
from rapport.staff.looking import note_look
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.ids import number_of
from rapport.web.roles_table import MACHINE, NOBODY, PUBLIC, ROLE_TABLE
from rapport.web.sent_again import give_back

# nobody pages on further
_DIGITS_OF_A_PAGE = 6


class RoleTableMiddleware:
    """Checks the table before any view runs, so that no view can forget to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        needed = ROLE_TABLE.get(match.view_name if match else "", NOBODY)
        if needed in (PUBLIC, MACHINE):
            return None
        if needed == NOBODY:
            raise Http404
        if not request.user.is_authenticated:
            return _to_the_door(request)
        if isinstance(needed, Right) and not request.user.may(needed):
            raise PermissionDenied(needed)
        return None


def _to_the_door(request: HttpRequest) -> HttpResponse:
    """To sign in; whoever sent something keeps it, and htmx the page that asked."""
    return give_back(request) or redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def staff(request: HttpRequest) -> User:
    """The member of staff who asks; the role table has let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def may_at(patient: Patient, user: User, right: Right) -> bool:
    """Whether `user` has `right` at the branch of `patient`."""
    return user.may_at(right, patient.branch_id)


def standing_of(patient: Patient, user: User) -> Standing | None:
    """Where `patient` stands, for whoever may see it there; None also where nobody has looked yet."""
    standing: Standing | None = getattr(patient, "standing", None)
    return standing if may_at(patient, user, Right.SEE_VALUE) else None


# what every page of a person shows; the people around one are loaded where a page speaks of them, and the facts by
# themselves, since a statement takes longer to write and to plan with their hundred columns joined
_BESIDE = ("branch", "source", "standing")


def patient_for(request: HttpRequest, pk: int, right: Right = Right.SEE_PATIENTS) -> Patient:
    """The person `pk`, if the one who asks has `right` at their branch; what may not be seen does not exist.

    Every page and action on one person loads it here, so that none can forget to write down who looked.
    """
    people = Patient.objects.visible_to(staff(request), right).select_related(*_BESIDE)
    patient = get_object_or_404(people, pk=pk)
    note_look(patient.pk, by=staff(request))
    return patient


def page_of(request: HttpRequest, name: str = "page") -> int:
    """Which page of a list is asked for, from 0; what is no number of a page is the first."""
    return number_of(request.GET.get(name, ""), _DIGITS_OF_A_PAGE) or 0
