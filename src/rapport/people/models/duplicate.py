from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rapport.people.models.patient import Patient


class DuplicateReason(models.TextChoices):
    """Why two records may be one person (REC-10)."""

    SAME_PHONE = "same_phone", _("same phone")
    SAME_BIRTH_DATE = "same_birth_date", _("same birth date and similar name")


class LikelyDuplicate(models.Model):
    """A pair of records that may be one person, found by the sweep (REC-10). Always older id first."""

    first = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=16, choices=DuplicateReason.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_older_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"
