from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.staff.models import Branch


class Terms(models.Model):
    """By when a branch asks, answers and puts right (AFT-2, AFT-3, AFT-5, CMP-2).

    A branch without a row keeps the defaults below.
    """

    branch = models.OneToOneField(Branch, on_delete=models.CASCADE, related_name="feedback_terms")
    # everyone treated in a month is asked before this day of the next one
    asked_before = models.PositiveSmallIntegerField(_("everyone is asked before the … of the month"), default=10)
    ask_after_days = models.PositiveSmallIntegerField(_("days after the visit"), default=1)
    orthodontic_months = models.PositiveSmallIntegerField(_("months between questions with braces"), default=3)
    call_after_days = models.PositiveSmallIntegerField(_("days without an answer before a call"), default=3)
    link_days = models.PositiveSmallIntegerField(_("days for which a link is open"), default=14)
    # so many calls that nobody answers, and a survey or a slip ends as "could not be reached"
    attempts = models.PositiveSmallIntegerField(_("tries to reach somebody"), default=3)
    slip_dentist_hours = models.PositiveSmallIntegerField(
        _("hours for the dentist to deal with a slip"), default=24
    )
    slip_service_hours = models.PositiveSmallIntegerField(_("hours to ask the client again"), default=48)
    first_word_hours = models.PositiveSmallIntegerField(_("hours to the first word on a complaint"), default=6)
    solution_hours = models.PositiveSmallIntegerField(_("hours to a solution of a complaint"), default=72)
    follow_up_days = models.PositiveSmallIntegerField(_("days until the second score"), default=7)
    service_form_days = models.PositiveSmallIntegerField(_("days to fill in a service form"), default=7)

    class Meta:
        verbose_name = _("terms of feedback")
        verbose_name_plural = _("terms of feedback")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(asked_before__range=(2, 28)), name="asked_before_a_day_of_every_month"
            ),
            models.CheckConstraint(condition=models.Q(attempts__gte=1), name="somebody_is_tried_once"),
        ]

    def __str__(self) -> str:
        return str(self.branch)

    @classmethod
    def of(cls, branch: Branch) -> Terms:
        """Those of `branch`; the defaults for one that has said nothing."""
        return getattr(branch, "feedback_terms", None) or cls(branch=branch)

    @property
    def for_dentist(self) -> timedelta:
        return timedelta(hours=self.slip_dentist_hours)

    @property
    def for_service(self) -> timedelta:
        return timedelta(hours=self.slip_service_hours)
