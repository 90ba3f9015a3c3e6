from rapport.loyalty.models.card import Card
from rapport.loyalty.models.ledger import Account, Balance, LedgerLine, Why
from rapport.loyalty.models.reward import Reward, RewardKind, RewardWay, Settlement, Withdrawn
from rapport.loyalty.models.terms import CardTier, LoyaltyTerms

__all__ = [
    "Account",
    "Balance",
    "Card",
    "CardTier",
    "LedgerLine",
    "LoyaltyTerms",
    "Reward",
    "RewardKind",
    "RewardWay",
    "Settlement",
    "Why",
    "Withdrawn",
]
