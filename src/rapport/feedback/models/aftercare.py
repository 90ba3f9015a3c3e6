from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Category, Visit
from rapport.feedback.models.question import Question
from rapport.lib import clock
from rapport.outreach.models import Task
from rapport.people.models import Patient
from rapport.people.models.of_patient import OfPatientQuerySet
from rapport.staff.models import Branch


class CareCallPlan(models.Model):
    """A call some days after a treatment of a category: how are you? The clinic's own plan, editable."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, to_field="code", verbose_name=_("category"))
    days_after = models.PositiveSmallIntegerField(_("days after"))
    # language of the house → what to ask
    words = models.JSONField(_("what to ask"), default=dict)
    on = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering: ClassVar = ["category__position", "days_after"]
        verbose_name = _("care call")
        verbose_name_plural = _("care calls")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["category", "days_after"], name="one_care_call_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.category} +{self.days_after}"


class CareCall(models.Model):
    """That a visit got its call of the plan: once, however often anybody looks."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="care_calls")
    plan = models.ForeignKey(CareCallPlan, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("care call made")
        verbose_name_plural = _("care calls made")
        constraints: ClassVar = [models.UniqueConstraint(fields=["visit", "plan"], name="a_visit_is_called_once")]

    def __str__(self) -> str:
        return f"{self.visit_id} · {self.plan_id}"


class ServiceFormQuerySet(OfPatientQuerySet["ServiceForm"]):
    def open(self) -> Self:
        return self.filter(filled_at=None)

    def overdue(self, on: date) -> Self:
        return self.open().filter(due_on__lt=on)


class ServiceForm(models.Model):
    """A post-visit service form (医后客户服务表), filed by what was done; customer service fills it in (AFT-1)."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="service_forms")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="service_forms")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, to_field="code", related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(_("until"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    filled_at = models.DateTimeField(null=True)
    filled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    remark = models.TextField(_("remark"), blank=True)

    objects = ServiceFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("post-visit service form")
        verbose_name_plural = _("post-visit service forms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "category"], name="one_form_of_a_category_a_visit")
        ]
        indexes: ClassVar = [
            models.Index(fields=["branch", "due_on"], name="form_open", condition=Q(filled_at=None)),
            models.Index(fields=["branch", "category", "filled_at"], name="form_filed"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.category_id}"


class ServiceFormLine(models.Model):
    """What stands in one line of a form."""

    form = models.ForeignKey(ServiceForm, on_delete=models.CASCADE, related_name="lines")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        verbose_name = _("line of a service form")
        verbose_name_plural = _("lines of service forms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "question"], name="a_line_of_a_form_is_filled_once")
        ]

    def __str__(self) -> str:
        return f"{self.form_id} · {self.question_id}"
