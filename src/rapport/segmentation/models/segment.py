from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from rapport.staff.models import User


class SegmentQuerySet(models.QuerySet["Segment"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those that others share."""
        return self.filter(Q(owner=user) | Q(shared=True), removed_at=None)


class Segment(models.Model):
    """People told by a condition (BAS-4): saved as its text and counted anew each time, so never stale."""

    name = models.CharField(_("name"), max_length=80)
    text = models.TextField(_("condition"), max_length=4000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="segments")
    shared = models.BooleanField(_("shared with colleagues"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    # set when its owner has taken it away; it can be brought back
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(removed_at=None), name="segment_name_once_per_owner"
            )
        ]

    def __str__(self) -> str:
        return self.name
