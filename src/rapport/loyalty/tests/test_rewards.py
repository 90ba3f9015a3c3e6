"""REF-1, REF-2: who brings a client is thanked once, by a gift first, then by a rebate given as they choose."""

from datetime import UTC, datetime, timedelta

import pytest

from rapport.loyalty.giving import (
    bear,
    hand_over,
    settle,
    take_back_bearing,
    take_back_gift,
    take_back_over,
    take_back_settlement,
)
from rapport.loyalty.models import Account, Reward, RewardWay, Withdrawn
from rapport.loyalty.tests.earned import comes, keep_wallets, lines, pays, refused, terms
from rapport.loyalty.wallet import balances_of, use
from rapport.people.merging.undoing import undo_merge
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import edit, register
from tests.two_records import merged

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.now(NOON)]


@pytest.fixture
def begun(riverside: Branch, owner: User) -> Branch:
    """50 points for who brings a client, 20 for the new one; two gifts, then 8 per cent."""
    terms(riverside, owner, referrer_points=50, newcomer_points=20, points_per_100=0)
    return riverside


def brings(patient: Patient, name: str, *, paying: int = 1_000) -> Patient:
    """Somebody new, who has come and paid."""
    newcomer = register(patient.branch, name, referrer=patient)
    if paying:
        comes(newcomer, paying=paying)
    return newcomer


def rewards(patient: Patient) -> list[tuple[str, int]]:
    found = Reward.objects.filter(patient=patient).standing()
    return list(found.order_by("number").values_list("kind", "number"))


@pytest.fixture
def rebate(begun: Branch, zhou: Patient) -> Reward:
    """For the third whom 周雅琴 brought, who paid 1,000."""
    for name in ("甲", "乙", "丙"):
        brings(zhou, name)
    keep_wallets()
    return Reward.objects.get(number=3)


def test_two_gifts_then_a_rebate_and_points_for_both_sides(rebate: Reward, zhou: Patient) -> None:
    """REF-1, REF-2: swept twice, thanked once."""
    keep_wallets()
    assert rewards(zhou) == [("gift", 1), ("gift", 2), ("rebate", 3)]
    assert Reward.objects.get(number=1).words == "电动牙刷"
    assert (rebate.percent, rebate.due) == (8, 8_000)
    assert balances_of(zhou).points == 150
    assert rebate.newcomer and balances_of(rebate.newcomer).points == 20


def test_who_has_not_come_or_not_paid_is_no_reason_for_thanks(begun: Branch, zhou: Patient) -> None:
    """REF-2: nor who paid before the programme began, or got all their money back."""
    brings(zhou, "未到院", paying=0)
    pays(register(begun, "已付未到", referrer=zhou), 500)
    comes(register(begun, "老客户", referrer=zhou), paying=100, day=begun.today() - timedelta(days=1))
    pays(brings(zhou, "全退", paying=100), -100)
    keep_wallets()
    assert rewards(zhou) == []


def test_a_rebate_grows_for_its_days_with_what_is_paid_and_goes_back(rebate: Reward) -> None:
    """REF-1: 8 per cent of what is paid within 90 days."""
    assert rebate.newcomer
    pays(rebate.newcomer, 500, days=90)
    pays(rebate.newcomer, 5_000, days=91)
    keep_wallets()
    rebate.refresh_from_db()
    assert rebate.earned == 12_000
    pays(rebate.newcomer, -1_000, days=2)
    keep_wallets()
    rebate.refresh_from_db()
    assert rebate.earned == 4_000


def test_it_is_given_as_the_client_chooses_and_what_grows_since_later(
    rebate: Reward, zhou: Patient, desk: User
) -> None:
    """REF-1: cash, goods or the dental fund; a mistake is taken back, in the fund by a line of its own (REF-3)."""
    made = settle(rebate, RewardWay.FUND, by=desk)
    assert balances_of(zhou).fund == 8_000
    refused("nothing_owed", settle, rebate, RewardWay.CASH, by=desk)
    take_back_settlement(made, by=desk)
    refused("taken_back", take_back_settlement, made, by=desk)
    assert balances_of(zhou).fund == 0
    assert settle(rebate, RewardWay.GOODS, by=desk, words="冲牙器").amount == 8_000
    assert rebate.newcomer
    pays(rebate.newcomer, 500, days=5)
    keep_wallets()
    assert settle(rebate, RewardWay.CASH, by=desk).amount == 4_000


