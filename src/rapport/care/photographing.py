"""Writes on photos (REC-6). Each is whole or not at all; what was let in lies in the files folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Photo, PhotoPair, PhotoRelease, PhotoRemoval, Visit
from rapport.care.models.photo import REMOVAL_CAN_BE_UNDONE
from rapport.care.photo_consent import consented_since
from rapport.lib import clock
from rapport.lib.images.gate import Picture, let_in
from rapport.lib.images.keeping import Size, keep, place_of, take_away
from rapport.lib.refusal import Refused
from rapport.people.actions import touch
from rapport.people.models import Patient
from rapport.staff.models import User

# files of a photo whose removal was noted, but which a crash kept on the disk, are looked for this long
_LOOKED_FOR = timedelta(days=7)


def photos_folder() -> Path:
    """Where the pictures lie; part of every backup, under no address of the web."""
    return Path(settings.MEDIA_ROOT) / "photos"


def picture_file(photo: Photo, size: Size) -> Path:
    """Where one size of `photo` lies. Raises ValueError where its name in the database is none of ours."""
    return place_of(photos_folder(), photo.token, size)


@dataclass(frozen=True)
class PhotoDetails:
    """What is said of a photo beside the picture. `taken_on` None: the day the camera noted, else today."""

    view: str
    taken_on: date | None = None
    teeth: str = ""
    title: str = ""
    visit: Visit | None = None
    taken_by: User | None = None


def add_photo(patient: Patient, content: IO[bytes], details: PhotoDetails, *, by: User | None) -> Photo:
    """Let one file in and put it on the card. Raises NotTaken for the file and Refused for what is said of it."""
    picture = let_in(content)
    taken_on = details.taken_on or _day_of(picture, patient)
    _check(patient, details, taken_on)
    token = keep(photos_folder(), picture)
    try:
        return _enter(patient, picture, token, details, taken_on, by)
    except BaseException:
        take_away(photos_folder(), token)
        raise


def _day_of(picture: Picture, patient: Patient) -> date:
    """A camera whose clock was never set is not believed."""
    today = patient.branch.today()
    earliest = patient.birth_date or date(1990, 1, 1)
    return picture.day if picture.day and earliest <= picture.day <= today else today


def _check(patient: Patient, details: PhotoDetails, taken_on: date) -> None:
    if taken_on > patient.branch.today():
        raise Refused("photo_in_future", _("A photo cannot have been taken after today. Correct the day."))
    if details.visit and details.visit.patient_id != patient.pk:
        raise Refused("photo_of_other_visit", _("That visit is somebody else's. Choose one of this person."))


@transaction.atomic
def _enter(
    patient: Patient, picture: Picture, token: str, details: PhotoDetails, taken_on: date, by: User | None
) -> Photo:
    # two who bring in the same file at once go one after the other
    Patient.objects.select_for_update().only("pk").get(pk=patient.pk)
    sha256 = hashlib.sha256(picture.large).hexdigest()
    if Photo.objects.kept().filter(patient=patient, sha256=sha256).exists():
        raise Refused("photo_known", _("This photo is on the card already."))
    photo = Photo.objects.create(
        patient=patient,
        visit=details.visit,
        taken_on=taken_on,
        taken_by=details.taken_by or by,
        view=details.view,
        teeth=details.teeth,
        title=details.title,
        added_by=by,
        added_at=clock.now(),
        token=token,
        sha256=sha256,
        width=picture.width,
        height=picture.height,
    )
    touch([patient.pk])
    return photo


@transaction.atomic
def change_photo(photo: Photo, details: PhotoDetails) -> Photo:
    """Say something else of a photo; the picture stays. Raises Refused."""
    taken_on = details.taken_on or photo.taken_on
    _check(photo.patient, details, taken_on)
    photo.view, photo.taken_on, photo.teeth = details.view, taken_on, details.teeth
    photo.title, photo.visit, photo.taken_by = details.title, details.visit, details.taken_by
    photo.save()
    touch([photo.patient_id])
    return photo


@transaction.atomic
def pair_photos(one: Photo, other: Photo, *, by: User) -> PhotoPair:
    """Put two photos of one person beside each other; the earlier is the one before. Raises Refused."""
    if one.patient_id != other.patient_id or one.pk == other.pk:
        raise Refused("no_pair", _("Choose two photos of the same person: one from before and one from after."))
    before, after = sorted((one, other), key=lambda photo: (photo.taken_on, photo.pk))
    pair, _new = PhotoPair.objects.get_or_create(
        before=before, after=after, defaults={"by": by, "at": clock.now()}
    )
    return pair


def part_photos(pair: PhotoPair) -> None:
    """No longer show two photos beside each other; both stay on the card."""
    pair.delete()


@transaction.atomic
def release_photo(photo: Photo, use: str, *, by: User) -> PhotoRelease:
    """Set a photo free for teaching or publicity. Raises Refused without a photo consent in force (REC-11)."""
    if consented_since(photo.patient) is None:
        raise Refused(
            "no_photo_consent",
            _("%(name)s has not agreed to the use of photos. Take that consent first; until then: for care only."),
            {"name": photo.patient.full_name},
        )
    # what a withdrawal has made void is ended, so that the new word stands alone
    end_release(photo, use, by=by)
    return PhotoRelease.objects.create(photo=photo, use=use, by=by, at=clock.now())


@transaction.atomic
def end_release(photo: Photo, use: str, *, by: User) -> None:
    """From now on the photo is no longer for `use`; nothing happens where it was not."""
    for release in photo.releases.filter(use=use, ended_at=None):
        release.ended_at, release.ended_by = clock.now(), by
        release.save()


@transaction.atomic
def remove_photo(photo: Photo, reason: str, *, by: User) -> PhotoRemoval:
    """Take a photo off the card at once; its files go when it can no longer be put back. Raises Refused."""
    if not reason.strip():
        raise Refused("no_reason", _("Say why the photo is taken away."))
    removal, _new = PhotoRemoval.objects.get_or_create(
        photo=photo, defaults={"reason": reason.strip(), "by": by, "at": clock.now()}
    )
    touch([photo.patient_id])
    return removal


@transaction.atomic
def restore_photo(photo: Photo) -> None:
    """Put a photo back on the card. Raises Refused when its files have gone, or are about to."""
    removal = PhotoRemoval.objects.select_for_update().filter(photo=photo).first()
    if removal is None:
        return
    if not removal.can_be_undone:
        raise Refused(
            "photo_gone", _("The photo has been erased. Bring it in again if it is still in the camera.")
        )
    removal.delete()
    touch([photo.patient_id])


def erase_removed_photos() -> int:
    """Delete the files of photos that can no longer be put back; how many. Can be stopped anywhere."""
    now = clock.now()
    due = PhotoRemoval.objects.filter(erased_at=None, at__lte=now - REMOVAL_CAN_BE_UNDONE)
    erased = due.update(erased_at=now)
    # only after that is committed: a crash in between leaves files, never a photo without them
    gone = PhotoRemoval.objects.filter(erased_at__gte=now - _LOOKED_FOR)
    for token in gone.values_list("photo__token", flat=True):
        take_away(photos_folder(), token)
    return erased
