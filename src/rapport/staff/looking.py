"""Writing down who looks at what (REC-12), before it is shown."""

from __future__ import annotations

from datetime import timedelta

from rapport.lib import clock
from rapport.lib.free_text import mask_contacts
from rapport.staff.models import AccessLog, ExportLog, Looked, User

# a card that stays open, or is turned to again, is one look
ONE_LOOK = timedelta(minutes=10)
# what is typed letter by letter is one search
ONE_SEARCH = timedelta(minutes=1)
_DETAIL = 500


def note_look(patient_id: int, *, by: User) -> None:
    """`by` sees the card of `patient_id`: one row for each ten minutes."""
    since = clock.now() - ONE_LOOK
    if not AccessLog.objects.filter(patient=patient_id, by=by, kind=Looked.CARD, at__gt=since).exists():
        AccessLog.objects.create(at=clock.now(), by=by, kind=Looked.CARD, patient=patient_id)


def note_search(q: str, *, by: User, typing: bool = False) -> None:
    """`by` looks for `q`; numbers and addresses in it are masked. While `typing`, one row for each minute."""
    detail = mask_contacts(q)[:_DETAIL]
    recent = AccessLog.objects.filter(by=by, kind=Looked.SEARCH)
    recent = recent.filter(at__gt=clock.now() - (ONE_SEARCH if typing else ONE_LOOK))
    if not (recent if typing else recent.filter(detail=detail)).exists():
        AccessLog.objects.create(at=clock.now(), by=by, kind=Looked.SEARCH, detail=detail)


def note_export(export: ExportLog, patient_id: int | None = None) -> None:
    """An export, chained to the others: its number, what and how much it took, and why; of one person alone it
    stands on their card too."""
    detail = f"#{export.pk} {export.what} · {export.rows} · {export.file_format} · {export.reason}"
    AccessLog.objects.create(
        at=export.at, by=export.by, kind=Looked.EXPORT, patient=patient_id, detail=detail[:_DETAIL]
    )