def test_a_fund_that_was_used_is_not_taken_back(rebate: Reward, zhou: Patient, desk: User) -> None:
    """REF-3."""
    made = settle(rebate, RewardWay.FUND, by=desk)
    use(zhou, Account.FUND, 1_000, words="洁牙", by=desk, key="a")
    refused("not_enough", take_back_settlement, made, by=desk)
    made.refresh_from_db()
    assert made.taken_back_at is None and balances_of(zhou).fund == 7_000


def test_a_gift_is_handed_over_once_by_somebody(rebate: Reward, desk: User) -> None:
    """REF-2."""
    gift = Reward.objects.get(number=1)
    assert hand_over(gift, by=desk).handed_by == desk
    refused("handed", hand_over, gift, by=desk)
    refused("no_gift", hand_over, rebate, by=desk)
    refused("no_rebate", settle, gift, RewardWay.CASH, by=desk)
    take_back_gift(gift, by=desk)
    refused("not_handed", take_back_gift, gift, by=desk)
    assert Reward.objects.owed().count() == 3


def test_a_corrected_referrer_moves_the_thanks(begun: Branch, zhou: Patient, marsh: Patient) -> None:
    """REF-2: nothing of it was given yet; the points go back, and the other has them."""
    newcomer = brings(zhou, "甲")
    keep_wallets()
    edit(newcomer, referrer=marsh)
    keep_wallets()
    assert (rewards(zhou), rewards(marsh)) == ([], [("gift", 1)])
    assert Reward.objects.get(patient=zhou).withdrawn_why == Withdrawn.OTHER_REFERRER
    assert (balances_of(zhou).points, balances_of(marsh).points, balances_of(newcomer).points) == (0, 50, 20)


def test_what_was_handed_over_stays_and_nobody_is_thanked_for_it_again(
    begun: Branch, zhou: Patient, marsh: Patient, desk: User
) -> None:
    newcomer = brings(zhou, "甲")
    keep_wallets()
    hand_over(Reward.objects.get(), by=desk)
    edit(newcomer, referrer=marsh)
    keep_wallets()
    assert (rewards(zhou), rewards(marsh)) == ([("gift", 1)], [])


def test_the_same_person_never_counts_twice(begun: Branch, zhou: Patient, desk: User) -> None:
    """REF-2, REC-10: one person was written down twice, and thanked for twice, until somebody saw it."""
    once, again = brings(zhou, "甲"), brings(zhou, "甲")
    keep_wallets()
    assert len(rewards(zhou)) == 2
    merge = merged(once, again, desk)
    keep_wallets()
    assert rewards(zhou) == [("gift", 1)] and balances_of(zhou).points == 50
    undo_merge(merge.pk, by=desk)
    keep_wallets()
    assert len(rewards(zhou)) == 2 and balances_of(zhou).points == 100


def test_nobody_is_thanked_for_themselves(begun: Branch, zhou: Patient, desk: User) -> None:
    """REF-2, REC-10: who brought whom turn out to be one person."""
    newcomer = brings(zhou, "周雅琴")
    keep_wallets()
    merged(zhou, newcomer, desk)
    keep_wallets()
    assert rewards(zhou) == [] and balances_of(zhou).points == 0


def test_referrals_of_two_records_that_become_one_are_all_theirs(
    begun: Branch, zhou: Patient, twice: Patient, desk: User
) -> None:
    """REC-10: two gifts and two more from the other record; the next is the fifth, a rebate."""
    for patient in (zhou, twice):
        for name in ("甲", "乙"):
            brings(patient, f"{name}{patient.pk}")
    keep_wallets()
    merged(zhou, twice, desk)
    brings(zhou, "丙")
    keep_wallets()
    assert rewards(zhou)[-1] == ("rebate", 5) and balances_of(zhou).points == 250


