from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.people.models import Patient
from rapport.people.models.of_patient import OfPatientQuerySet


class CardQuerySet(OfPatientQuerySet["Card"]):
    pass


class Card(models.Model):
    """A discount card that somebody carries (BAS-2). Of two records that become one both numbers are good."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="cards", verbose_name=_("patient"))
    number = models.CharField(_("card number"), max_length=32, unique=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    opened_at = models.DateTimeField(_("opened"), default=clock.now)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("discount card")
        verbose_name_plural = _("discount cards")

    def __str__(self) -> str:
        return self.number
