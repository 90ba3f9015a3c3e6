from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.care.models.visit import Visit
from rapport.people.models import Patient
from rapport.staff.models import Branch
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class PaymentMethod(models.TextChoices):
    CASH = "cash", _("cash")
    CARD = "card", _("card")
    TRANSFER = "transfer", _("bank transfer")
    WALLET = "wallet", _("phone wallet")
    INSURANCE = "insurance", _("insurance")
    OTHER = "other", _("other")


class Doubt(models.TextChoices):
    """Whether a payment is told twice: nobody has looked yet, or somebody has said."""

    OPEN = "open", _("to be compared")
    SETTLED = "settled", _("compared")


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, user: User, right: Right = Right.SEE_MONEY) -> Self:
        """Payments of the people at whose branches `user` has `right`."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(patient__branch_id__in=ids)

    def in_doubt(self) -> Self:
        """Those that may be told twice, of which nobody has said yet."""
        return self.filter(doubt=Doubt.OPEN)


class Payment(models.Model):
    """Money that came in, or went back when the amount is below zero.

    Not `counted` is what files told a second time: beside a visit, while payments tell the same money. Where that
    is not sure, `doubt` is open until a person has said.
    """

    patient = models.ForeignKey(
        Patient,
        on_delete=models.CASCADE,
        related_name="payments",
        verbose_name=_("patient"),
        db_index=False,
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="payments", verbose_name=_("branch"), db_index=False
    )
    visit = models.ForeignKey(
        Visit,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("visit"),
    )
    day = models.DateField(_("day"))
    # minor units of the branch's currency
    amount = models.BigIntegerField(_("amount"))
    method = models.CharField(_("method"), max_length=12, choices=PaymentMethod.choices, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    counted = models.BooleanField(_("counted"), default=True)
    doubt = models.CharField(_("told twice"), max_length=8, choices=Doubt, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes: ClassVar = [
            models.Index(fields=["patient", "day", "amount", "counted"], name="payment_covering"),
            models.Index(fields=["branch", "day", "patient"], name="payment_by_branch_day"),
            models.Index(fields=["patient"], name="payment_in_doubt", condition=models.Q(doubt=Doubt.OPEN)),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.day}"
