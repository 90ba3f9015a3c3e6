from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.people.models import Patient
from rapport.people.models.of_patient import OfPatientQuerySet

# something is still to be given
OWED = Q(withdrawn_at=None) & (
    (~Q(kind="rebate") & Q(handed_at=None)) | (Q(kind="rebate") & Q(earned__gt=F("settled")))
)

# the new client got money back after it was given
GIVEN_TOO_MUCH = Q(withdrawn_at=None, kind="rebate", settled__gt=F("earned") + F("borne"))


class RewardKind(models.TextChoices):
    GIFT = "gift", _("gift for a referral")
    REBATE = "rebate", _("rebate for a referral")
    CARD = "card", _("gift for taking a card")


class RewardWay(models.TextChoices):
    """What the client chose to have a rebate as (REF-1)."""

    CASH = "cash", _("cash")
    GOODS = "goods", _("goods")
    FUND = "fund", _("dental fund")


class Withdrawn(models.TextChoices):
    """Why a reward is not owed after all."""

    OTHER_REFERRER = "other_referrer", _("somebody else brought them")
    NOTHING_PAID = "nothing_paid", _("their visit or payment is gone")
    TWICE = "twice", _("the same person was counted already")
    ONESELF = "oneself", _("they are the same person")
    CARD_BACK = "card_back", _("the card was taken back")


class RewardQuerySet(OfPatientQuerySet["Reward"]):
    def of_referrals(self) -> Self:
        return self.exclude(kind=RewardKind.CARD)

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def owed(self) -> Self:
        """Those of which something is still to be given, to people who can be given it."""
        return self.filter(OWED, patient__deceased=False)

    def given_too_much(self) -> Self:
        """Rebates of which more was given than they are by now, and nobody has said yet that it stays so."""
        return self.filter(GIVEN_TOO_MUCH)


class Reward(models.Model):
    """Thanks owed to somebody: a gift, or a rebate that grows with what the new client pays (REF-1, REF-2).

    `earned`, `settled` and `borne` are minor units of the currency of the person's branch, for a rebate alone.
    """

    # who brought whom; where two records become one these may be the same, and nothing is owed
    may_be_oneself = True

    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="rewards", verbose_name=_("patient")
    )
    newcomer = models.ForeignKey(
        Patient,
        on_delete=models.PROTECT,
        null=True,
        related_name="rewards_for",
        verbose_name=_("new client"),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=RewardKind)
    # which of the person's referrals it is for
    number = models.PositiveIntegerField(_("number"), default=0)
    # the gift
    words = models.CharField(_("gift"), max_length=200, blank=True)
    # what it costs by the terms of its day, in minor units; None: nobody has said
    cost = models.BigIntegerField(_("cost"), null=True)
    percent = models.PositiveSmallIntegerField(_("per cent"), default=0)
    grows_from = models.DateField(null=True)
    grows_until = models.DateField(_("grows until"), null=True)
    earned = models.BigIntegerField(_("earned"), default=0)
    settled = models.BigIntegerField(_("settled"), default=0)
    # of what was given too much, how much is not asked back
    borne = models.BigIntegerField(_("borne by the clinic"), default=0)
    day = models.DateField(_("day"))
    made_at = models.DateTimeField(default=clock.now)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    handed_at = models.DateTimeField(_("handed over"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_why = models.CharField(max_length=16, choices=Withdrawn, blank=True)
    # of what it is for: the same is never rewarded by two who look at once
    key = models.CharField(max_length=80, unique=True)

    objects = RewardQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        indexes: ClassVar = [
            models.Index(fields=["patient"], name="reward_owed", condition=OWED),
            models.Index(fields=["patient"], name="reward_given_too_much", condition=GIVEN_TOO_MUCH),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled__gte=0, earned__gte=0, borne__gte=0), name="a_reward_is_given_to_somebody"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def owed(self) -> bool:
        if self.withdrawn_at is not None:
            return False
        return self.due > 0 if self.kind == RewardKind.REBATE else self.handed_at is None

    @property
    def over(self) -> int:
        """Money that was given and is not due by now."""
        return max(0, self.settled - self.earned - self.borne)

    @property
    def due(self) -> int:
        """Money of a rebate that is still to be given."""
        return max(0, self.earned - self.settled)


class Settlement(models.Model):
    """A rebate, or what it has grown by since, given as the client chose: how much, by whom, when (REF-1).
    Below zero: it came back, since the new client got money back."""

    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="settlements")
    way = models.CharField(_("given as"), max_length=8, choices=RewardWay)
    amount = models.BigIntegerField(_("amount"))
    # which goods
    words = models.CharField(_("what"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("settlement of a rebate")
        verbose_name_plural = _("settlements of rebates")
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(amount=0), name="nothing_is_no_settlement")]

    def __str__(self) -> str:
        return f"{self.way} {self.amount}"
