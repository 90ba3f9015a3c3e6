from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models.appointment import Appointment
from rapport.appointments.models.chair import Chair
from rapport.appointments.models.service import Service
from rapport.lib import clock
from rapport.staff.models import Branch


class SlotQuerySet(models.QuerySet["Slot"]):
    def alive(self, at: datetime) -> Self:
        """Those booked, and those still held at that moment."""
        return self.filter(Q(held_until=None) | Q(held_until__gt=at))

    def expired(self, at: datetime) -> Self:
        return self.filter(held_until__lte=at)

    def across(self, start: datetime, end: datetime) -> Self:
        """Those that share time with it."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Slot(models.Model):
    """A time of a dentist and a chair that is given (BOO-1): to an appointment, or held for who fills in a form.

    Given back, the row goes. Written by `appointments.booking` alone; the database refuses two of one dentist or
    of one chair that share a minute (`appointments.guards`). `ends_at` has the minutes to make ready in it.
    """

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    dentist = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    chair = models.ForeignKey(Chair, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, null=True, related_name="slot")
    # of a hold: who has the token may book it
    token_sha256 = models.CharField(max_length=64, unique=True, null=True)
    held_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=clock.now)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        indexes: ClassVar = [
            models.Index(fields=["dentist", "starts_at"], name="slot_by_dentist"),
            models.Index(fields=["chair", "starts_at"], name="slot_by_chair"),
            models.Index(fields=["branch", "starts_at"], name="slot_by_branch"),
            models.Index(fields=["held_until"], name="slot_by_hold", condition=Q(held_until__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_takes_time"),
            models.CheckConstraint(
                condition=Q(appointment__isnull=False, held_until=None, token_sha256=None)
                | Q(appointment=None, held_until__isnull=False, token_sha256__isnull=False),
                name="slot_booked_or_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dentist} · {self.starts_at:%Y-%m-%d %H:%M}"
