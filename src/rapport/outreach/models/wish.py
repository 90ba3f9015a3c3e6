from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.people.models import Patient


class Way(models.TextChoices):
    """What hours are kept for: speaking, or writing."""

    CALLS = "calls", _("calls")
    MESSAGES = "messages", _("messages")


class HoursWish(models.Model):
    """The hours, in their own time zone, in which a person wishes to be called or written to (CAM-1).

    They narrow the clinic's own hours, never widen them. `days` as in the hours of a branch: 1 is Monday.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="hours_wishes")
    way = models.CharField(_("for"), max_length=8, choices=Way.choices)
    opens = models.TimeField(_("not before"))
    closes = models.TimeField(_("not after"))
    days = models.CharField(_("days"), max_length=7, default="1234567")
    words = models.CharField(_("in their words"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("wished hours")
        verbose_name_plural = _("wished hours")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "way"], name="one_wish_for_hours"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="wished_hours_have_a_length"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.opens:%H:%M}–{self.closes:%H:%M}"
