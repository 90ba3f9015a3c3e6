from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models.appointment import Appointment
from rapport.lib import clock


class Trouble(models.TextChoices):
    """What troubles somebody who books, in their own words; each of these is a severe defect (LOY-2)."""

    PAIN = "pain", _("pain or swelling")
    MISSING = "missing", _("teeth are missing")
    BROKEN = "broken", _("several teeth are broken or decayed")
    LOOSE = "loose", _("teeth are loose")


class Haste(models.TextChoices):
    """How soon they would like it done (LOY-2)."""

    NOW = "now", _("as soon as possible")
    MONTH = "month", _("within a month or two")
    LATER = "later", _("no hurry")


class BookingSignals(models.Model):
    """What somebody said when they booked (LOY-2). Their way and their age stand in their record."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="signals")
    # codes of `Trouble`
    troubles = models.JSONField(_("what troubles them"), default=list, blank=True)
    haste = models.CharField(_("how soon"), max_length=8, choices=Haste.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("what was said at the booking")
        verbose_name_plural = _("what was said at the booking")

    def __str__(self) -> str:
        return str(self.appointment)
