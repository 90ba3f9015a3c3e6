from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose
from rapport.people.models.of_patient import OfPatientQuerySet


class Direction(models.TextChoices):
    """Who turned to whom."""

    OUT = "out", _("from the clinic")
    IN = "in", _("from the client")


class ContactQuerySet(OfPatientQuerySet["Contact"]):
    def out(self) -> Self:
        """What the clinic did: this alone counts for the caps."""
        return self.filter(direction=Direction.OUT)

    def since(self, moment: datetime) -> Self:
        return self.filter(at__gte=moment)


class Contact(models.Model):
    """One time that the clinic turned to a person, or the person to the clinic (REC-7).

    The ledger that the gate counts by, across all staff, channels and campaigns: a row is written by `gate.claim`
    in the transaction that allows the contact, before anything goes out. `patient` is whom it is about,
    `addressed` who is spoken to: the guardian of a child.
    """

    # most people are spoken to about themselves: no merge makes that a tie of one with oneself
    may_be_oneself = True

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="outreach", db_index=False)
    addressed = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="addressed", db_index=False)
    # of whom is addressed, as it was at that moment: a household is not called twice a day
    household_id_then = models.BigIntegerField(null=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.OUT)
    # the client asked for it: it presses nobody, and counts for no cap
    on_request = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes: ClassVar = [
            models.Index(fields=["patient", "at"], name="outreach_by_patient"),
            models.Index(fields=["addressed", "at"], name="outreach_by_addressed"),
            models.Index(fields=["household_id_then", "at"], name="outreach_by_household"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.channel} · {self.at}"
