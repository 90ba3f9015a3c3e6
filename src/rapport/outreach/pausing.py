"""Leaving a person in peace, and turning to them again (CMP-3, CAM-2)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Pause, PauseGround, PauseScope
from rapport.people.actions import touch
from rapport.people.models import Patient
from rapport.staff.models import User


@transaction.atomic
def pause_contact(
    patient: Patient,
    ground: str,
    *,
    by: User | None,
    scope: str = PauseScope.ALL,
    until: date | None = None,
    words: str = "",
) -> Pause:
    """Leave `patient` in peace from today on, until the day `until` (included) or until somebody ends it.

    What somebody wants never again has no end; an open complaint stops offers and lets care pass. What is claimed
    at this moment is waited for. Raises Refused: pause_over.
    """
    Patient.objects.select_for_update().filter(pk=patient.pk).first()
    today = patient.branch.today()
    if ground == PauseGround.NEVER:
        until = None
    elif ground == PauseGround.COMPLAINT:
        scope = PauseScope.MARKETING
    if until is not None and until < today:
        raise Refused("pause_over", _("This day is over: choose today or a later one, or leave it open."))
    touch([patient.pk])
    return Pause.objects.create(
        patient=patient, ground=ground, scope=scope, words=words[:300], since=today, until=until, by=by,
        at=clock.now(),
    )  # fmt: skip


@transaction.atomic
def end_pause(pause: Pause, *, by: User | None) -> Pause:
    """Turn to the person again, by what they said. Raises Refused (pause_ended) where it was ended already."""
    locked = Pause.objects.select_for_update().get(pk=pause.pk)
    if locked.ended_at is not None:
        raise Refused("pause_ended", _("This pause was ended already."))
    locked.ended_at, locked.ended_by = clock.now(), by
    return _kept(locked)


@transaction.atomic
def resume_pause(pause: Pause) -> Pause:
    """Take back that a pause was ended: it holds as before."""
    locked = Pause.objects.select_for_update().get(pk=pause.pk)
    locked.ended_at = locked.ended_by = None
    return _kept(locked)


def _kept(pause: Pause) -> Pause:
    touch([pause.patient_id])
    pause.save(update_fields=["ended_at", "ended_by"])
    return pause
