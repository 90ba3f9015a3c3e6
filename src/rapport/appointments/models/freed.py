from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.staff.models import Branch


class FreedTimeQuerySet(models.QuerySet["FreedTime"]):
    def ahead(self, at: datetime) -> Self:
        """Those that have not begun."""
        return self.filter(starts_at__gt=at)

    def over(self, at: datetime) -> Self:
        return self.filter(starts_at__lte=at)


class FreedTime(models.Model):
    """A time of a dentist that was given back before it came (BOO-3): cancelled, or moved away.

    Written by `appointments.booking` alone, which does not know who waits for it; whether it is still free is what
    the book says. It goes when it is over.
    """

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="+", db_index=False)
    dentist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    freed_at = models.DateTimeField(default=clock.now)

    objects = FreedTimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("freed time")
        verbose_name_plural = _("freed times")
        indexes: ClassVar = [models.Index(fields=["branch", "starts_at"], name="freed_by_branch")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="freed_takes_time")
        ]

    def __str__(self) -> str:
        return f"{self.dentist} · {self.starts_at:%Y-%m-%d %H:%M}"
