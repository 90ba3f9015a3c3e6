from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.staff.models import Branch


class BookingTerms(models.Model):
    """What a branch offers to clients who book themselves, and what it keeps for class A (BOO-1, BOO-2).

    A branch without a row keeps the defaults below.
    """

    branch = models.OneToOneField(Branch, on_delete=models.CASCADE, related_name="booking_terms")
    days_ahead = models.PositiveSmallIntegerField(_("days ahead that clients may book"), default=30)
    early_days = models.PositiveSmallIntegerField(_("days more for class A"), default=14)
    # the last hours of each dentist's day, which most people want
    kept_percent = models.PositiveSmallIntegerField(_("percent of a day kept for class A"), default=20)
    # what nobody of class A has taken by then is everybody's
    kept_until_hours = models.PositiveSmallIntegerField(_("kept until so many hours before"), default=48)
    notice_hours = models.PositiveSmallIntegerField(_("hours between booking and coming"), default=2)
    hold_minutes = models.PositiveSmallIntegerField(_("minutes a time is held while somebody fills in"), default=5)
    step_minutes = models.PositiveSmallIntegerField(_("minutes between two beginnings"), default=15)
    offer_minutes = models.PositiveSmallIntegerField(
        _("minutes a freed time is kept for who waits for one"), default=30
    )
    # None: no such reminder
    first_reminder_hours = models.PositiveSmallIntegerField(
        _("first reminder, hours before"), default=24, null=True, blank=True
    )
    second_reminder_hours = models.PositiveSmallIntegerField(
        _("second reminder, hours before"), default=3, null=True, blank=True
    )
    # None: the questionnaire is not sent by itself
    questionnaire_days = models.PositiveSmallIntegerField(
        _("questionnaire, days before"), default=3, null=True, blank=True
    )
    closed_on_holidays = models.BooleanField(_("closed on public holidays"), default=True)

    class Meta:
        verbose_name = _("terms of booking")
        verbose_name_plural = _("terms of booking")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kept_percent__lte=100), name="kept_is_a_share"),
            models.CheckConstraint(condition=models.Q(step_minutes__range=(5, 120)), name="beginnings_are_apart"),
            models.CheckConstraint(condition=models.Q(hold_minutes__range=(1, 60)), name="a_hold_ends"),
            models.CheckConstraint(condition=models.Q(offer_minutes__range=(5, 24 * 60)), name="an_offer_ends"),
        ]

    def __str__(self) -> str:
        return str(self.branch)

    @classmethod
    def of(cls, branch: Branch) -> BookingTerms:
        """Those of `branch`; the defaults for one that has said nothing."""
        return cls.objects.filter(branch=branch).first() or cls(branch=branch)
