from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.care.models.visit import Visit
from rapport.people.models import Patient


class Judgement(models.Model):
    """What the dentist saw of a person after a visit, in three taps (PAT-6). The latest one counts.

    Awareness of oral health from 1 (none) to 5 (very high); what they demand of material, comfort and looks, and
    how reluctant they are to be treated, from 1 (little) to 3 (much). Two hazards put somebody at risk (VAL-D).
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="judgements", db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, related_name="judgements")
    awareness = models.PositiveSmallIntegerField(
        _("awareness of oral health"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    demands = models.PositiveSmallIntegerField(
        _("what they demand"), validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    reluctance = models.PositiveSmallIntegerField(
        _("reluctance"), validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    technical_hazard = models.BooleanField(_("technical hazard"), default=False)
    own_conditions = models.BooleanField(_("conditions of their own endanger the result"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("dentist's judgement")
        verbose_name_plural = _("dentist's judgements")
        indexes: ClassVar = [models.Index(fields=["patient", "-at"], name="judgement_by_patient")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(awareness__range=(1, 5)), name="awareness_from_1_to_5"),
            models.CheckConstraint(condition=models.Q(demands__range=(1, 3)), name="demands_from_1_to_3"),
            models.CheckConstraint(condition=models.Q(reluctance__range=(1, 3)), name="reluctance_from_1_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.awareness}/{self.demands}/{self.reluctance}"
