from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rapport.staff.models import Branch


class Manners(models.Model):
    """How a branch turns to its clients: in which hours of theirs, and how often at most (LOY-4, CAM-1).

    A branch without a row keeps the defaults below. Hours are local to the client; `best_*` is when people answer
    gladly. Caps count every contact from the clinic, by whomever and through whatever; 0 is no cap.
    """

    branch = models.OneToOneField(Branch, on_delete=models.CASCADE, related_name="manners")
    calls_open = models.TimeField(_("calls from"), default=time(12))
    calls_close = models.TimeField(_("calls until"), default=time(21))
    best_open = models.TimeField(_("best from"), default=time(17))
    best_close = models.TimeField(_("best until"), default=time(20))
    call_days = models.CharField(_("days for calls"), max_length=7, default="123456")
    messages_open = models.TimeField(_("messages from"), default=time(9))
    messages_close = models.TimeField(_("messages until"), default=time(20))
    a_day = models.PositiveSmallIntegerField(_("contacts a day"), default=1)
    a_week = models.PositiveSmallIntegerField(_("contacts in 7 days"), default=2)
    a_month = models.PositiveSmallIntegerField(_("contacts in 30 days"), default=4)
    offers_a_month = models.PositiveSmallIntegerField(_("offers in 30 days"), default=2)
    household_a_day = models.PositiveSmallIntegerField(_("contacts with one household a day"), default=1)
    # a call nobody answers is tried again, so many times in all, with days between
    attempts = models.PositiveSmallIntegerField(_("tries of one call"), default=3)
    days_between = models.PositiveSmallIntegerField(_("days between tries"), default=2)
    # what rules make, so that an old base makes no heap; 0 is no limit
    tasks_a_day = models.PositiveSmallIntegerField(_("new tasks a day in one list"), default=30)

    class Meta:
        verbose_name = _("manners")
        verbose_name_plural = _("manners")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(calls_close__gt=F("calls_open")), name="calls_have_hours"),
            models.CheckConstraint(condition=Q(messages_close__gt=F("messages_open")), name="messages_have_hours"),
        ]

    def __str__(self) -> str:
        return str(self.branch)

    @classmethod
    def of(cls, branch: Branch) -> Manners:
        """Those of `branch`; the defaults for one that has said nothing."""
        return getattr(branch, "manners", None) or cls(branch=branch)
