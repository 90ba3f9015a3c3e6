"""Whether photos of a person may be used for more than care (REC-11)."""

from __future__ import annotations

from datetime import UTC, datetime

from rapport.care.models import Photo
from rapport.people.models import Patient
from rapport.people.models.consent import Purpose


def consented_since(patient: Patient) -> datetime | None:
    """From when on the photo consent of `patient` holds without a break; None where it does not. One query.

    What was set free before a withdrawal does not come back by itself when the person agrees again.
    """
    words = patient.consents.filter(purpose=Purpose.PHOTOS).values_list("withdrawn_at", flat=True)
    withdrawn = [at for at in words if at is not None]
    if len(withdrawn) == len(words):
        return None
    return max(withdrawn, default=datetime.min.replace(tzinfo=UTC))


def uses(photo: Photo, since: datetime | None) -> list[str]:
    """What `photo` may be used for beside care; `since` is `consented_since` of its person."""
    if since is None:
        return []
    return [release.use for release in photo.releases.all() if release.ended_at is None and release.at >= since]
