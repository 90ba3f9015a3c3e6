"""Whom an appointment is for: found as one types, or written down anew; the chosen time is kept (BOO-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from rapport.staff.looking import note_search
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import wants_part
from rapport.web.patients.finding import FoundPerson, found_people, newcomer
from rapport.web.patients.searchable import closest
from rapport.web.schedule.frame import tabs
from rapport.web.schedule.scope import Scope

# what is kept of an address that leads from here to the record of somebody new, and back
CARRIED = ("branch", "day", "time", "dentist", "service")
_AT_ONCE = 8


@dataclass(frozen=True)
class Whom:
    """`query` leads on with a person, `register` to a new record; "" for whoever may not write one."""

    q: str
    found: Sequence[FoundPerson]
    query: str
    register: str


def show_whom(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The field and who matches; who sent it gets the only one who does at once."""
    assert scope.branch is not None
    q = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = _found(request, q) if q else []
    kept = {**carried(request), "branch": str(scope.branch.pk)}
    if len(found) == 1 and not wants_part(request):
        return redirect(f"{request.path}?{urlencode({**kept, 'person': found[0].pk})}")
    may_register = staff(request).may_at(Right.EDIT_PATIENTS, scope.branch.pk)
    register = urlencode({**kept, "then": "book", **newcomer(q)}) if may_register else ""
    context = {
        "tabs": tabs(staff(request), ""),
        "scope": scope,
        "carried": carried(request),
        "whom": Whom(q, found, urlencode(kept), register),
    }
    return render(request, "schedule/whom.html" if wants_part(request) else "schedule/new.html", context)


def carried(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in CARRIED if request.GET.get(name)}


def _found(request: HttpRequest, q: str) -> list[FoundPerson]:
    user = staff(request)
    note_search(q, by=user, typing=True)
    return found_people(closest(user, q, _AT_ONCE), user)
