"""The one way to a call or a message: locks, decides anew, and writes the contact down."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.gate.looking import Verdict, look
from rapport.outreach.gate.situation import Ask
from rapport.outreach.models import Contact
from rapport.people.guardianship import GENERATIONS
from rapport.people.models import Household, Patient
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
    _hold(patient.pk)
    moment = at or clock.now()
    verdict = look(patient, ask, at=moment)
    if not verdict.allowed or verdict.addressed is None:
        raise Closed(verdict)
    return Contact.objects.create(
        patient_id=patient.pk,
        addressed=verdict.addressed,
        household_id_then=verdict.addressed.household_id,
        purpose=ask.purpose,
        channel=ask.channel,
        on_request=ask.on_request,
        at=moment,
        by=by,
    )


def _hold(pk: int | None) -> None:
    """Lock the person, then those above who may speak for them, then their households: always in this order, since
    nobody guards their own guardian, so that two claims never wait for each other."""
    households = set()
    for _generation in range(GENERATIONS):
        rows = Patient.objects.select_for_update(of=("self",)).filter(pk=pk)
        pk, household = rows.values_list("guardian_id", "household_id").first() or (None, None)
        households.add(household)
        if pk is None:
            break
    if households := households - {None}:
        list(Household.objects.select_for_update().filter(pk__in=households).order_by("pk").values_list("pk"))
