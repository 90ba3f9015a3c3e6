from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models.appointment import EXPECTED, Appointment
from rapport.appointments.models.step import AppointmentStep
from rapport.lib import clock
from rapport.outreach.models import Message
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User

CODE_LASTS = timedelta(minutes=10)
# how long whoever has shown the code is known by it
PROOF_LASTS = timedelta(hours=1)


class OnlineBookingQuerySet(models.QuerySet["OnlineBooking"]):
    def visible_to(self, user: User, right: Right = Right.SEE_SCHEDULE) -> Self:
        """Those at the branches at which `user` has `right`."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(appointment__branch_id__in=ids)

    def to_call_back(self, at: datetime) -> Self:
        """Those to come of which nobody knows whose phone it is, and nobody of the clinic has seen to them yet."""
        ahead = Q(appointment__state__in=EXPECTED, appointment__starts_at__gt=at)
        seen = AppointmentStep.objects.filter(appointment=OuterRef("appointment"), by__isnull=False)
        return self.filter(ahead, ~Exists(seen), proven=False)


class OnlineBooking(models.Model):
    """A client booked themselves (BOO-1): with which phone, and whether they have shown that it is theirs: by a
    code, or by the link that was sent to it."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="online")
    # E.164
    phone = models.CharField(_("phone"), max_length=20)
    proven = models.BooleanField(_("the phone is theirs"), default=False)
    made_at = models.DateTimeField(default=clock.now)

    objects = OnlineBookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("online booking")
        verbose_name_plural = _("online bookings")
        indexes: ClassVar = [
            models.Index(fields=["phone", "made_at"], name="online_by_phone"),
            models.Index(fields=["made_at"], name="online_by_time"),
        ]

    def __str__(self) -> str:
        return str(self.appointment)


class PhoneCodeQuerySet(models.QuerySet["PhoneCode"]):
    def open(self, at: datetime) -> Self:
        """Those that can still be shown."""
        return self.filter(proven_at=None, made_at__gt=at - CODE_LASTS)

    def proven(self, at: datetime) -> Self:
        return self.filter(proven_at__gt=at - PROOF_LASTS)

    def over(self, at: datetime) -> Self:
        """Those of which nothing follows any more, not even how often somebody asked."""
        return self.filter(made_at__lte=at - timedelta(days=1))


class PhoneCode(models.Model):
    """Six digits sent to a phone that somebody typed, by which an existing client is recognised (BOO-1).

    There is a row for a phone that nobody has, too: then there is no `message`, and no code is the right one.
    """

    # of the browser that asked; without it the hash of six digits is worth nothing
    token_sha256 = models.CharField(max_length=64, unique=True)
    code_sha256 = models.CharField(max_length=64)
    phone = models.CharField(max_length=20)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    proven_at = models.DateTimeField(null=True)

    objects = PhoneCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code sent to a phone")
        verbose_name_plural = _("codes sent to phones")
        indexes: ClassVar = [
            models.Index(fields=["phone", "made_at"], name="code_by_phone"),
            models.Index(fields=["made_at"], name="code_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
