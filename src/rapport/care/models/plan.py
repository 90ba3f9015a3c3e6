from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.care.models.category import Category
from rapport.care.models.of_mouth import OfMouthQuerySet
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


UNDECIDED = (PlanState.PRESENTED, PlanState.CONSIDERING)
UNFINISHED = (*UNDECIDED, PlanState.ACCEPTED)


class PlanQuerySet(OfMouthQuerySet["Plan"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)


class Plan(models.Model):
    """Treatment laid before a person (REC-5): options side by side, and what they say to it.

    `state` and `amount` tell how it stands now; how it came there are the rows of `steps`. `amount` is the price
    of the accepted option, before that of the first one.
    """

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="plans", verbose_name=_("patient"), db_index=False
    )
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", verbose_name=_("branch"))
    dentist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("presented by"),
    )
    title = models.CharField(_("plan"), max_length=200)
    teeth = models.CharField(_("teeth"), max_length=120, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, to_field="code", null=True, blank=True, verbose_name=_("category")
    )
    wish = models.TextField(_("what the client wants, in their words"), max_length=1000, blank=True)
    # for the staff alone: never on what the client is shown or given
    remark = models.TextField(_("remark for the staff"), max_length=1000, blank=True)
    # minor units of the branch's currency
    amount = models.BigIntegerField(_("amount"), default=0)
    state = models.CharField(_("state"), max_length=12, choices=PlanState.choices, default=PlanState.PRESENTED)
    presented_on = models.DateField(_("presented on"))

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("treatment plan")
        verbose_name_plural = _("treatment plans")
        indexes: ClassVar = [models.Index(fields=["patient", "state", "amount"], name="plan_by_patient_state")]

    def __str__(self) -> str:
        return self.title


class PlanOption(models.Model):
    """One way to do it, beside the others."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("option"), max_length=120)
    material = models.CharField(_("material"), max_length=200, blank=True)
    # minor units of the branch's currency
    price = models.BigIntegerField(_("price"), default=0)
    weeks = models.PositiveSmallIntegerField(_("duration, weeks"), null=True, blank=True)
    visits = models.PositiveSmallIntegerField(_("number of visits"), null=True, blank=True)
    result = models.TextField(_("expected result"), max_length=1000, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = _("option of a plan")
        verbose_name_plural = _("options of plans")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "position"], name="plan_option_once_per_position"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(accepted_on__isnull=False), name="one_accepted_option_per_plan"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanLine(models.Model):
    """What an option does, at which teeth."""

    option = models.ForeignKey(PlanOption, on_delete=models.CASCADE, related_name="lines")
    # FDI numbers as written: "36", "14, 15"
    teeth = models.CharField(_("teeth"), max_length=120, blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, to_field="code", null=True, blank=True, verbose_name=_("category")
    )
    name = models.CharField(_("what is done"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("line of an option")
        verbose_name_plural = _("lines of options")

    def __str__(self) -> str:
        return f"{self.teeth} {self.name}".strip()


class PlanStep(models.Model):
    """A plan came to a state: append-only, the first one is when it was presented."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(_("state"), max_length=12, choices=PlanState.choices)
    option = models.ForeignKey(PlanOption, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        verbose_name = _("step of a plan")
        verbose_name_plural = _("steps of plans")

    def __str__(self) -> str:
        return f"{self.plan_id} → {self.state}"
