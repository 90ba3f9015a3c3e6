"""The photos of one person: the grid, one photo, bringing in, setting free, taking away (REC-6)."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.care.models import Photo, PhotoUse
from rapport.care.photographing import change_photo, end_release, release_photo, remove_photo, restore_photo
from rapport.staff.roles import Right
from rapport.web.access import patient_for, staff
from rapport.web.card.frame import render_card
from rapport.web.htmx import say, say_refused, wants_part
from rapport.web.photos import pages
from rapport.web.photos.forms import NewPhotosForm, PhotoForm, RemovalForm
from rapport.web.photos.loading import photo_for
from rapport.web.photos.one import photo_page
from rapport.web.photos.taking import take
from rapport.web.refusals import refusals_in, refusals_said


@require_GET
def photos(request: HttpRequest, pk: int) -> HttpResponse:
    """Every photo of a person by date, of one tooth if asked, and the pairs."""
    patient = patient_for(request, pk, Right.SEE_CARE)
    tooth, before = _number(request, "tooth"), _number(request, "before")
    page = pages.photos_page(patient, staff(request), tooth=tooth, before=before)
    return render_card(request, patient, "photos/photos.html", {"page": page}, tab="photos")


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,17}", text) else None


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring photos in, several at once. What is refused is said file by file, the others are kept."""
    patient = patient_for(request, pk, Right.WRITE_CARE)
    user = staff(request)
    asked = {"taken_by": user.pk, "teeth": _number(request, "tooth") or ""}
    form = NewPhotosForm(request.POST or None, request.FILES or None, patient=patient, initial=asked)
    context: dict[str, object] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            taken = take(patient, form.brought(), form.details(), by=user)
            context["taken"] = taken
            if not taken.refused:
                status = 200
                if not wants_part(request):
                    say(request, _added(len(taken.added)))
                    return redirect("web:photos", pk)
    return render_card(
        request, patient, "photos/new.html", context, tab="photos", part="photos/taken.html", status=status
    )


def _added(number: int) -> str:
    return ngettext("%(number)s photo added.", "%(number)s photos added.", number) % {"number": number}


@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    """One photo, large, with what is said of it; POST corrects that."""
    right = Right.WRITE_CARE if request.method == "POST" else Right.SEE_CARE
    patient, shown = patient_for(request, pk, right), photo_for(request, pk, photo_pk, right)
    form = PhotoForm(request.POST or None, patient=patient, initial=_said_of(shown))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            change_photo(shown, form.details())
            say(request, _("Saved."))
            return redirect("web:photo", pk, photo_pk)
    page = photo_page(shown, patient, staff(request))
    context = {"page": page, "form": form, "removal": RemovalForm()}
    return render_card(
        request, patient, "photos/photo.html", context, tab="photos", status=422 if form.is_bound else 200
    )


def _said_of(photo: Photo) -> dict[str, object]:
    said = {name: getattr(photo, name) for name in ("view", "teeth", "title", "taken_on")}
    return {**said, "taken_by": photo.taken_by_id, "visit": photo.visit_id}


@require_POST
def removal(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    """Take a photo off the card, with a reason; it can be put back for a while."""
    shown = photo_for(request, pk, photo_pk, Right.WRITE_CARE)
    form = RemovalForm(request.POST)
    if not form.is_valid():
        say_refused(request, _("Say why the photo is taken away. It is still on the card."))
        return redirect("web:photo", pk, photo_pk)
    remove_photo(shown, form.cleaned_data["reason"], by=staff(request))
    say(request, _("Photo taken away."), undo=reverse("web:photo_removal_undo", args=[pk, photo_pk]))
    return redirect("web:photos", pk)


@require_POST
def removal_undo(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    """Put a photo back that was just taken away."""
    gone = Photo.objects.visible_to(staff(request), Right.WRITE_CARE).filter(pk=photo_pk).first()
    if gone is None or gone.patient_id != pk:
        raise Http404
    with refusals_said(request):
        restore_photo(gone)
        say(request, _("The photo is back on the card."))
    return redirect("web:photos", pk)


@require_POST
def release(request: HttpRequest, pk: int, photo_pk: int, use: str) -> HttpResponse:
    """Set a photo free for more than care; refused without consent (REC-11)."""
    shown = photo_for(request, pk, photo_pk, Right.WRITE_CARE)
    with refusals_said(request):
        release_photo(shown, _use(use), by=staff(request))
        say(request, _("Set free."), undo=reverse("web:photo_release_end", args=[pk, photo_pk, use]))
    return redirect("web:photo", pk, photo_pk)


@require_POST
def release_end(request: HttpRequest, pk: int, photo_pk: int, use: str) -> HttpResponse:
    """From now on a photo is no longer for this use."""
    end_release(photo_for(request, pk, photo_pk, Right.WRITE_CARE), _use(use), by=staff(request))
    say(request, _("No longer set free."))
    return redirect("web:photo", pk, photo_pk)


def _use(text: str) -> PhotoUse:
    if text not in PhotoUse.values:
        raise Http404
    return PhotoUse(text)
