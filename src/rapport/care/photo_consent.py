"""Whether photos of a person may be used for more than care (REC-11)."""

from __future__ import annotations

from datetime import datetime

from rapport.care.models import Photo
from rapport.people.consents import rules, words_of
from rapport.people.models import Patient
from rapport.people.models.consent import Said
from rapport.people.models.consent_text import Purpose


def consented_since(patient: Patient) -> datetime | None:
    """From when on the photo consent of `patient` holds without a break; None where it does not. One query.

    What was set free before a withdrawal, or before the consent ran out, does not come back by itself when the
    person agrees again.
    """
    said = {word.pk: word for word in patient.consents.all() if word.purpose == Purpose.PHOTOS}
    first = rules.held_since(words_of(said.values()), Purpose.PHOTOS, patient.branch.today())
    if first is None:
        return None
    against = [word.recorded_at for word in said.values() if word.said != Said.GIVEN]
    return max([said[first.place].recorded_at, *against])


def uses(photo: Photo, since: datetime | None) -> list[str]:
    """What `photo` may be used for beside care; `since` is `consented_since` of its person."""
    if since is None:
        return []
    return [release.use for release in photo.releases.all() if release.ended_at is None and release.at >= since]
