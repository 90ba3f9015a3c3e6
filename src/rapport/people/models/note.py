from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.people.models.patient import Patient


class Note(models.Model):
    """What a member of staff wrote on a card; part of the timeline (REC-7)."""

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="notes", verbose_name=_("patient"), db_index=False
    )
    text = models.TextField(_("note"), max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes: ClassVar = [models.Index(fields=["patient", "-at"], name="note_by_patient")]

    def __str__(self) -> str:
        return self.text[:60]
