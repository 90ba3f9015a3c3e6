"""What was noted of a person a moment ago and by mistake goes again; the audit keeps that it was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.people.actions.marks import touch
from rapport.people.models import Activity, Departure, Participation, Patient

if TYPE_CHECKING:
    from django.db.models import Model


@transaction.atomic
def take_back(record: Model, *, of: Patient) -> None:
    """Erase `record`, just written `of` a person, and the event that only they took part in (PRO-3).

    Refused: back_already (who left has come back since).
    """
    touch([of.pk])
    if isinstance(record, Departure):
        back = Departure.objects.filter(pk=record.pk).exclude(returned_on=None)
        if back.exists():
            raise Refused("back_already", _("It is written down already that this person came back."))
    record.delete()
    if isinstance(record, Participation):
        _forget_empty(record.activity_id)


def _forget_empty(activity_id: int) -> None:
    """An event is written down with the first who took part in it, and goes with the last."""
    for activity in Activity.objects.select_for_update().filter(pk=activity_id):
        if not activity.participations.exists():
            activity.delete()


@transaction.atomic
def take_back_return(departure: Departure) -> None:
    """Who came back is away again, as before. Refused: left_already (they left once more since)."""
    touch([departure.patient_id])
    if Departure.objects.filter(patient=departure.patient_id, returned_on=None).exists():
        raise Refused("left_already", _("It is written down already that this person left."))
    departure.returned_on = None
    departure.save(update_fields=["returned_on"])
