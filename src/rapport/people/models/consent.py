from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.people.models.patient import Patient


class Purpose(models.TextChoices):
    """What the consent is for, each apart from the others (REC-11)."""

    PROCESSING = "processing", _("processing of personal data")
    CARE = "care", _("care messages")
    MARKETING = "marketing", _("marketing messages")
    PHOTOS = "photos", _("use of photos")


class Consent(models.Model):
    """One word given by a person for one purpose (REC-11).

    A history: withdrawing fills `withdrawn_at` on the row, giving again makes a new row; nothing is overwritten.
    """

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="consents", verbose_name=_("patient")
    )
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    # the day on the paper; None when a file only says that the person agreed
    given_on = models.DateField(_("given on"), null=True, blank=True)
    how = models.CharField(_("how"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes: ClassVar = [models.Index(fields=["patient", "purpose"], name="consent_by_patient")]

    def __str__(self) -> str:
        return f"{self.patient} · {self.get_purpose_display()}"
