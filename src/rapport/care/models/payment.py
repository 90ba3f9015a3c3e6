from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.care.models.visit import Visit
from rapport.people.models import Patient
from rapport.staff.models import Branch


class PaymentMethod(models.TextChoices):
    CASH = "cash", _("cash")
    CARD = "card", _("card")
    TRANSFER = "transfer", _("bank transfer")
    WALLET = "wallet", _("phone wallet")
    INSURANCE = "insurance", _("insurance")
    OTHER = "other", _("other")


class Payment(models.Model):
    """Money that came in, or went back when the amount is below zero."""

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

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes: ClassVar = [
            models.Index(fields=["patient", "day", "amount"], name="payment_covering"),
            models.Index(fields=["branch", "day", "patient"], name="payment_by_branch_day"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.day} · {self.amount}"
