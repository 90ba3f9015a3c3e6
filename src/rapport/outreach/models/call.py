from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib import clock
from rapport.outreach.models.contact import Contact
from rapport.outreach.models.script import ScriptVersion
from rapport.outreach.models.task import Task
from rapport.people.models import Patient
from rapport.people.models.of_patient import OfPatientQuerySet


class CallOutcome(models.TextChoices):
    """How a call ended; the digit keys of the queue, in this order: 1 to 8, and 0."""

    BOOKED = "booked", pgettext_lazy("of a call", "Booked")
    CALL_BACK = "call_back", _("Call back")
    NO_ANSWER = "no_answer", _("No answer")
    THINKING = "thinking", _("Thinks until…")
    COMPLAINT = "complaint", pgettext_lazy("of a call", "Complaint")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    REFUSED = "refused", pgettext_lazy("of a call", "Refused")
    DONE = "done", pgettext_lazy("of a call", "Done")
    NEVER = "never", _("Never call again")


# those in which somebody was spoken to
REACHED = frozenset(CallOutcome.values) - {"no_answer", "wrong_number"}


# one begun before that and not ended was left without an outcome
LONGEST_CALL = timedelta(hours=2)


class StayAway(models.TextChoices):
    """Why somebody stays away (CAM-4)."""

    ONE_SERVICE = "one_service", _("needed one service only")
    MOVED = "moved", _("moved, too far")
    RUDE = "rude", _("treated rudely")
    PRICES = "prices", _("prices went up")
    OTHER = "other", _("other")


class CallQuerySet(OfPatientQuerySet["Call"]):
    """Seen as the people who were called are."""


class Call(models.Model):
    """One call to a person: begun when the gate allowed it, ended with an outcome (CAM-1, CAM-2, CAM-4, CAM-5)."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="calls", db_index=False)
    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="call")
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, related_name="calls")
    caller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=CallOutcome.choices, blank=True)
    stays_away = models.CharField(_("why they stay away"), max_length=12, choices=StayAway.choices, blank=True)
    # why a regular chooses the clinic, or another reason, in their words
    words = models.CharField(_("in their words"), max_length=300, blank=True)
    chooses_us = models.CharField(_("why they choose the clinic"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    # how far the ladder of offers went: 0, 1 or 2
    offers = models.PositiveSmallIntegerField(default=0)
    version = models.ForeignKey(
        ScriptVersion, on_delete=models.PROTECT, null=True, related_name="calls", db_index=False
    )
    # what the outcome wrote, so that it can be taken back to the letter (outreach.calls.journal)
    journal = models.JSONField(default=list, blank=True, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(offers__lte=2), name="at_most_two_offers"),
            models.UniqueConstraint(fields=["patient"], condition=Q(ended_at=None), name="one_call_at_a_time"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["patient", "begun_at"], name="call_by_patient"),
            models.Index(fields=["caller", "begun_at"], name="call_by_caller"),
            models.Index(fields=["caller", "ended_at"], name="call_by_end"),
            models.Index(fields=["version", "outcome"], name="call_by_version"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.outcome or '…'}"

    @property
    def on_line(self) -> bool:
        """Whether they are spoken with now, as far as anybody said."""
        return self.ended_at is None and self.begun_at > clock.now() - LONGEST_CALL
