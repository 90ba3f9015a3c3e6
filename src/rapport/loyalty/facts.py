"""What somebody has earned by their loyalty."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib.facts import AsOf, DerivedFact, Fact, FactSource, FactType, Tells
from rapport.loyalty.models import Account, Card, LedgerLine, Reward
from rapport.loyalty.models.reward import OWED


def _ledger(as_of: AsOf) -> QuerySet[Any, Any]:
    def there(account: Account) -> Greatest:
        return Greatest(Sum("amount", filter=Q(account=account), default=0), Value(0))

    of_people = LedgerLine.objects.order_by().values("patient_id")
    return of_people.annotate(points=there(Account.POINTS), fund=there(Account.FUND))


def _cards(as_of: AsOf) -> QuerySet[Any, Any]:
    return Card.objects.order_by().values("patient_id").annotate(cards=Count("id"))


def _rewards(as_of: AsOf) -> QuerySet[Any, Any]:
    return Reward.objects.order_by().filter(OWED).values("patient_id").annotate(rewards_owed=Count("id"))


SOURCES = (
    FactSource(
        "ledger",
        (
            Fact("points", FactType.NUMBER, pgettext_lazy("of a wallet", "points"), 0, tells=(Tells.MONEY,)),
            Fact("fund", FactType.MONEY, _("dental fund"), 0),
        ),
        _ledger,
    ),
    FactSource("cards", (Fact("cards", FactType.NUMBER, _("discount cards"), 0, inner=True),), _cards),
    FactSource(
        "rewards", (Fact("rewards_owed", FactType.NUMBER, _("rewards owed"), 0, tells=(Tells.MONEY,)),), _rewards
    ),
)
DERIVED: tuple[DerivedFact, ...] = ()
OWN = (Fact("card", FactType.BOOLEAN, _("has a discount card"), sql="(f.cards > 0)"),)
WRITTEN = ()
RELATED = ()
