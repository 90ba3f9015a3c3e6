"""A branch ends its programme from a day on, told in advance: what clients keep, until when (REF-1 to REF-3)."""

from datetime import UTC, datetime, timedelta

import pytest

from rapport.lib import clock
from rapport.loyalty.expiring import next_expiry
from rapport.loyalty.giving import open_card, settle
from rapport.loyalty.models import Account, Reward, RewardWay
from rapport.loyalty.rules import Lot
from rapport.loyalty.terms import end_programme, programme_of, take_back_end, terms_of
from rapport.loyalty.tests.earned import comes, keep_wallets, lines, pays, refused, terms
from rapport.loyalty.wallet import balances_of, use
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
LAST = NOON.date() + timedelta(days=10)
UNTIL = LAST + timedelta(days=60)
pytestmark = [pytest.mark.django_db, pytest.mark.now(NOON)]


@pytest.fixture
def ending(zhou: Patient, owner: User) -> Patient:
    """周雅琴 has 100 points, of a programme that ends in ten days; they can be used for 60 days more."""
    terms(zhou.branch, owner, referrer_points=50, gifts=0)
    pays(zhou, 1_000)
    keep_wallets()
    end_programme(zhou.branch, LAST, UNTIL, by=owner)
    return zhou


def test_it_holds_to_its_last_day_and_then_nothing_is_earned(ending: Patient, desk: User) -> None:
    """REF-1: nor a card opened, nor anybody thanked for whom they bring from then on."""
    with clock.set_to(NOON + timedelta(days=10)):
        pays(ending, 300)
        keep_wallets()
        assert terms_of(ending.branch) and balances_of(ending).points == 130
    with clock.set_to(NOON + timedelta(days=11)):
        pays(ending, 300)
        comes(register(ending.branch, "甲", referrer=ending), paying=1_000)
        keep_wallets()
        keep_wallets()
        assert balances_of(ending).points == 130 and not Reward.objects.exists()
        refused("no_terms", open_card, ending, by=desk)


def test_a_refund_takes_the_points_also_after_the_end(ending: Patient) -> None:
    """REF-3: of what was paid while there was a programme, not of what was paid since."""
    with clock.set_to(NOON + timedelta(days=20)):
        pays(ending, 500)
        pays(ending, -700)
        keep_wallets()
    assert lines(ending)[1:] == [("payment", -20, -20)]


def test_points_can_be_used_until_their_day_and_are_gone_then(ending: Patient, desk: User, owner: User) -> None:
    """REF-3: each by a line of its own; the money of the fund stays."""
    assert next_expiry(ending, UNTIL) == Lot(100, UNTIL)
    with clock.set_to(NOON + timedelta(days=70)):
        keep_wallets()
        assert use(ending, Account.POINTS, 30, words="洁牙", by=desk, key="a")
        assert balances_of(ending).points == 70
    with clock.set_to(NOON + timedelta(days=71)):
        refused("not_enough", use, ending, Account.POINTS, 1, words="洁牙", by=desk, key="b")
        keep_wallets()
        keep_wallets()
        assert lines(ending)[-1] == ("expired", -70, -70) and len(lines(ending)) == 3
        programme = programme_of(ending.branch)
        assert programme and programme.worth == 5


def test_rewards_that_are_owed_stay_owed_and_grow_as_promised(zhou: Patient, owner: User, desk: User) -> None:
    """REF-1: and the fund they are put into can be used for good."""
    terms(zhou.branch, owner, gifts=0, rebate_days=90)
    friend = register(zhou.branch, "甲", referrer=zhou)
    comes(friend, paying=1_000)
    keep_wallets()
    end_programme(zhou.branch, NOON.date(), NOON.date() + timedelta(days=30), by=owner)
    with clock.set_to(NOON + timedelta(days=80)):
        pays(friend, 500)
        keep_wallets()
        settle(Reward.objects.get(), RewardWay.FUND, by=desk)
        keep_wallets()
        assert balances_of(zhou).fund == 12_000


def test_what_is_earned_elsewhere_after_the_end_stays(ending: Patient, almaty: Branch, owner: User) -> None:
    """REF-3: the end is of what was earned by then."""
    terms(almaty, owner)
    with clock.set_to(NOON + timedelta(days=80)):
        keep_wallets()
        pays(ending, 1_000, branch=almaty)
        keep_wallets()
        keep_wallets()
        assert balances_of(ending).points == 100


def test_an_end_is_told_in_time_or_refused(zhou: Patient, owner: User) -> None:
    branch, today = zhou.branch, NOON.date()
    refused("not_running", end_programme, branch, today, UNTIL, by=owner)
    refused("no_end", take_back_end, branch, by=owner)
    terms(branch, owner)
    refused("past", end_programme, branch, today - timedelta(days=1), UNTIL, by=owner)
    refused("too_soon", end_programme, branch, LAST, LAST + timedelta(days=29), by=owner)
    end_programme(branch, LAST, UNTIL, by=owner)
    refused("ending", end_programme, branch, LAST, UNTIL, by=owner)
    refused("ending", terms, branch, owner, holds_from=today + timedelta(days=1))


def test_an_end_is_taken_back_before_its_day_and_after_it_new_terms_begin(ending: Patient, owner: User) -> None:
    take_back_end(ending.branch, by=owner)
    with clock.set_to(NOON + timedelta(days=11)):
        assert terms_of(ending.branch)
        end_programme(ending.branch, LAST + timedelta(days=1), UNTIL, by=owner)
    with clock.set_to(NOON + timedelta(days=80)):
        assert terms_of(ending.branch) is None
        refused("no_end", take_back_end, ending.branch, by=owner)
        terms(ending.branch, owner, holds_from=ending.branch.today() + timedelta(days=1))
    with clock.set_to(NOON + timedelta(days=81)):
        programme = programme_of(ending.branch)
        assert programme and programme.now and programme.ending is None and programme.closed_on is None
