from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.people.models import Patient
from rapport.people.models.of_patient import OfPatientQuerySet


class PauseGround(models.TextChoices):
    """Why somebody is left in peace."""

    ASKED = "asked", _("asked to be left in peace")
    COMPLAINT = "complaint", _("a complaint is open")
    HARD_TIME = "hard_time", _("illness or grief in the family")
    NEVER = "never", _("asked never to be contacted")


class PauseScope(models.TextChoices):
    """What a pause stops."""

    ALL = "all", _("everything")
    CALLS = "calls", _("calls")
    MARKETING = "marketing", _("offers")


class PauseQuerySet(OfPatientQuerySet["Pause"]):
    def running(self, on: date) -> Self:
        """Those that hold on the day `on`; both days count."""
        lasting = Q(until=None) | Q(until__gte=on)
        return self.filter(lasting, ended_at=None, since__lte=on)


class Pause(models.Model):
    """Time in which the clinic does not turn to a person (CMP-3, CAM-2).

    It lasts until its day, or until somebody ends it. A pause for a complaint stops offers and lets care pass.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="pauses")
    ground = models.CharField(_("why"), max_length=12, choices=PauseGround.choices)
    scope = models.CharField(_("what rests"), max_length=12, choices=PauseScope.choices, default=PauseScope.ALL)
    words = models.CharField(_("in their words"), max_length=300, blank=True)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="pause_ends_after"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["patient", "ended_at"], name="pause_by_patient")]

    def runs_on(self, day: date) -> bool:
        """Whether it holds on `day`; both its days count."""
        return self.ended_at is None and self.since <= day and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.get_ground_display()}"
