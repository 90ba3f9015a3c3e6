"""Takes several files one after the other: what is refused keeps nothing else out."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from rapport.care.models import Photo
from rapport.care.photographing import PhotoDetails, add_photo
from rapport.lib.images.refusals import NotTaken
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import User

# a request may not take longer than a page process lives; what is not reached by then is asked for again
_SECONDS = 10
_LONGEST_NAME = 60


@dataclass
class Taken:
    """What became of the files: the photos added, and a sentence for each file refused."""

    added: list[Photo] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def take(patient: Patient, files: Iterable[UploadedFile[Any]], details: PhotoDetails, *, by: User) -> Taken:
    """Put the files on the card of `patient`."""
    taken, until = Taken(), time.monotonic() + _SECONDS
    for file in files:
        name = (file.name or "")[-_LONGEST_NAME:]
        if time.monotonic() > until:
            taken.refused.append(_("There was no time left for “%(name)s”. Choose it again.") % {"name": name})
            continue
        try:
            taken.added.append(add_photo(patient, file, details, by=by))
        except NotTaken as refusal:
            taken.refused.append(refusal.sentence(name))
        except Refused as refusal:
            taken.refused.append(_("“%(name)s”: %(reason)s") % {"name": name, "reason": refusal.message})
    return taken
