"""How the demo clinic keeps its loyal clients: cards, points, thanks for referrals (BAS-2, REF-1, REF-2)."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from rapport.demo.cast import DESK, OWNER
from rapport.demo.timetable import at_work
from rapport.lib import clock
from rapport.loyalty.giving import hand_over, open_card, settle
from rapport.loyalty.models import Account, CardTier, LoyaltyTerms, Reward, RewardKind, RewardWay
from rapport.loyalty.tasks import keep_wallets
from rapport.loyalty.terms import write_terms
from rapport.loyalty.wallet import balances_of, use
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

# days back on which the programme began, and on which the desks were busy with it
_BEGAN, _DAYS = 720, (650, 560, 470, 380, 290, 230, 170, 120, 80, 45, 20, 8, 3)
# on such a day so many cards were opened at a branch, and so many clients used something
_CARDS, _USES = 9, 3
# those that came last are still to be given
_GIVEN_BEFORE = 8
# by branch: the gift, that for taking a card, the steps (from so much, in units), what a point and a gift cost
_TERMS = {
    "binjiang": (
        "电动牙刷一支",
        "免费涂氟一次",
        (("银卡", 0, 3), ("金卡", 10_000, 5), ("钻石卡", 50_000, 10)),
        10,
        80,
    ),
    "almaty": (
        "Ирригатор в подарок",
        "Скидка 10 % на гигиену",
        (("Серебряная", 0, 3), ("Золотая", 300_000, 5), ("Платиновая", 1_000_000, 10)),
        500,
        15_000,
    ),
}
_USED_FOR = {"binjiang": ("洁牙抵扣", "抵扣美白", "换购牙线"), "almaty": ("Гигиена", "Отбеливание", "Зубная нить")}


def keep_loyal(seed: int, branches: dict[str, Branch], staff: dict[str, User]) -> None:
    """Two years of it, as it stands this morning."""
    chance = Random(f"loyalty {seed}")  # noqa: S311 lots, no secrets
    for key, branch in branches.items():
        with clock.set_to(at_work(branch, _BEGAN, 9)):
            _write_terms(key, branch, staff[OWNER])
    [first, *_others] = branches.values()
    for days in _DAYS:
        with clock.set_to(at_work(first, days, 18)):
            keep_wallets()
            for key, branch in branches.items():
                _a_day(chance, key, branch, staff[DESK[key]], given=days >= _GIVEN_BEFORE)
    keep_wallets()


def _write_terms(key: str, branch: Branch, by: User) -> None:
    gift, card_gift, steps, worth, cost = _TERMS[key]
    terms = LoyaltyTerms(
        branch=branch,
        holds_from=branch.today(),
        points_per_100=10 if key == "binjiang" else 1,
        point_worth=worth,
        referrer_points=300,
        newcomer_points=100,
        gift=gift,
        gift_cost=cost * 100,
        rebate_percent=8,
        expire_months=18,
        card_gift=card_gift,
    )
    tiers = [CardTier(name=name, from_spend=spent * 100, percent=percent) for name, spent, percent in steps]
    write_terms(terms, tiers, by=by)


def _a_day(chance: Random, key: str, branch: Branch, desk: User, *, given: bool) -> None:
    today = branch.today()
    seen = Patient.objects.filter(
        branch=branch, deceased=False, guardian=None, payments__day__range=(today - timedelta(days=60), today)
    )
    people = sorted(set(seen.filter(cards=None)), key=lambda one: one.pk)
    for patient in chance.sample(people, min(_CARDS, len(people))):
        open_card(patient, by=desk)
    if given:
        _give(chance, branch, desk)
    rich = [one for one in sorted(set(seen), key=lambda one: one.pk) if balances_of(one).points >= 100]
    for patient in chance.sample(rich, min(_USES, len(rich))):
        part = balances_of(patient).points // 200 * 100 or 50
        words = chance.choice(_USED_FOR[key])
        use(patient, Account.POINTS, part, words=words, by=desk, key=f"demo {patient.pk} {today}")


def _give(chance: Random, branch: Branch, desk: User) -> None:
    """What is owed by then; most would have a rebate in the fund."""
    for reward in Reward.objects.owed().filter(patient__branch=branch).order_by("pk"):
        if reward.kind != RewardKind.REBATE:
            hand_over(reward, by=desk)
        elif reward.grows_until is not None and reward.grows_until < branch.today():
            settle(reward, chance.choice([RewardWay.FUND, RewardWay.FUND, RewardWay.CASH]), by=desk)
