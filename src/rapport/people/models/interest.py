from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.people.models.patient import Patient
from rapport.staff.models import Branch


class Activity(models.Model):
    """Something the clinic did with people, in a room or online: a lecture, an open day (PRO-3, PRO-7)."""

    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="activities", verbose_name=_("branch")
    )
    name = models.CharField(_("name"), max_length=120)
    day = models.DateField(_("day"))
    online = models.BooleanField(_("online"), default=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "name", "day"], name="activity_once_per_branch_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.day}"


class Participation(models.Model):
    """A person took part in an activity."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="participations")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="participations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints: ClassVar = [models.UniqueConstraint(fields=["patient", "activity"], name="took_part_once")]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.activity}"


class Purchase(models.Model):
    """A person bought a product or a service, online or at the desk, apart from treatment (PRO-4)."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="purchases")
    day = models.DateField(_("day"))
    what = models.CharField(_("what"), max_length=200)
    # minor units of the branch's currency
    amount = models.BigIntegerField(_("amount"), default=0)
    online = models.BooleanField(_("online"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("purchase")
        verbose_name_plural = _("purchases")
        indexes: ClassVar = [models.Index(fields=["patient", "day"], name="purchase_by_patient")]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.what}"
