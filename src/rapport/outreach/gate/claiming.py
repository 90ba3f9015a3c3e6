"""The one way to a call or a message: locks, decides anew, and writes the contact down."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.gate.holding import hold
from rapport.outreach.gate.looking import Verdict, look
from rapport.outreach.gate.situation import Ask
from rapport.outreach.models import Contact
from rapport.people.models import ChangedPatient, Patient
from rapport.staff.models import User


class Closed(Refused):
    """The gate said no; `verdict` says why and when. The code is that of the first reason."""

    def __init__(self, verdict: Verdict) -> None:
        [first, *_others] = verdict.reasons
        super().__init__(first.code, _("Not now: %(why)s"), {"why": first.words})
        self.verdict = verdict


def claim(patient: Patient, ask: Ask, *, by: User | None, at: datetime | None = None) -> Contact:
    """Count this contact and allow it; raises Closed where anything speaks against it.

    In the caller's transaction, before anything else of it is written: until it ends, nobody else claims one of
    these people or their household, and a consent that is being withdrawn at this moment is waited for.
    """
    assert connection.in_atomic_block, "a claim stands or falls with what is done by it"
    held = hold([patient.pk])
    moment = at or clock.now()
    verdict = look(patient, ask, at=moment)
    if verdict.addressed is not None and verdict.addressed.pk not in held:
        # became the guardian this very moment; the person is held now, so that nobody else does meanwhile
        held |= hold([verdict.addressed.pk])
        verdict = look(patient, ask, at=moment)
    if not verdict.allowed or verdict.addressed is None:
        raise Closed(verdict)
    ChangedPatient.objects.create(patient_id=patient.pk)  # how often we turned to them is a fact
    return Contact.objects.create(
        patient_id=patient.pk,
        addressed=verdict.addressed,
        household_id_then=held.get(verdict.addressed.pk),
        purpose=ask.purpose,
        channel=ask.channel,
        on_request=ask.on_request,
        at=moment,
        by=by,
    )
