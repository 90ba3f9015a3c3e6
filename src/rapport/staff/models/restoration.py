from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RestorationQuerySet(models.QuerySet["Restoration"]):
    def waiting(self) -> RestorationQuerySet:
        """Not confirmed: while there is one, this is a mere copy of the clinic, and nothing may leave it."""
        return self.filter(confirmed_at=None)


class Restoration(models.Model):
    """Everything here was put back from a backup; since when somebody has said that this is the clinic now.

    No backup holds this table: what was restored elsewhere says nothing about this installation.
    """

    at = models.DateTimeField(_("restored at"))
    file = models.CharField(_("file"), max_length=255)
    taken_at = models.DateTimeField(_("as it stood at"))
    contents = models.CharField(_("SHA-256 of its contents"), max_length=64)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    objects = RestorationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("restored copy")
        verbose_name_plural = _("restored copies")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="confirmed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file} · {self.taken_at:%Y-%m-%d %H:%M}"
