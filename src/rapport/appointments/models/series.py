from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock


class Series(models.Model):
    """Appointments that come again and again at one time of day, as for braces: each is an ordinary one, which is
    moved, kept or cancelled by itself (BOO-1, BOO-3). Here stands how they were asked for, and by whom."""

    first_day = models.DateField(_("first day"))
    # by the clock of the branch, whatever the season
    at = models.TimeField(_("time"))
    every_weeks = models.PositiveSmallIntegerField(_("weeks between"))
    times = models.PositiveSmallIntegerField(_("times"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    # of the request that booked it: the same request books once
    key = models.CharField(max_length=64, unique=True, null=True, editable=False)

    class Meta:
        verbose_name = _("series of appointments")
        verbose_name_plural = _("series of appointments")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(every_weeks__gte=1, times__gte=2), name="series_comes_again")
        ]

    def __str__(self) -> str:
        return f"{self.first_day} {self.at:%H:%M} · {self.times}"
