from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib import clock
from rapport.people.models import Patient
from rapport.people.models.of_patient import OfPatientQuerySet
from rapport.staff.models import Branch


class LossReason(models.TextChoices):
    """Why a client is lost (CMP-9)."""

    DIED = "died", _("died")
    MOVED = "moved", _("moved away")
    DRIFTED = "drifted", _("drifted away")
    FRIEND = "friend", _("took a friend's advice")
    PRICE = "price", _("lower price elsewhere")
    DISSATISFIED = "dissatisfied", _("long dissatisfied")
    IGNORED = "ignored", _("felt ignored")
    UNKNOWN = "unknown", _("not known")


class LossKnown(models.TextChoices):
    """How the reason is known; shown apart, never added up."""

    ASKED = "asked", pgettext_lazy("how a reason is known", "asked")
    INFERRED = "inferred", _("inferred")
    UNKNOWN = "unknown", _("not known")


class LossQuerySet(OfPatientQuerySet["Loss"]):
    """Seen as the people are."""


class Loss(models.Model):
    """A client was lost: when, why, and how that is known (CMP-9); `returned_on` when they came back."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="losses")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    lost_on = models.DateField(_("lost on"))
    reason = models.CharField(_("reason"), max_length=12, choices=LossReason.choices, default=LossReason.UNKNOWN)
    known = models.CharField(_("known"), max_length=8, choices=LossKnown.choices, default=LossKnown.UNKNOWN)
    words = models.CharField(_("in their words"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    returned_on = models.DateField(_("came back on"), null=True)

    objects = LossQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-lost_on", "-pk"]
        verbose_name = _("loss")
        verbose_name_plural = _("losses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(returned_on=None), name="one_loss_at_a_time"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["branch", "lost_on"], name="loss_by_day")]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.lost_on}"
