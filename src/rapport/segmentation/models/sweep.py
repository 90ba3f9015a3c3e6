from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sweep(models.Model):
    """Everyone of a time zone was looked at on a day there (PAT-8): once a day, however often it is asked for."""

    zone = models.CharField(max_length=63)
    day = models.DateField()
    at = models.DateTimeField()
    # the work lists were brought up to date after it
    lists_at = models.DateTimeField(null=True)
    # those whose facts the calendar had moved
    people = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("daily look at everyone")
        verbose_name_plural = _("daily looks at everyone")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["zone", "day"], name="sweep_once_per_zone_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.zone} · {self.day}"
