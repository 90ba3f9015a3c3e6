from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.outreach.models.account import ChannelAccount
from rapport.outreach.models.message import Message, MessageState


class Receipt(models.Model):
    """What a provider said became of a message: stored once, however often it was said (REC-7, CAM-7).

    `message` is None while nobody knows which one is meant: a provider may speak before we have noted its id.
    """

    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="receipts")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="receipts")
    provider_id = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=MessageState.choices)
    # as the provider says, None where it does not
    at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True)
    # of everything that was said: a repetition has the same
    digest = models.CharField(max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        indexes: ClassVar = [
            models.Index(fields=["account", "provider_id"], name="receipt_early", condition=models.Q(message=None))
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.provider_id} · {self.state}"
