from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.care.models.category import Category
from rapport.people.models import Patient
from rapport.staff.models import Branch
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class Resolution(models.TextChoices):
    """How far the chief complaint was resolved (REC-3)."""

    RESOLVED = "resolved", _("resolved")
    PARTLY = "partly", _("partly resolved")
    NOT = "not", _("not resolved")


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User, right: Right = Right.SEE_PATIENTS) -> Self:
        """Visits of the people whom `user` may see."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(patient__branch_id__in=ids)


class Visit(models.Model):
    """A person came (REC-3). `day` is the calendar day at the branch."""

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="visits", verbose_name=_("patient"), db_index=False
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="visits", verbose_name=_("branch"), db_index=False
    )
    day = models.DateField(_("day"))
    started_at = models.DateTimeField(_("in the chair at"), null=True, blank=True)
    dentist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dentist"),
    )
    # the name in the file, for dentists who have no account
    dentist_words = models.CharField(_("dentist, in words"), max_length=120, blank=True)
    complaint = models.CharField(_("chief complaint"), max_length=500, blank=True)
    resolution = models.CharField(_("resolution"), max_length=8, choices=Resolution.choices, blank=True)
    waiting_minutes = models.PositiveSmallIntegerField(_("waiting time, minutes"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes: ClassVar = [
            models.Index(fields=["patient", "day", "waiting_minutes"], name="visit_covering"),
            models.Index(fields=["branch", "day"], name="visit_by_branch_day"),
        ]

    def __str__(self) -> str:
        return f"{self.patient} · {self.day}"


class Treatment(models.Model):
    """One thing done at a visit, with what it cost. Patient and day repeat the visit's for one covering index."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="treatments", verbose_name=_("visit"))
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField(_("day"))
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, to_field="code", null=True, verbose_name=_("category"), db_index=False
    )
    code = models.CharField(_("code"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    # FDI numbers as written: "36", "14, 15"
    teeth = models.CharField(_("teeth"), max_length=120, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=8, decimal_places=2, default=1)
    # minor units of the branch's currency, for the whole line
    amount = models.BigIntegerField(_("amount"), default=0)

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        indexes: ClassVar = [
            models.Index(fields=["patient", "day", "amount", "category"], name="treatment_covering"),
            # an index that Django makes for a text has a second one beside it on PostgreSQL, for beginnings of it
            models.Index(fields=["category"], name="treatment_by_category"),
        ]

    def __str__(self) -> str:
        return self.name or self.code
