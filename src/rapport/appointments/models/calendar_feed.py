from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock


class Shown(models.TextChoices):
    """What a calendar outside the clinic says of a person; what they come for it never says."""

    BUSY = "busy", _("only that the time is taken")
    INITIALS = "initials", _("initials")
    NAME = "name", _("full names")


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def open(self) -> Self:
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """A private address at which the calendar of a phone or a computer reads the appointments of one dentist.

    The address is known to who holds it alone: the database keeps its hash. A new one ends the one before.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds", verbose_name=_("user")
    )
    token_hash = models.CharField(max_length=64, unique=True)
    shown = models.CharField(_("shown"), max_length=8, choices=Shown.choices, default=Shown.INITIALS)
    made_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)
    # what was given the last time, and since when it has been so
    content_sha256 = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar outside")
        verbose_name_plural = _("calendars outside")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="one_open_feed_a_user")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_shown_display()}"