def test_a_reward_whose_payment_vanished_is_withdrawn(begun: Branch, zhou: Patient) -> None:
    """REF-3: its points are taken back, from the new client as well."""
    newcomer = brings(zhou, "甲")
    keep_wallets()
    newcomer.payments.all().delete()
    keep_wallets()
    assert rewards(zhou) == [] and lines(newcomer) == [("referral", 20, 20), ("referral", -20, -20)]
    pays(newcomer, 10)
    keep_wallets()
    assert rewards(zhou) == [("gift", 1)]


def test_the_dead_are_owed_nothing(begun: Branch, zhou: Patient) -> None:
    brings(zhou, "甲")
    keep_wallets()
    edit(zhou, deceased=True)
    brings(zhou, "乙")
    keep_wallets()
    assert not Reward.objects.owed() and len(rewards(zhou)) == 1


@pytest.fixture
def refunded(rebate: Reward, desk: User) -> Reward:
    """80 were given, half of them into the fund, before the new client got all their money back."""
    assert rebate.newcomer
    pays(rebate.newcomer, -500)
    keep_wallets()
    settle(rebate, RewardWay.FUND, by=desk)
    pays(rebate.newcomer, 500)
    keep_wallets()
    settle(rebate, RewardWay.CASH, by=desk)
    pays(rebate.newcomer, -1_000)
    keep_wallets()
    rebate.refresh_from_db()
    return rebate


def test_what_was_given_of_money_that_went_back_is_told(refunded: Reward) -> None:
    """REF-1, REF-3: it stays given until somebody says what becomes of it."""
    assert (refunded.earned, refunded.settled, refunded.over) == (0, 8_000, 8_000)
    assert list(Reward.objects.given_too_much()) == [refunded] and refunded not in Reward.objects.owed()


def test_it_comes_back_as_much_as_is_too_much(refunded: Reward, zhou: Patient, desk: User) -> None:
    """REF-3: the fund by a line of its own; a slip is taken back; when nothing is left the rebate is nobody's."""
    assert refunded.newcomer
    pays(refunded.newcomer, 550)
    keep_wallets()
    made = take_back_over(refunded, RewardWay.FUND, by=desk)
    assert (made.amount, balances_of(zhou).fund) == (-3_600, 400)
    refused("nothing_over", take_back_over, refunded, RewardWay.CASH, by=desk)
    take_back_settlement(made, by=desk)
    assert balances_of(zhou).fund == 4_000 and Reward.objects.given_too_much().exists()
    pays(refunded.newcomer, -550)
    keep_wallets()
    take_back_over(refunded, RewardWay.CASH, by=desk)
    keep_wallets()
    refunded.refresh_from_db()
    assert (refunded.withdrawn_why, refunded.settled) == (Withdrawn.NOTHING_PAID, 0)


def test_a_fund_that_was_used_does_not_come_back(refunded: Reward, zhou: Patient, desk: User) -> None:
    """REF-3: the client may bring the money instead."""
    use(zhou, Account.FUND, 1, words="洁牙", by=desk, key="a")
    refused("not_enough", take_back_over, refunded, RewardWay.FUND, by=desk)
    assert refunded.settlements.count() == 2
    assert take_back_over(refunded, RewardWay.CASH, by=desk).amount == -8_000
    refused("came_back", take_back_settlement, refunded.settlements.get(way="cash", amount=4_000), by=desk)


def test_what_the_clinic_bears_is_not_asked_back(refunded: Reward, desk: User) -> None:
    """REF-3: until still more money goes back, of which nobody has said anything."""
    bear(refunded, by=desk)
    refused("nothing_over", bear, refunded, by=desk)
    assert not Reward.objects.given_too_much()
    take_back_bearing(refunded, by=desk)
    assert Reward.objects.given_too_much().count() == 1
