"""The hours in which a person wishes to be called or written to (CAM-1)."""

from __future__ import annotations

from datetime import time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import HoursWish
from rapport.people.actions import touch
from rapport.people.models import Patient
from rapport.staff.models import User


@transaction.atomic
def wish_hours(
    patient: Patient,
    way: str,
    opens: time,
    closes: time,
    *,
    by: User | None,
    days: str = "1234567",
    words: str = "",
) -> HoursWish:
    """Keep in which hours of theirs `patient` wishes to be called or written to; what was wished before is over.

    Raises Refused: wish_backwards, wish_no_days.
    """
    if opens >= closes:
        raise Refused("wish_backwards", _("These hours end before they begin: write the earlier time first."))
    if not days:
        raise Refused("wish_no_days", _("Tick at least one day."))
    touch([patient.pk])
    kept = {"opens": opens, "closes": closes, "days": days, "words": words[:200], "by": by, "at": clock.now()}
    wish, _new = HoursWish.objects.update_or_create(patient=patient, way=way, defaults=kept)
    return wish


@transaction.atomic
def forget_wish(wish: HoursWish) -> None:
    """The clinic's own hours hold again."""
    touch([wish.patient_id])
    wish.delete()
