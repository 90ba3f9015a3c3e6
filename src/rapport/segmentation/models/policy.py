from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.people.models.standing import Scheme

# days in which an activation can be taken back
UNDO_DAYS = 30


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def in_force(self) -> Self:
        """The versions that count now, one a scheme at most."""
        return self.filter(activated_at__isnull=False, retired_at=None)

    def drafts(self) -> Self:
        return self.filter(activated_at=None, discarded_at=None)

    def awaiting_approval(self) -> Self:
        """Drafts for which somebody asked whoever may approve them."""
        return self.drafts().filter(asked_at__isnull=False, approved_at=None)


class PolicyVersion(models.Model):
    """The rules of one scheme as somebody wrote them (PAT-9): drafted, tried out, approved, put in force, retired.

    Each step is a moment and a person. Version 0 is the one that the product comes with and has no row.
    """

    scheme = models.CharField(_("scheme"), max_length=10, choices=Scheme.choices)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("rules"))
    remark = models.CharField(_("what changes, and why"), max_length=300, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    # somebody who may not approve it asked for that
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    activated_at = models.DateTimeField(null=True)
    # the version that was in force before, 0 for the one that the product comes with
    followed = models.PositiveIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["scheme", "-version"]
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "version"], name="policy_version_once"),
            models.UniqueConstraint(
                fields=["scheme"],
                condition=Q(activated_at__isnull=False, retired_at=None),
                name="one_policy_in_force_per_scheme",
            ),
            models.UniqueConstraint(
                fields=["scheme"],
                condition=Q(activated_at=None, discarded_at=None),
                name="one_draft_per_scheme",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(retired_at__gte=F("activated_at")),
                name="retired_after_activation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} v{self.version}"

    @property
    def edition(self) -> str:
        """Which writing of a draft this is: another one after each saving."""
        return self.drafted_at.isoformat()

    @property
    def undo_until(self) -> datetime | None:
        """The last moment at which putting it in force can be taken back."""
        return self.activated_at + timedelta(days=UNDO_DAYS) if self.activated_at else None

    @property
    def may_be_undone(self) -> bool:
        """Whether it is in force and not for longer than 30 days."""
        return self.undo_until is not None and self.retired_at is None and clock.now() <= self.undo_until
