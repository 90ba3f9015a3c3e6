from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rapport.people.models.patient import Patient
from rapport.staff.roles import Role


class StewardRole(models.TextChoices):
    """In which part somebody looks after a person (REC-9): the codes are those of the roles of staff."""

    DENTIST = Role.DENTIST.value, _("dentist")
    CUSTOMER_SERVICE = Role.CUSTOMER_SERVICE.value, _("customer service")
    CONSULTANT = Role.CONSULTANT.value, _("consultant")


class StewardQuerySet(models.QuerySet["Steward"]):
    def current(self) -> "StewardQuerySet":
        return self.filter(until=None)


class Steward(models.Model):
    """Who looks after a person, in one part, from when to when (REC-9). A history: a hand-over makes a new row."""

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="stewards", verbose_name=_("patient")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stewarded", verbose_name=_("steward")
    )
    role = models.CharField(_("part"), max_length=16, choices=StewardRole.choices)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # the hand-over of many that made this row, and the one that ended it: so that one undo takes all of it back
    batch = models.UUIDField(null=True, editable=False, db_index=True)
    ended_batch = models.UUIDField(null=True, editable=False, db_index=True)

    objects = StewardQuerySet.as_manager()

    class Meta:
        verbose_name = _("steward")
        verbose_name_plural = _("stewards")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient", "role"], condition=Q(until=None), name="one_current_steward_per_part"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="steward_until_after"),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "until"], name="steward_by_user")]

    def __str__(self) -> str:
        return f"{self.patient} · {self.get_role_display()} · {self.user}"
