from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib import clock
from rapport.lib.merging import OnMerge
from rapport.people.models import Patient
from rapport.people.models.history import History, HistoryQuerySet
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class Account(models.TextChoices):
    """What is kept for a person: points are a number, the fund is money of their branch (看牙基金)."""

    POINTS = "points", pgettext_lazy("of a wallet", "points")
    FUND = "fund", _("dental fund")


class Why(models.TextChoices):
    """What kind of thing a line of the ledger comes from."""

    PAYMENT = "payment", _("payment")
    REFERRAL = "referral", _("referral")
    REBATE = "rebate", _("rebate")
    USED = "used", _("used")
    TAKEN_BACK = "taken_back", _("taken back")
    EXPIRED = "expired", _("expired")
    LEVELLED = "levelled", _("records parted")


class LedgerQuerySet(HistoryQuerySet["LedgerLine"]):
    def visible_to(self, user: User, right: Right = Right.SEE_MONEY) -> Self:
        """Lines of people at the branches at which `user` has `right`."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(patient__branch_id__in=ids)


class LedgerLine(History):
    """One line of somebody's points or fund: how much, why, from what, by whom, when (REF-3).

    Nothing is edited and nothing deleted: what was wrong is taken back by a line of its own. `asked` is what the
    line should have moved; where there was less to take it is `amount` that was moved, never below what was left.
    """

    MOVABLE = ("patient",)

    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="ledger", verbose_name=_("patient"), db_index=False
    )
    account = models.CharField(_("account"), max_length=8, choices=Account)
    asked = models.BigIntegerField(_("asked"))
    amount = models.BigIntegerField(_("amount"))
    why = models.CharField(_("why"), max_length=12, choices=Why)
    words = models.CharField(pgettext_lazy("of a wallet", "words"), max_length=200, blank=True)
    # its number alone: a payment may vanish, what was made of it stays until it is taken back
    payment = models.BigIntegerField(null=True)
    reward = models.ForeignKey(
        "loyalty.Reward", on_delete=models.PROTECT, null=True, related_name="lines", db_index=False
    )
    takes_back = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="taken_back_by")
    # the day at the branch on which what it comes from was; and the last one of points that expire
    day = models.DateField(_("day"))
    expires_on = models.DateField(_("expires on"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=clock.now)
    # of what it comes from: the same never writes a second line
    key = models.CharField(max_length=80, unique=True)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("line of the ledger")
        verbose_name_plural = _("lines of the ledger")
        indexes: ClassVar = [
            models.Index(fields=["patient", "account", "amount"], name="ledger_covering"),
            models.Index(
                fields=["payment", "patient", "asked"],
                name="ledger_by_payment",
                condition=Q(payment__isnull=False),
            ),
            models.Index(fields=["reward"], name="ledger_by_reward", condition=Q(reward__isnull=False)),
            models.Index(fields=["expires_on"], name="ledger_by_expiry", condition=Q(expires_on__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(asked__gte=0, amount__gte=0, amount__lte=F("asked"))
                | Q(asked__lt=0, amount__lte=0, amount__gte=F("asked")),
                name="no_line_moves_more_than_asked",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount:+}"

    @property
    def short(self) -> bool:
        """Whether there was less than it should have moved."""
        return self.amount != self.asked


class Balance(models.Model):
    """What somebody has in one account: locked before a line is written, and never below zero (REF-3).

    Worked out from the lines, which are what counts.
    """

    on_merge = OnMerge.REBUILD

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+", db_index=False)
    account = models.CharField(max_length=8, choices=Account)
    balance = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "account"], name="one_balance_an_account"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="no_balance_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.balance}"
