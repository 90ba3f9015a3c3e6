from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Min, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.care.models.course import Course
from rapport.care.models.of_mouth import OfMouthQuerySet
from rapport.care.models.visit import Visit
from rapport.people.models import Patient


class InterruptionReason(models.TextChoices):
    """Why a person stopped coming (PRO-6)."""

    PAIN = "pain", _("pain")
    PRICE = "price", _("price")
    DISTRUST = "distrust", _("distrust of the result")
    SERVICE = "service", pgettext_lazy("reason for breaking off", "service")
    TIME = "time", pgettext_lazy("reason for breaking off", "time")
    MOVED = "moved", _("moved")
    HEALTH = "health", _("health")
    OTHER = "other", _("other")


class InterruptionQuerySet(OfMouthQuerySet["Interruption"]):
    def with_return(self) -> Self:
        """Each with `came_again`: the first day on which the person came after it was noticed, or None."""
        later = Visit.objects.filter(patient=OuterRef("patient"), day__gt=OuterRef("noticed_on"))
        first = later.order_by().values("patient").annotate(first=Min("day")).values("first")
        return self.annotate(came_again=Subquery(first))

    def noticed_between(self, start: date, end: date) -> Self:
        """Both days count."""
        return self.filter(noticed_on__range=(start, end))


class Interruption(models.Model):
    """A person broke off (PRO-6): why, in whose words, and how to win them back.

    It is resolved by itself when the person comes again: nothing is to be set, so nothing can be forgotten.
    """

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="interruptions", verbose_name=_("patient")
    )
    course = models.ForeignKey(
        Course,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="interruptions",
        verbose_name=_("course"),
    )
    reason = models.CharField(_("reason"), max_length=10, choices=InterruptionReason.choices)
    words = models.CharField(_("in their words"), max_length=500, blank=True)
    strategy = models.CharField(_("how to win them back"), max_length=500, blank=True)
    noticed_on = models.DateField(_("noticed on"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = InterruptionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-noticed_on", "-pk"]
        verbose_name = _("interruption")
        verbose_name_plural = _("interruptions")
        indexes: ClassVar = [models.Index(fields=["noticed_on", "reason"], name="interruption_by_day")]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.get_reason_display()} · {self.noticed_on}"
