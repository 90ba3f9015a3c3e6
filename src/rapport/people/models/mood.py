from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.people.models.patient import Patient


class Satisfaction(models.TextChoices):
    SATISFIED = "satisfied", _("satisfied")
    FAIR = "fair", _("fair")
    DISSATISFIED = "dissatisfied", _("dissatisfied")


class NotedSatisfaction(models.Model):
    """How satisfied a person is, as somebody who spoke with them judges it (VAL-D). The latest one counts."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="satisfactions", db_index=False)
    level = models.CharField(_("satisfaction"), max_length=12, choices=Satisfaction.choices)
    words = models.CharField(_("in their words"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("satisfaction noted by hand")
        verbose_name_plural = _("satisfactions noted by hand")
        indexes: ClassVar = [models.Index(fields=["patient", "-at"], name="satisfaction_by_patient")]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.get_level_display()}"
