from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.care.models.category import Category
from rapport.people.models import Patient
from rapport.staff.models import Branch


class PlanState(models.TextChoices):
    """Where a treatment plan stands (REC-5)."""

    PRESENTED = "presented", _("presented")
    CONSIDERING = "considering", _("thinking it over")
    ACCEPTED = "accepted", _("accepted")
    DONE = "done", _("done")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("lapsed")


UNFINISHED = (PlanState.PRESENTED, PlanState.CONSIDERING, PlanState.ACCEPTED)


class Plan(models.Model):
    """Treatment laid before a person (REC-5), with the time to think that nobody cuts short (LOY-4)."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="plans", verbose_name=_("patient"))
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", verbose_name=_("branch"))
    dentist = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("plan"), max_length=200)
    teeth = models.CharField(_("teeth"), max_length=120, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, to_field="code", null=True, verbose_name=_("category")
    )
    # minor units of the branch's currency
    amount = models.BigIntegerField(_("amount"), default=0)
    state = models.CharField(_("state"), max_length=12, choices=PlanState.choices, default=PlanState.PRESENTED)
    presented_on = models.DateField(_("presented on"))
    thinking_until = models.DateField(_("thinking until"), null=True, blank=True)

    class Meta:
        verbose_name = _("treatment plan")
        verbose_name_plural = _("treatment plans")
        indexes: ClassVar = [models.Index(fields=["patient", "state", "amount"], name="plan_by_patient_state")]

    def __str__(self) -> str:
        return self.title
