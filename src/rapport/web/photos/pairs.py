"""Two photos beside each other: before and after (REC-6)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.care.photographing import pair_photos, part_photos
from rapport.lib.refusal import Refused
from rapport.staff.roles import Right
from rapport.web.access import may_at, patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import say, say_refused
from rapport.web.ids import ids_of
from rapport.web.photos.pages import kept_pairs, kept_photos, pair_tile


@require_POST
def pairs(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the two photos that were picked beside each other."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    picked = ids_of(request.POST.getlist("photo"))
    photos = list(kept_photos(patient).filter(pk__in=picked))
    try:
        if len(photos) != 2:
            raise Refused("not_two", _("Pick exactly two photos: one from before and one from after."))
        made = pair_photos(*photos, by=staff(request))
    except Refused as refusal:
        say_refused(request, refusal)
        return redirect("web:photos", pk)
    return redirect("web:photo_pair", pk, made.pk)


@require_GET
def pair(request: HttpRequest, pk: int, pair_pk: int) -> HttpResponse:
    """Before and after, side by side and one over the other."""
    patient = patient_for(request, pk, Right.SEE_CARE)
    shown = get_object_or_404(kept_pairs(patient), pk=pair_pk)
    context = {
        "pair": pair_tile(shown),
        "between": timesince(shown.before.taken_on, shown.after.taken_on),
        "may_write": may_at(patient, staff(request), Right.WRITE_CARE),
    }
    return render_card(request, patient, "photos/pair.html", context, tab="photos")


@require_POST
def parting(request: HttpRequest, pk: int, pair_pk: int) -> HttpResponse:
    """Show the two photos apart again."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    part_photos(get_object_or_404(kept_pairs(patient), pk=pair_pk))
    say(request, _("The photos stand apart again; both are on the card."))
    return redirect("web:photos", pk)
