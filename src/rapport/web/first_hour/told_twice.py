"""Money that may be told twice, beside visits and among the payments: a person compares, and says which it is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_GET, require_POST

from rapport.care.actions import open_doubts, settle_doubts
from rapport.care.models import Payment
from rapport.care.models.payment import PaymentQuerySet
from rapport.importing.deciding.twice import NEAR
from rapport.lib.figures import show_amount
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import say
from rapport.web.ids import id_of, ids_of

SHOWN = 50
# payments shown beside one in doubt
_NEAREST = 5


@dataclass(frozen=True)
class Line:
    """What stands beside a visit, and the payments that may be the same money: day, amount and way of each."""

    payment: Payment
    amount: str
    among: list[tuple[Payment, str]]
    may_say: bool


def _seen(request: HttpRequest, right: Right = Right.SEE_MONEY) -> PaymentQuerySet:
    return Payment.objects.visible_to(staff(request)).visible_to(staff(request), right)


@require_GET
def told_twice(request: HttpRequest) -> HttpResponse:
    """What is in doubt, by the order in which it came."""
    after = id_of(request.GET.get("after", ""))
    rows = _seen(request).in_doubt().filter(pk__gt=after).select_related("patient", "branch").order_by("pk")
    found = list(rows[: SHOWN + 1])
    lines = _lines(request, found[:SHOWN])
    following = f"?{urlencode({'after': found[SHOWN - 1].pk})}" if len(found) > SHOWN else ""
    context = {"lines": lines, "next": following, "may_say": any(line.may_say for line in lines)}
    return render(request, "first_hour/told_twice.html", context)


def _lines(request: HttpRequest, doubted: list[Payment]) -> list[Line]:
    branches = staff(request).branches_where(Right.IMPORT)
    counted = Payment.objects.filter(patient__in={one.patient_id for one in doubted}, counted=True)
    among: dict[tuple[int, int], list[Payment]] = {}
    for payment in counted.select_related("branch").order_by("pk"):
        among.setdefault((payment.patient_id, payment.branch_id), []).append(payment)
    return [
        Line(
            one,
            _amount(one),
            [(other, _amount(other)) for other in _nearest(one, among.get((one.patient_id, one.branch_id), []))],
            branches is None or one.patient.branch_id in branches,
        )
        for one in doubted
    ]


def _nearest(one: Payment, others: list[Payment]) -> list[Payment]:
    near = [other for other in others if abs((other.day - one.day).days) <= NEAR]
    return sorted(sorted(near, key=lambda other: abs((other.day - one.day).days))[:_NEAREST], key=lambda o: o.day)


def _amount(payment: Payment) -> str:
    return show_amount(payment.amount, payment.branch.currency, get_language() or "en")


def _named(request: HttpRequest, ids: list[str]) -> PaymentQuerySet:
    """Those of the payments `ids` of which whoever asks may say something."""
    return _seen(request, Right.IMPORT).filter(pk__in=ids_of(ids[:SHOWN]))


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Say of some that they are money of their own, which then counts, or the same money told again."""
    own = request.POST.get("answer") == "own"
    said = settle_doubts(_named(request, request.POST.getlist("payment")), own=own)
    if said:
        words = (
            ngettext("%(number)s sum counts now.", "%(number)s sums count now.", len(said))
            if own
            else ngettext("%(number)s sum counts once.", "%(number)s sums count once.", len(said))
        )
        undo = urlencode({"payment": [one.pk for one in said]}, doseq=True)
        say(request, words % {"number": len(said)}, f"{reverse('web:told_twice_undoing')}?{undo}")
    return redirect("web:told_twice")


@require_POST
def undoing(request: HttpRequest) -> HttpResponse:
    """Take back what was said of some."""
    open_doubts(_named(request, request.GET.getlist("payment")))
    return redirect("web:told_twice")
