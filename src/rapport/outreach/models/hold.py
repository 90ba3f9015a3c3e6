from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib import clock
from rapport.lib.merging import OnMerge
from rapport.people.models import Household, Patient
from rapport.people.models.of_patient import OfPatientQuerySet

# without a sign of life from the page for this long, the person is free for a colleague
LASTS = timedelta(minutes=3)


class HoldQuerySet(OfPatientQuerySet["Hold"]):
    def alive(self, at: datetime) -> Self:
        return self.filter(seen_at__gt=at - LASTS)

    def of(self, patient: Patient) -> Self:
        """Whoever has this person or somebody of the same household."""
        same = Q(patient=patient)
        if patient.household_id:
            same |= Q(household_id=patient.household_id)
        return self.filter(same)


class Hold(models.Model):
    """One person, and with them the household, is with one caller: nobody else calls meanwhile (CAM-1)."""

    on_merge = OnMerge.REBUILD

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, related_name="hold")
    household = models.OneToOneField(Household, on_delete=models.CASCADE, null=True, related_name="+")
    # one person at a time
    caller = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = pgettext_lazy("calls", "holds")
        indexes: ClassVar = [models.Index(fields=["seen_at"], name="hold_by_life")]

    def __str__(self) -> str:
        return f"{self.caller_id} · {self.patient_id}"
