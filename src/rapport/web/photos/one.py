"""What the page of one photo shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import formats

from rapport.care.models import Photo, PhotoUse
from rapport.care.photo_consent import consented_since, uses
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at
from rapport.web.photos.pages import AT_ONCE, PairTile, Tile, kept_pairs, kept_photos, pair_tile, tile


@dataclass(frozen=True)
class UseLine:
    """One use beside care, and whether the photo is free for it now."""

    use: str
    label: str
    free: bool


@dataclass(frozen=True)
class PhotoPage:
    """Everything `photos/photo.html` needs. `others` are (id, words) of the photos it can be put beside."""

    photo: Photo
    tile: Tile
    uses: list[UseLine]
    agreed: bool
    pairs: list[PairTile]
    others: list[tuple[int, str]]
    may_write: bool


def photo_page(photo: Photo, patient: Patient, user: User) -> PhotoPage:
    """`photo`, one of the card of `patient`, as `user` may see it."""
    since = consented_since(patient)
    free = uses(photo, since)
    may_write = may_at(patient, user, Right.WRITE_CARE)
    pairs = [pair_tile(pair) for pair in kept_pairs(patient) if photo.pk in (pair.before_id, pair.after_id)]
    return PhotoPage(
        photo=photo,
        tile=tile(photo, since),
        uses=[UseLine(use.value, str(use.label), use.value in free) for use in PhotoUse],
        agreed=since is not None,
        pairs=pairs,
        others=_others(photo, patient) if may_write else [],
        may_write=may_write,
    )


def _others(photo: Photo, patient: Patient) -> list[tuple[int, str]]:
    """Of the same view and teeth first."""
    found = list(kept_photos(patient).exclude(pk=photo.pk)[:AT_ONCE])
    found.sort(key=lambda one: (one.teeth != photo.teeth, one.view != photo.view))
    return [(one.pk, f"{formats.date_format(one.taken_on, 'SHORT_DATE_FORMAT')} · {one.name}") for one in found]
