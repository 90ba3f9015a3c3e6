from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models.complaint import Complaint, ComplaintKind
from rapport.lib import clock
from rapport.staff.models import Branch


class Review(models.Model):
    """A case review (案例评议): the root cause of serious or repeated complaints, and what is changed (CMP-6)."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    complaints = models.ManyToManyField(Complaint, related_name="reviews")
    kind = models.CharField(_("kind"), max_length=16, choices=ComplaintKind.choices)
    cause = models.TextField(_("root cause"), blank=True)
    action = models.TextField(_("corrective action"), blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(_("until"), null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-opened_at"]
        verbose_name = _("case review")
        verbose_name_plural = _("case reviews")

    def __str__(self) -> str:
        return f"{self.branch} · {self.get_kind_display()}"

    @property
    def is_written(self) -> bool:
        """Whether the cause is told, what is changed, and by whom."""
        return bool(self.cause and self.action and self.owner_id)


class Recurrence(models.Model):
    """Whether the same kind came back at the branch so many days after the corrective action was done."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="recurrences")
    days = models.PositiveSmallIntegerField()
    # complaints of the kind since the action was done
    found = models.PositiveIntegerField()
    looked_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["days"]
        verbose_name = _("look at whether it came back")
        verbose_name_plural = _("looks at whether it came back")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "days"], name="looked_once_after_so_many_days")
        ]

    def __str__(self) -> str:
        return f"{self.review_id} · {self.days}"
