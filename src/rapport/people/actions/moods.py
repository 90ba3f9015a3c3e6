"""How satisfied somebody is as staff noted it, and that they left or came back."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions.marks import touch
from rapport.people.models import Departure, NotedSatisfaction, Patient
from rapport.people.models.mood import Satisfaction
from rapport.staff.models import User


@transaction.atomic
def note_satisfaction(patient: Patient, level: Satisfaction, *, words: str = "", by: User) -> NotedSatisfaction:
    """Keep how satisfied `patient` is (PAT-8, VAL-D); the latest counts."""
    touch([patient.pk])
    return NotedSatisfaction.objects.create(
        patient=patient, level=level, words=words.strip(), by=by, at=clock.now()
    )


@transaction.atomic
def record_departure(patient: Patient, *, left_on: date, words: str = "", by: User) -> Departure:
    """Keep that `patient` left the clinic for good. Refused: ahead, left_already."""
    _refuse_ahead(patient, left_on)
    touch([patient.pk])
    # one at a time for one person: two at once would both find nothing
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    if patient.departures.filter(returned_on=None).exists():
        raise Refused("left_already", _("It is written down already that this person left."))
    return Departure.objects.create(patient=patient, left_on=left_on, words=words.strip(), recorded_by=by)


@transaction.atomic
def record_return(departure: Departure, *, on: date) -> Departure:
    """Keep that somebody who left came back. Refused: ahead, back_already, before_leaving."""
    locked = (
        Departure.objects.select_for_update(of=("self",)).select_related("patient__branch").get(pk=departure.pk)
    )
    _refuse_ahead(locked.patient, on)
    if locked.returned_on is not None:
        raise Refused("back_already", _("It is written down already that this person came back."))
    if on < locked.left_on:
        raise Refused("before_leaving", _("Nobody comes back before they left. Correct the day."))
    locked.returned_on = on
    locked.save(update_fields=["returned_on"])
    touch([locked.patient_id])
    return locked


def _refuse_ahead(patient: Patient, day: date) -> None:
    if day > patient.branch.today():
        raise Refused("ahead", _("This day lies ahead. Choose today or a day before it."))
