"""What the photo pages show (REC-6), each in a constant number of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from rapport.care.models import Photo, PhotoPair, PhotoUse
from rapport.care.models.photo import PhotoQuerySet
from rapport.care.photo_consent import consented_since, uses
from rapport.people.models import Patient
from rapport.people.reading import rows_read
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at
from rapport.web.tabs import Tab

AT_ONCE = 60
IN_PANEL = 4


@dataclass(frozen=True)
class Tile:
    """One photo in a grid: `alt` is what a screen reader says in its place, `uses` what it is free for."""

    photo: Photo
    url: str
    thumbnail: str
    alt: str
    uses: list[str]


@dataclass(frozen=True)
class PairTile:
    """Two photos beside each other, and where they are shown large."""

    pair: PhotoPair
    url: str
    before: Tile
    after: Tile


@dataclass(frozen=True)
class PhotosPage:
    """Everything `photos/photos.html` needs. `earlier` is the id to go on from, None at the end."""

    days: list[tuple[date, list[Tile]]]
    pairs: list[PairTile]
    teeth: list[Tab]
    tooth: int | None
    earlier: int | None
    agreed: bool
    may_write: bool


@dataclass(frozen=True)
class PhotosPanel:
    """The latest photos for the Overview; `care_only` while nothing may be used for more than care."""

    number: int
    tiles: list[Tile]
    care_only: bool


def tile(photo: Photo, since: datetime | None = None) -> Tile:
    """`photo` for a grid; `since` is `consented_since` its person."""
    where = [photo.patient_id, photo.pk]
    day = formats.date_format(photo.taken_on, "DATE_FORMAT")
    alt = _("%(name)s, %(day)s") % {"name": photo.name, "day": day}
    free = [str(PhotoUse(use).label) for use in uses(photo, since)]
    return Tile(photo, reverse("web:photo", args=where), reverse("web:photo_thumbnail", args=where), alt, free)


def pair_tile(pair: PhotoPair) -> PairTile:
    """`pair`, whose photos come loaded."""
    url = reverse("web:photo_pair", args=[pair.before.patient_id, pair.pk])
    return PairTile(pair, url, tile(pair.before), tile(pair.after))


def kept_photos(patient: Patient) -> PhotoQuerySet:
    """The photos on the card of `patient`, the latest first."""
    found: PhotoQuerySet = Photo.objects.kept().filter(patient=patient).order_by("-taken_on", "-pk")
    return found


def kept_pairs(patient: Patient) -> QuerySet[PhotoPair]:
    """Pairs of which both photos are on the card, the latest first."""
    whole = Q(before__patient=patient, before__removal=None, after__removal=None)
    return PhotoPair.objects.filter(whole).select_related("before", "after").order_by("-after__taken_on", "-pk")


def number_of_photos(patient: Patient, user: User) -> int:
    """The figure beside the tab."""
    read = rows_read(patient, "photos")
    return kept_photos(patient).count() if read is None else sum(photo.is_kept for photo in read)


def photos_page(patient: Patient, user: User, *, tooth: int | None, before: int | None) -> PhotosPage:
    """The photos of `patient`, of one tooth if asked, from the photo with the id `before` backwards."""
    since = consented_since(patient)
    found, pairs = kept_photos(patient), kept_pairs(patient)
    if tooth:
        found = found.of_tooth(tooth)
        number = f"{tooth:02d}"
        pairs = pairs.filter(Q(before__teeth__contains=number) | Q(after__teeth__contains=number))
    mark = kept_photos(patient).filter(pk=before).first() if before else None
    if mark:
        found = found.filter(Q(taken_on__lt=mark.taken_on) | Q(taken_on=mark.taken_on, pk__lt=mark.pk))
    shown = list(found.prefetch_related("releases")[: AT_ONCE + 1])
    tiles = [tile(photo, since) for photo in shown[:AT_ONCE]]
    return PhotosPage(
        days=[(day, list(group)) for day, group in groupby(tiles, key=lambda one: one.photo.taken_on)],
        pairs=[] if mark else [pair_tile(pair) for pair in pairs[:AT_ONCE]],
        teeth=_teeth(patient, tooth),
        tooth=tooth,
        earlier=shown[AT_ONCE - 1].pk if len(shown) > AT_ONCE else None,
        agreed=since is not None,
        may_write=may_at(patient, user, Right.WRITE_CARE),
    )


def _teeth(patient: Patient, tooth: int | None) -> list[Tab]:
    """The filter by tooth: every tooth that is on a photo, with how many show it."""
    here = reverse("web:photos", args=[patient.pk])
    rows = kept_photos(patient).exclude(teeth="").order_by().values_list("teeth", flat=True)
    numbers = Counter(int(one) for teeth in rows for one in teeth.split(", "))
    everything = Tab(here, _("All teeth"), tooth is None)
    return [everything] + [
        Tab(f"{here}?tooth={one}", str(one), one == tooth, numbers[one]) for one in sorted(numbers)
    ]


def photos_panel(patient: Patient) -> PhotosPanel:
    """What the Overview shows to whoever may see care, of a file that is read."""
    kept = [photo for photo in patient.photos.all() if photo.is_kept]
    latest = sorted(kept, key=lambda photo: (photo.taken_on, photo.pk), reverse=True)[:IN_PANEL]
    return PhotosPanel(len(kept), [tile(photo) for photo in latest], consented_since(patient) is None)
