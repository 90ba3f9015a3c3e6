from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.feedback.models.complaint import Complaint
from rapport.feedback.models.slip import Slip
from rapport.lib import clock
from rapport.outreach.models import Task
from rapport.people.models import Patient
from rapport.people.models.of_patient import OfPatientQuerySet


class PromiseState(models.TextChoices):
    OWED = "owed", pgettext_lazy("of a promise", "owed")
    KEPT = "kept", pgettext_lazy("of a promise", "kept")
    LATE = "late", pgettext_lazy("of a promise", "kept late")
    BROKEN = "broken", pgettext_lazy("of a promise", "broken")


class PromiseQuerySet(OfPatientQuerySet["Promise"]):
    def owed(self) -> Self:
        return self.filter(kept_at=None, broken_at=None)

    def late(self, on: date) -> Self:
        return self.owed().filter(due_on__lt=on)


class Promise(models.Model):
    """What we owe somebody: what, by whom, until when, kept or broken (CMP-1 k, CMP-2)."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="promises")
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, null=True, related_name="promises")
    slip = models.ForeignKey(Slip, on_delete=models.CASCADE, null=True, related_name="promises")
    words = models.CharField(_("what was promised"), max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(_("until"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    kept_at = models.DateTimeField(null=True)
    # said by a person, or by the calendar when its day is over; with `kept_at` it was kept, but late
    broken_at = models.DateTimeField(null=True)
    # what its owner finds among their tasks
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="promise_owed", condition=Q(kept_at=None, broken_at=None))
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def state(self) -> PromiseState:
        if self.kept_at is not None:
            return PromiseState.LATE if self.broken_at else PromiseState.KEPT
        return PromiseState.BROKEN if self.broken_at else PromiseState.OWED
