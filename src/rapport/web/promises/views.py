"""The ledger of promises: what the clinic owes whom, kept or broken (CMP-1 k)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from rapport.feedback.models import Promise
from rapport.feedback.promises import break_promise, keep_promise, take_back_end
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import page_of, patient_for, staff
from rapport.web.feedback.frame import tabs
from rapport.web.htmx import say
from rapport.web.refusals import refusals_said
from rapport.web.sight import Sight
from rapport.web.tabs import Tab

SHOWN = 50

# which promises: key, label, condition
VIEWS: tuple[tuple[str, Any, Callable[[User], Q]], ...] = (
    ("owed", pgettext_lazy("promises", "Owed"), lambda user: Q(kept_at=None, broken_at=None)),
    ("mine", gettext_lazy("Mine"), lambda user: Q(kept_at=None, broken_at=None, owner=user)),
    ("broken", pgettext_lazy("promises", "Broken"), lambda user: Q(broken_at__isnull=False)),
    ("kept", pgettext_lazy("promises", "Kept"), lambda user: Q(kept_at__isnull=False, broken_at=None)),
)


@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    """Owed ones by their day; of the rest the latest first."""
    user, page = staff(request), page_of(request)
    seen = Promise.objects.visible_to(user, Right.SEE_FEEDBACK)
    counts = seen.aggregate(**{key: Count("pk", filter=fits(user)) for key, _label, fits in VIEWS})
    view = request.GET.get("view") if request.GET.get("view") in counts else "owed"
    fits = next(fits for key, _label, fits in VIEWS if key == view)
    order = ("due_on", "pk") if view in ("owed", "mine") else ("-due_on", "-pk")
    rows = seen.filter(fits(user)).select_related("patient__branch", "owner", "complaint").order_by(*order)
    found = list(rows[page * SHOWN : (page + 1) * SHOWN + 1])
    context = {
        "lines": [_line(one, user) for one in found[:SHOWN]],
        "views": [Tab(_address(view=key), label, key == view, counts[key]) for key, label, _fits in VIEWS],
        "share": _share(counts),
        "next": _address(view=view, page=page + 1) if len(found) > SHOWN else "",
        "tabs": tabs(user, "web:promises"),
    }
    return render(request, "promises/list.html", context)


def _address(**asked: object) -> str:
    return f"{reverse('web:promises')}?{urlencode(asked)}"


def _share(counts: dict[str, int]) -> int | None:
    """Per cent of those that came to their end and were kept in time."""
    ended = counts["kept"] + counts["broken"]
    return round(100 * counts["kept"] / ended) if ended else None


def _line(made: Promise, user: User) -> dict[str, object]:
    today: date = made.patient.branch.today()
    mine = user.pk == made.owner_id or user.may_at(Right.HANDLE_FEEDBACK, made.patient.branch_id)
    return {
        "promise": made,
        "words": Sight.of(user, made.patient).text(made.words),
        "late": made.kept_at is None and made.due_on < today,
        "may_keep": mine and made.kept_at is None,
        "may_break": mine and made.kept_at is None and made.broken_at is None,
    }


@require_POST
def keeping(request: HttpRequest, pk: int) -> HttpResponse:
    """It was kept."""
    return _end(request, pk, keep_promise, _("Kept: %(words)s"))


@require_POST
def breaking(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be kept."""
    return _end(request, pk, break_promise, _("Broken: %(words)s"))


@require_POST
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one has just said of it."""
    with refusals_said(request):
        take_back_end(_load(request, pk), by=staff(request))
        say(request, _("Taken back."))
    return redirect("web:promises")


def _end(request: HttpRequest, pk: int, act: Callable[..., Promise], told: str) -> HttpResponse:
    with refusals_said(request):
        made = act(_load(request, pk), by=staff(request))
        say(request, told % {"words": made.words[:60]}, undo=reverse("web:promise_undoing", args=[pk]))
    return redirect("web:promises")


def _load(request: HttpRequest, pk: int) -> Promise:
    """One that the user owns, or of a branch where they handle feedback."""
    user = staff(request)
    seen = Promise.objects.visible_to(user, Right.SEE_FEEDBACK).select_related("patient")
    made = seen.filter(pk=pk).first()
    if made is None or not (
        made.owner_id == user.pk or user.may_at(Right.HANDLE_FEEDBACK, made.patient.branch_id)
    ):
        raise Http404
    patient_for(request, made.patient_id)
    return made
