"""Background work of this app: shallow."""

from rapport.loyalty.earning import earn_points
from rapport.loyalty.expiring import expire_points
from rapport.loyalty.ledger import level_accounts
from rapport.loyalty.referring import reward_referrals


def keep_wallets() -> None:
    """Payments get their points, referrals their rewards, and points that are over expire (REF-1 to REF-3)."""
    level_accounts()
    earn_points()
    reward_referrals()
    expire_points()
