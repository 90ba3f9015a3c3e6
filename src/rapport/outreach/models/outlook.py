from __future__ import annotations

from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.outreach.models.template import Template
from rapport.people.models.consent import Channel

if TYPE_CHECKING:
    from rapport.staff.models import User


class OutlookQuerySet(models.QuerySet["Outlook"]):
    def visible_to(self, user: User) -> Self:
        """One's own: what was picked was picked with one's own eyes."""
        return self.filter(by=user)


class Outlook(models.Model):
    """What would become of a mailing to many (CAM-7), worked out in the background: how far that has come, and
    what it found so far. Writes to nobody; forgotten after a day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    people = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    # now, later, parts, and code of a reason → how many are left out for it
    now = models.PositiveIntegerField(default=0)
    later = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = OutlookQuerySet.as_manager()

    class Meta:
        verbose_name = _("outlook on a mailing")
        verbose_name_plural = _("outlooks on mailings")

    def __str__(self) -> str:
        return f"{self.template} · {self.at:%Y-%m-%d}"

    @property
    def worked_out(self) -> bool:
        return self.done >= len(self.people)
