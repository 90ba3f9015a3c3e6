"""Gives the pictures themselves, to who may see the person's care. There is no other way to them."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rapport.care.models import Photo
from rapport.care.photo_consent import consented_since, uses
from rapport.care.photographing import picture_file
from rapport.lib.images.keeping import Size
from rapport.web.htmx import say_refused
from rapport.web.photos.loading import photo_for

# a picture opened by itself may do nothing, and no other site may show it; asked for again, it is checked again
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


@require_GET
def picture(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse | FileResponse:
    """The large one."""
    return _answer(request, photo_for(request, pk, photo_pk), Size.LARGE)


@require_GET
def thumbnail(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse | FileResponse:
    """The small one."""
    return _answer(request, photo_for(request, pk, photo_pk), Size.SMALL)


@require_GET
def copy(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse | FileResponse:
    """The large one as a file to take along: only where it was set free, while the consent holds (REC-11)."""
    photo = photo_for(request, pk, photo_pk)
    if not uses(photo, consented_since(photo.patient)):
        say_refused(request, _("This photo is for care only. It leaves the card when it has been set free."))
        return redirect("web:photo", pk, photo_pk)
    return _answer(request, photo, Size.LARGE, as_attachment=True)


def _answer(
    request: HttpRequest, photo: Photo, size: Size, *, as_attachment: bool = False
) -> HttpResponse | FileResponse:
    etag = quote_etag(f"{photo.sha256}{size.value}")
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or _file(photo, size, as_attachment)
    response["ETag"] = etag
    for name, value in _HEADERS.items():
        response[name] = value
    return response


def _file(photo: Photo, size: Size, as_attachment: bool) -> FileResponse:
    try:
        content = picture_file(photo, size).open("rb")
    except (ValueError, OSError) as error:  # a name that is none of ours, or a file that has been lost
        raise Http404 from error
    name = f"photo-{photo.pk}.jpg"
    return FileResponse(content, content_type="image/jpeg", as_attachment=as_attachment, filename=name)
