"""Likely duplicates: lists, two records side by side, merging them, telling them apart, and taking either back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.lib.refusal import Refused
from rapport.people.merging.actions import merge_patients
from rapport.people.merging.telling_apart import take_back_telling_apart, tell_apart
from rapport.people.merging.undoing import undo_merge
from rapport.people.models import ContactPoint, LikelyDuplicate, Merge, Patient, TwoPeople
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.htmx import say, say_refused
from rapport.web.ids import id_of, ids_of
from rapport.web.merging.pages import Found, PairPage, label_of_key, page_of, tabs
from rapport.web.refusals import refusals_said

_PHONES = ContactPoint.objects.filter(kind="phone").order_by("-preferred", "pk")


def _list(request: HttpRequest, rows: QuerySet[Any], name: str, template: str) -> HttpResponse:
    found, more = page_of(rows, request.GET.get("before", ""))
    shown = [Found(one, staff(request)) for one in found] if name == "web:duplicates" else found
    return render(request, template, {"rows": shown, "more": more, "tabs": tabs(staff(request), name)})


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs that may be one person, the newest first; ?patient= keeps those of one."""
    pairs = LikelyDuplicate.objects.visible_to(staff(request))
    if one := id_of(request.GET.get("patient", "")):
        pairs = pairs.filter(Q(first=one) | Q(second=one))
    phones = [Prefetch(f"{side}__contacts", _PHONES) for side in ("first", "second")]
    beside = [f"{side}__{what}" for side in ("first", "second") for what in ("branch", "standing")]
    pairs = pairs.select_related(*beside).prefetch_related(*phones)
    return _list(request, pairs, "web:duplicates", "merging/duplicates.html")


@require_GET
def apart(request: HttpRequest) -> HttpResponse:
    """The pairs of which somebody said that they are two people."""
    pairs = TwoPeople.objects.visible_to(staff(request)).select_related("first", "second", "by")
    return _list(request, pairs, "web:duplicates_apart", "merging/apart.html")


@require_GET
def merges(request: HttpRequest) -> HttpResponse:
    """What was merged, each with its undo."""
    done = Merge.objects.visible_to(staff(request)).standing().select_related("survivor", "by")
    return _list(request, done, "web:merges", "merging/merges.html")


def _pair(request: HttpRequest, first: int, second: int) -> tuple[Patient, Patient]:
    """Both, if the reader may merge at the branches of both. The older comes first.

    Who cannot read what the two say cannot choose between them: closed without the right, as in counter mode.
    """
    if first >= second:
        raise Http404
    pair = patient_for(request, first, Right.MERGE_PATIENTS), patient_for(request, second, Right.MERGE_PATIENTS)
    for right in (Right.SEE_CONTACTS, Right.SEE_VALUE):
        if not all(may_at(patient, staff(request), right) for patient in pair):
            raise PermissionDenied(right)
    return pair


@require_POST
def chosen(request: HttpRequest) -> HttpResponse:
    """Two people picked in a list are set beside each other, whether they look alike or not."""
    picked = set(ids_of(request.POST.getlist("patient")))
    if len(picked) != 2 or request.POST.get("all") == "1":
        say_refused(request, _("Pick exactly two people in the list: they are shown beside each other."))
        return redirect("web:patients")
    one, other = _pair(request, *sorted(picked))
    return redirect("web:duplicate", one.pk, other.pk)


@require_GET
def pair(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Two records beside each other: which stays, and whose words."""
    page = PairPage(*_pair(request, first, second), request.GET.dict(), staff(request))
    return render(request, "merging/pair.html", {"page": page})


@require_GET
def summary(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """What will be, before it is."""
    page = PairPage(*_pair(request, first, second), request.GET.dict(), staff(request))
    return render(request, "merging/summary.html", {"page": page, "query": request.GET.urlencode()})


@require_POST
def merge(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Merge them as chosen."""
    user = staff(request)
    page = PairPage(*_pair(request, first, second), request.POST.dict(), user)
    try:
        done = merge_patients(page.survivor.pk, page.lost.pk, picks=page.picks, by=user, seen=page.seen)
    except Refused as refusal:
        say_refused(request, refusal.message)
        return redirect("web:duplicate", first, second)
    told = _("Merged: %(lost)s went up into %(survivor)s.") % {"lost": done.lost_name, "survivor": page.survivor}
    say(request, told, reverse("web:merge_undoing", args=[done.pk]))
    return redirect("web:card", done.survivor_id)


@require_POST
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two records of it again."""
    done = get_object_or_404(Merge.objects.visible_to(staff(request)), pk=pk)
    try:
        undone = undo_merge(done.pk, by=staff(request))
    except Refused as refusal:
        say_refused(request, refusal.message)
        return redirect("web:merges")
    say(request, _("Undone: %(name)s is a record of its own again.") % {"name": undone.patient})
    if undone.kept:
        kept = _(", ").join(label_of_key(key) for key in undone.kept)
        say_refused(request, _("Changed since the merge, so left as it is: %(kept)s") % {"kept": kept})
    return redirect("web:duplicate", *sorted((done.survivor_id, done.lost_id)))


@require_POST
def dismissal(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """They are two different people."""
    one, other = _pair(request, first, second)
    with refusals_said(request):
        two = tell_apart(one, other, by=staff(request))
        told = _("%(one)s and %(other)s are two people.") % {"one": one, "other": other}
        say(request, told, reverse("web:duplicate_dismissal_removal", args=[two.pk]))
    return redirect("web:duplicates")


@require_POST
def dismissal_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """They may be one after all."""
    two = get_object_or_404(TwoPeople.objects.visible_to(staff(request)), pk=pk)
    take_back_telling_apart(two)
    say(request, _("Taken back: they may be one person."))
    return redirect("web:duplicates")
