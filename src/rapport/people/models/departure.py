from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.people.models.patient import Patient


class Departure(models.Model):
    """A person left the clinic for good, as far as anybody knows (CAM-3); `returned_on` when they came back."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="departures")
    left_on = models.DateField(_("left on"))
    words = models.CharField(_("why, in words"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    returned_on = models.DateField(_("came back on"), null=True)

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(returned_on=None), name="one_departure_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.left_on}"
