from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.outreach.models.account import ChannelAccount
from rapport.people.models import Patient


class ChannelIdentity(models.Model):
    """Under which number a provider knows a person: a chat with a bot, a follower of an official account.

    Nobody can look these up: a person shows it by opening the invitation that the clinic gave them, once.
    """

    account = models.ForeignKey(ChannelAccount, on_delete=models.CASCADE, related_name="identities")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="channel_identities")
    user_id = models.CharField(max_length=64)
    name = models.CharField(max_length=120, blank=True)
    # of the invitation: it is good for one
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("channel identity")
        verbose_name_plural = _("channel identities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "patient", "user_id"], name="one_identity_once")
        ]
        indexes: ClassVar = [models.Index(fields=["account", "user_id"], name="identity_by_user")]

    def __str__(self) -> str:
        return f"{self.account} · {self.patient_id}"
