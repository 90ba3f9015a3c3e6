"""Which photos a request may reach: those of people whose care the one who asks may see. Else there is none."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from rapport.care.models import Photo
from rapport.staff.roles import Right
from rapport.web.access import staff


def photo_for(request: HttpRequest, pk: int, photo_pk: int, right: Right = Right.SEE_CARE) -> Photo:
    """The photo `photo_pk` of the person `pk`, as long as nobody has taken it away."""
    found = Photo.objects.visible_to(staff(request), right).kept().select_related("patient__branch")
    photo = get_object_or_404(found, pk=photo_pk)
    if photo.patient_id != pk:  # not asked of SQLite, which fails at a number that is none of its own
        raise Http404
    return photo
