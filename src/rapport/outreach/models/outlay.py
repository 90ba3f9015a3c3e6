from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.staff.models import Branch


class Aim(models.TextChoices):
    """What money was spent for (LOY-5)."""

    WINNING = "winning", _("winning new clients")
    KEEPING = "keeping", _("keeping clients")


class Outlay(models.Model):
    """What a branch spent in a month on one of the two, as somebody noted it. A note is never changed: who knows
    better notes it again, and the latest counts.
    """

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="outlays", db_index=False)
    # its first day
    month = models.DateField(_("month"))
    aim = models.CharField(_("for"), max_length=8, choices=Aim)
    # minor units of the branch's currency
    amount = models.BigIntegerField(_("amount"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-month", "-pk"]
        verbose_name = _("note of what was spent")
        verbose_name_plural = _("notes of what was spent")
        indexes: ClassVar = [models.Index(fields=["branch", "month"], name="outlay_by_month")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="nothing_is_spent_below_zero")
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} · {self.month} · {self.aim}"
