from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.people.models.patient import Patient


class ContactKind(models.TextChoices):
    PHONE = "phone", _("phone")
    WECHAT = "wechat", _("WeChat")
    EMAIL = "email", _("e-mail")
    TELEGRAM = "telegram", _("Telegram")


class ContactPoint(models.Model):
    """A way to reach a person (REC-2).

    `value` is normalised: E.164 for a phone. What cannot be read as a number is kept as it came, with
    `valid` false: it is shown and flagged, never guessed at and never dialled.
    """

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("patient"), db_index=False
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind.choices)
    value = models.CharField(_("value"), max_length=200)
    extension = models.CharField(_("extension"), max_length=12, blank=True)
    valid = models.BooleanField(_("valid"), default=True)
    label = models.CharField(_("label"), max_length=60, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    preferred = models.BooleanField(_("preferred"), default=False)
    # as far as the numbering plan tells: no SMS reaches it
    landline = models.BooleanField(_("landline"), default=False)
    do_not_use = models.BooleanField(_("do not use"), default=False)

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient", "kind", "value", "extension"], name="contact_once_per_patient"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "value"], name="contact_by_value")]

    def __str__(self) -> str:
        return f"{self.value} ({self.extension})" if self.extension else self.value
