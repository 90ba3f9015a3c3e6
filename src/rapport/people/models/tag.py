import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.people.models.patient import Patient


class BuiltInTag(models.TextChoices):
    """The tags of REC-8 that every clinic has."""

    PREVENTION = "prevention", _("prevention")
    BASIC = "basic", _("basic")
    RESTORATION = "restoration", _("restoration")
    IMPLANT = "implant", _("implant")
    ORTHODONTIC = "orthodontic", _("orthodontic")
    PAEDIATRIC = "paediatric", _("paediatric")
    HAS_VISITED = "has_visited", _("has visited")


class Tag(models.Model):
    """A word on a person: one of the built-in needs (REC-8) or the clinic's own."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    built_in = models.CharField(max_length=16, choices=BuiltInTag.choices, unique=True, null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return str(BuiltInTag(self.built_in).label) if self.built_in else self.name


class PatientTag(models.Model):
    """A tag on a person. `batch` names the action that put it there, so that one undo takes all of it back."""

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="tagged", verbose_name=_("patient"), db_index=False
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged", verbose_name=_("tag"))
    batch = models.UUIDField(default=uuid.uuid4, db_index=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tag on a patient")
        verbose_name_plural = _("tags on patients")
        constraints: ClassVar = [models.UniqueConstraint(fields=["patient", "tag"], name="tag_once_per_patient")]

    def __str__(self) -> str:
        return f"{self.patient} · {self.tag}"
