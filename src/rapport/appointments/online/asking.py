"""Who booked online is sent the questionnaire some days before they come (BAS-1, BOO-1)."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from rapport.appointments.booking.giving import lock
from rapport.appointments.models import Appointment, BookingTerms
from rapport.appointments.reaching import How, reach
from rapport.lib import clock
from rapport.lib.each_alone import each_alone
from rapport.lib.refusal import Refused
from rapport.outreach.questionnaires import OCCASION, send_questionnaire
from rapport.outreach.ways import ways_out
from rapport.people.consents import agreeing
from rapport.people.models import Patient, Questionnaire
from rapport.people.models.consent_text import Purpose
from rapport.people.models.patient import PatientQuerySet
from rapport.staff.models import Branch

log = logging.getLogger(__name__)


def send_questionnaires() -> None:
    """Go through all branches; what fails at one keeps no other waiting."""
    branches = Branch.objects.select_related("booking_terms").order_by("pk")
    each_alone(branches, _send_at, "Nobody could be sent a questionnaire at branch %s; trying again.")


def _send_at(branch: Branch) -> None:
    """Whom no message reaches now is looked at again by the next sweep, until they come."""
    days = BookingTerms.of(branch).questionnaire_days
    if days is None:
        return
    people = _awaited(branch, timedelta(days=days)).in_bulk()
    for pk, found in reach(people, list(ways_out(branch, OCCASION))).items() if people else ():
        if found.how == How.WRITE:
            _send(people[pk], found.channel)


def _awaited(branch: Branch, ahead: timedelta) -> PatientQuerySet:
    """Those to come within that time who booked online, let their data be kept, and were never asked."""
    now = clock.now()
    soon = Appointment.objects.expected().filter(branch=branch, online__isnull=False)
    coming = Patient.objects.living().filter(
        pk__in=soon.filter(starts_at__gt=now, starts_at__lte=now + ahead).values("patient"), deceased=False
    )
    return agreeing(coming.exclude(pk__in=_asked()), Purpose.PROCESSING, on=branch.today())


def _asked() -> QuerySet[Any]:
    """Ids of those who filled one in, did not want to, have one before them, or were written to by itself."""
    lying = Q(expires_at__gt=clock.now()) | Q(opened_by=None)
    return Questionnaire.objects.filter(~Q(ended_how="") | lying).values("patient")


@transaction.atomic
def _send(patient: Patient, channel: str) -> None:
    """Of two sweeps at once the second finds it done."""
    lock(Patient, [patient.pk])
    if Patient.objects.filter(pk=patient.pk).exclude(pk__in=_asked()).exists():
        try:
            with transaction.atomic():
                send_questionnaire(patient, channel, by=None)
        except Refused as refused:  # no words in their language, or a template is retired
            log.info("No questionnaire to %s: %s", patient.pk, refused.code)
