from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from rapport.care.models.category import Category
from rapport.care.models.of_mouth import OfMouthQuerySet
from rapport.care.models.plan import Plan
from rapport.care.models.visit import Visit
from rapport.people.models import Patient


class CourseQuerySet(OfMouthQuerySet["Course"]):
    def unfinished(self) -> Self:
        return self.filter(finished_on=None)

    def with_last_day(self) -> Self:
        """Each with `last_day`: when the person last came since it began, else the day it began."""
        since = Visit.objects.filter(patient=OuterRef("patient"), day__gte=OuterRef("started_on"))
        last = since.order_by().values("patient").annotate(last=Max("day")).values("last")
        return self.annotate(last_day=Coalesce(Subquery(last), F("started_on")))

    def silent(self, on: date, days: int) -> Self:
        """Unfinished ones in which the person has not come for `days` days by the day `on`."""
        return self.unfinished().with_last_day().filter(last_day__lte=on - timedelta(days=days))


class Course(models.Model):
    """Several visits that belong together: braces, an implant, a root canal with its crown."""

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="courses", verbose_name=_("patient")
    )
    title = models.CharField(_("course"), max_length=200)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, to_field="code", null=True, blank=True, verbose_name=_("category")
    )
    plan = models.ForeignKey(
        Plan, on_delete=models.SET_NULL, null=True, blank=True, related_name="courses", verbose_name=_("plan")
    )
    dentist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dentist"),
    )
    visits = models.ManyToManyField(Visit, related_name="courses", blank=True, verbose_name=_("visits"))
    started_on = models.DateField(_("started on"))
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    finished_on = models.DateField(_("finished on"), null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    # there after `with_last_day`
    last_day: date

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-started_on", "-pk"]
        verbose_name = _("course of treatment")
        verbose_name_plural = _("courses of treatment")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(finished_on=None) | Q(finished_on__gte=F("started_on")),
                name="course_ends_after_its_start",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["started_on"], condition=Q(finished_on=None), name="course_unfinished")
        ]

    def __str__(self) -> str:
        return self.title
