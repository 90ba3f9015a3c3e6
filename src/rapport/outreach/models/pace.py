from __future__ import annotations

from django.db import models

from rapport.outreach.models.account import ChannelAccount


class Pace(models.Model):
    """When an account's next message may go: all workers on all machines take their places from this row, and
    so keep its messages a second together."""

    account = models.OneToOneField(ChannelAccount, on_delete=models.CASCADE, primary_key=True, related_name="pace")
    free_at = models.DateTimeField()

    class Meta:
        verbose_name = "pace"
        verbose_name_plural = "paces"

    def __str__(self) -> str:
        return f"{self.account_id} · {self.free_at}"
