from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.outreach.models.message import Message


class WayOut(models.Model):
    """The link in one e-mail that ends them (CAM-7). Its address is in that mail alone: here is its hash."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="way_out")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # the last click that withdrew something, and the words (ids of consents) that it wrote
    used_at = models.DateTimeField(null=True)
    withdrew = models.JSONField(default=list)

    class Meta:
        verbose_name = _("way out of e-mails")
        verbose_name_plural = _("ways out of e-mails")

    def __str__(self) -> str:
        return str(self.message)
