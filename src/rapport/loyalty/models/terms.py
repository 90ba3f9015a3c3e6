from __future__ import annotations

from datetime import date
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.staff.models import Branch

LEAST_REBATE, MOST_REBATE = 5, 10  # per cent (REF-1)
MOST_POINTS = 1_000  # for each 100 paid: ten points a unit


class LoyaltyTerms(models.Model):
    """What a branch gives its loyal clients, from a day on (BAS-2, REF-1, REF-2). A version: none is changed.

    On a day the last one written of those that hold by then is in force. Until the first holds there is no
    programme at the branch.
    """

    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="loyalty_terms", verbose_name=_("branch"), db_index=False
    )
    holds_from = models.DateField(_("holds from"))
    points_per_100 = models.PositiveIntegerField(_("points for each 100 paid"), default=10)
    # minor units of the branch's currency
    point_worth = models.PositiveBigIntegerField(_("what a point is worth"), default=0)
    referrer_points = models.PositiveIntegerField(_("points for who brings a client"), default=0)
    newcomer_points = models.PositiveIntegerField(_("points for the new client"), default=0)
    gifts = models.PositiveSmallIntegerField(_("first referrals thanked with a gift"), default=2)
    gift = models.CharField(_("the gift"), max_length=200, blank=True)
    # minor units; None: nobody has said
    gift_cost = models.PositiveBigIntegerField(_("what the gift costs the clinic"), null=True, blank=True)
    rebate_percent = models.PositiveSmallIntegerField(
        _("rebate, per cent of what the new client pays"), default=LEAST_REBATE
    )
    rebate_days = models.PositiveSmallIntegerField(_("days from the first payment it grows"), default=90)
    expire_months = models.PositiveSmallIntegerField(_("months until points expire"), null=True, blank=True)
    card_gift = models.CharField(_("gift or discount for taking a card"), max_length=200, blank=True)
    # of the version that ends the programme: until this day what is there can be used
    use_until = models.DateField(_("can be used until"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    written_at = models.DateTimeField(_("written"), default=clock.now)

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("terms of cards and points")
        verbose_name_plural = _("terms of cards and points")
        indexes: ClassVar = [models.Index(fields=["branch", "holds_from"], name="loyalty_terms_in_force")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rebate_percent__range=(LEAST_REBATE, MOST_REBATE)), name="a_rebate_of_5_to_10_per_cent"
            ),
            # a product with an amount that fits into a number of the database
            models.CheckConstraint(
                condition=Q(points_per_100__lte=MOST_POINTS), name="points_that_can_be_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} · {self.holds_from}"

    @property
    def ends(self) -> bool:
        """Whether these end the programme: from their day on nothing is earned."""
        return self.use_until is not None

    def expiry_of(self, earned: date) -> date | None:
        """The last day of points earned on `earned`; None where they never expire."""
        return None if self.expire_months is None else earned + relativedelta(months=self.expire_months)


class CardTier(models.Model):
    """A step of the discount card: from so much spent on, so many per cent off (BAS-2)."""

    terms = models.ForeignKey(LoyaltyTerms, on_delete=models.CASCADE, related_name="tiers", db_index=False)
    name = models.CharField(_("name"), max_length=60)
    # minor units of the branch's currency; 0: from the first visit on
    from_spend = models.PositiveBigIntegerField(_("from spend of"))
    percent = models.PositiveSmallIntegerField(_("discount, per cent"))

    class Meta:
        ordering: ClassVar = ["from_spend"]
        verbose_name = _("step of the card")
        verbose_name_plural = _("steps of the card")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["terms", "from_spend"], name="one_tier_a_threshold"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="no_discount_above_the_price"),
        ]

    def __str__(self) -> str:
        return self.name
