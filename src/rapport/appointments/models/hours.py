from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models.chair import Chair
from rapport.lib import clock
from rapport.staff.models import Branch

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
_ENDS_LATER = Q(closes_at__gt=F("opens_at"))


class AtWork(models.Model):
    """From when until when a dentist works at a branch, by its clock; two rows where there is a pause."""

    dentist = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("dentist")
    )
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="+", verbose_name=_("branch"))
    opens_at = models.TimeField(_("from"))
    closes_at = models.TimeField(_("until"))
    # None: whichever is free
    chair = models.ForeignKey(
        Chair, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("chair")
    )

    class Meta:
        abstract = True


class WorkingHours(AtWork):
    """Every week on that day, as long as it is valid; `valid_to` is the last day, None while there is no end."""

    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=WEEKDAYS)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        indexes: ClassVar = [models.Index(fields=["branch", "weekday"], name="hours_by_branch_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_ENDS_LATER, name="hours_end_later"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="hours_of_a_day_of_the_week"),
        ]

    def __str__(self) -> str:
        return f"{self.dentist} · {self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class ExtraHours(AtWork):
    """On one day besides the week's hours; a public holiday does not close them."""

    day = models.DateField(_("day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("extra hours")
        verbose_name_plural = _("extra hours")
        indexes: ClassVar = [models.Index(fields=["branch", "day"], name="extra_by_branch_day")]
        constraints: ClassVar = [models.CheckConstraint(condition=_ENDS_LATER, name="extra_hours_end_later")]

    def __str__(self) -> str:
        return f"{self.dentist} · {self.day} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class AbsenceKind(models.TextChoices):
    LEAVE = "leave", _("on leave")
    ILL = "ill", _("ill")
    COURSE = "course", _("on a course")
    CLOSED = "closed", _("closed")


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def within(self, first: date, last: date) -> Self:
        """Those of at least one day from `first` to `last`."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class Absence(models.Model):
    """Days on which a dentist does not work, or a whole branch (`dentist` None); with times, hours of each.

    Without a branch a dentist is away from all of them. Absence goes before any hours.
    """

    dentist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dentist"),
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("branch")
    )
    kind = models.CharField(_("why"), max_length=6, choices=AbsenceKind.choices)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    from_time = models.TimeField(_("from"), null=True, blank=True)
    to_time = models.TimeField(_("until"), null=True, blank=True)
    words = models.CharField(_("remark"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        indexes: ClassVar = [models.Index(fields=["last_day"], name="absence_by_end")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="absence_ends_later"),
            models.CheckConstraint(
                condition=Q(dentist__isnull=False) | Q(branch__isnull=False), name="absence_of_somebody"
            ),
            models.CheckConstraint(
                condition=Q(from_time=None, to_time=None) | Q(to_time__gt=F("from_time")),
                name="absence_hours_end_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dentist or self.branch} · {self.first_day}–{self.last_day}"
