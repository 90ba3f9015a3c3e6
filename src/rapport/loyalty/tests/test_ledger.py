"""REF-1, REF-3: points come of what is paid, each line says why, nothing is edited and nothing goes below zero."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from rapport.care.actions import NewVisit, record_visits
from rapport.care.models import Visit
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.loyalty.expiring import next_expiry
from rapport.loyalty.ledger import take_back_line
from rapport.loyalty.models import Account, Balance, LedgerLine
from rapport.loyalty.rules import Lot, points_for
from rapport.loyalty.tests.earned import keep_wallets, lines, pays, terms
from rapport.loyalty.wallet import balances_of, use
from rapport.people.merging.undoing import undo_merge
from rapport.people.models import Patient
from rapport.staff.models import User
from tests.two_records import merged

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.now(NOON)]


@pytest.fixture
def rich(zhou: Patient, owner: User) -> Patient:
    """周雅琴, who has paid 1,000 and has 100 points."""
    terms(zhou.branch, owner)
    pays(zhou, 1_000)
    keep_wallets()
    return zhou


def points(patient: Patient) -> int:
    return balances_of(patient).points


def spend(patient: Patient, by: User, amount: int, key: str = "a") -> LedgerLine | None:
    return use(patient, Account.POINTS, amount, words="洁牙抵扣", by=by, key=key)


def test_what_is_paid_earns_points_once(rich: Patient) -> None:
    """REF-1: swept as often as you like."""
    keep_wallets()
    assert lines(rich) == [("payment", 100, 100)] and points(rich) == 100


def test_nothing_is_earned_without_terms_or_before_them(zhou: Patient, owner: User) -> None:
    """REF-1: the programme begins with its terms."""
    pays(zhou, 1_000)
    keep_wallets()
    assert not lines(zhou)
    terms(zhou.branch, owner, holds_from=zhou.branch.today() + timedelta(days=3))
    pays(zhou, 500, days=2)
    pays(zhou, 700, days=3)
    keep_wallets()
    assert not lines(zhou), "and no money is counted before its day"
    with clock.set_to(NOON + timedelta(days=3)):
        keep_wallets()
    assert lines(zhou) == [("payment", 70, 70)]


def test_what_was_paid_under_older_terms_keeps_their_points(rich: Patient, owner: User) -> None:
    terms(rich.branch, owner, holds_from=rich.branch.today() + timedelta(days=1), points_per_100=1)
    with clock.set_to(NOON + timedelta(days=1)):
        pays(rich, 1_000)
        keep_wallets()
    assert lines(rich) == [("payment", 100, 100), ("payment", 10, 10)]


def test_money_that_does_not_count_earns_nothing_until_somebody_says_it_does(rich: Patient) -> None:
    payment = pays(rich, 300, counted=False)
    keep_wallets()
    assert points(rich) == 100
    payment.counted = True
    payment.save()
    keep_wallets()
    assert points(rich) == 130


def test_a_refund_takes_back_what_there_is_and_says_so(rich: Patient, desk: User) -> None:
    """REF-3: 80 of 100 points are used, then the whole money goes back."""
    spend(rich, desk, 80)
    refund = pays(rich, -1_000)
    keep_wallets()
    assert lines(rich)[-1] == ("payment", -100, -20) and points(rich) == 0
    assert LedgerLine.objects.latest("pk").short
    # the refund was a slip: what it took comes back, not what it could not take
    refund.delete()
    keep_wallets()
    assert lines(rich)[-1] == ("payment", 100, 20) and points(rich) == 20
    keep_wallets()
    assert len(lines(rich)) == 4


def test_a_refund_written_down_first_finds_what_was_paid_beside_it(zhou: Patient, owner: User) -> None:
    terms(zhou.branch, owner)
    pays(zhou, -400)
    pays(zhou, 1_000)
    keep_wallets()
    assert points(zhou) == 60


def test_a_payment_that_vanishes_takes_its_points_along(rich: Patient) -> None:
    """REF-3: also of a person who has none other; the line stays, and one beside it takes it back."""
    rich.payments.all().delete()
    keep_wallets()
    assert lines(rich) == [("payment", 100, 100), ("payment", -100, -100)] and points(rich) == 0


def test_a_refund_of_money_from_before_the_programme_takes_no_points(rich: Patient) -> None:
    """REF-1: what goes back is what came last; the rest of it was paid before points were given."""
    pays(rich, 5_000, days=-30)
    pays(rich, -1_500)
    keep_wallets()
    assert lines(rich) == [("payment", 100, 100), ("payment", -100, -100)]
    pays(rich, -2_000)
    keep_wallets()
    keep_wallets()
    assert len(lines(rich)) == 2 and points(rich) == 0


def test_a_refund_that_names_its_visit_is_of_the_money_of_that_visit(rich: Patient) -> None:
    """REF-1: of a visit before the programme it takes nothing, of one since then the points of its payment."""
    before, since = (
        record_visits([NewVisit(Visit(patient=rich, branch=rich.branch, day=day))])[0]
        for day in (rich.branch.today() - timedelta(days=30), rich.branch.today())
    )
    pays(rich, 800, days=-30, visit=before)
    pays(rich, 400, visit=since)
    pays(rich, 600)
    pays(rich, -800, visit=before)
    keep_wallets()
    assert points(rich) == 200
    pays(rich, -300, visit=since)
    keep_wallets()
    assert points(rich) == 170


def test_a_refund_takes_what_the_money_has_earned_whatever_is_given_today(rich: Patient, owner: User) -> None:
    """REF-1: 10 points for each 100, then 50: the refund of those 1,000 takes the 100 points of then."""
    terms(rich.branch, owner, holds_from=rich.branch.today() + timedelta(days=1), points_per_100=50)
    with clock.set_to(NOON + timedelta(days=1)):
        pays(rich, 200)
        pays(rich, -700)
        keep_wallets()
    assert lines(rich)[1:] == [("payment", 100, 100), ("payment", -150, -150)]


@pytest.mark.parametrize("amount", [99, 100, 105, 1, -99, 0, 123_456_789])
def test_the_sum_of_the_database_is_that_of_the_rules(zhou: Patient, owner: User, amount: int) -> None:
    """Both cut off what is less than a point; else the sweep would never rest. A refund of nothing takes none."""
    terms(zhou.branch, owner, points_per_100=7)
    payment = pays(zhou, 0)
    payment.amount = amount
    payment.save()
    keep_wallets()
    assert sum(asked for _why, asked, _moved in lines(zhou)) == points_for(amount, 7, 2)
    with transaction.atomic():
        keep_wallets()
    assert len(lines(zhou)) == (points_for(amount, 7, 2) != 0)


def test_using_more_than_there_is_is_refused(rich: Patient, desk: User) -> None:
    """REF-3: nothing goes below zero."""
    with pytest.raises(Refused) as refused:
        spend(rich, desk, 101)
    assert refused.value.code == "not_enough" and points(rich) == 100
    for amount, words, code in ((0, "x", "nothing"), (-5, "x", "nothing"), (5, " ", "no_words")):
        with pytest.raises(Refused) as refused:
            use(rich, Account.POINTS, amount, words=words, by=desk, key="b")
        assert refused.value.code == code


def test_a_form_sent_twice_uses_once(rich: Patient, desk: User) -> None:
    assert spend(rich, desk, 30, "same") is not None
    assert spend(rich, desk, 30, "same") is None
    assert points(rich) == 70


def test_a_mistake_is_taken_back_by_a_line_of_its_own(rich: Patient, desk: User, owner: User) -> None:
    used = spend(rich, desk, 30)
    assert used is not None
    back = take_back_line(used, by=owner, words="打错了")
    assert (back.amount, back.takes_back, back.by, back.words) == (30, used, owner, "打错了")
    assert points(rich) == 100
    for line, code in ((used, "taken_back"), (back, "not_to_take_back")):
        with pytest.raises(Refused) as refused:
            take_back_line(line, by=owner)
        assert refused.value.code == code


@pytest.mark.parametrize(
    "statement", ["UPDATE loyalty_ledgerline SET amount = 1", "DELETE FROM loyalty_ledgerline"]
)
def test_the_database_refuses_to_rewrite_a_line(rich: Patient, statement: str) -> None:
    """REF-3: whoever asks, and by whatever way."""
    with (
        pytest.raises(DatabaseError, match="never rewritten"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    line = LedgerLine.objects.get()
    for rewrite in (line.save, line.delete, LedgerLine.objects.all().delete):
        with pytest.raises(Refused):
            rewrite()


def test_the_database_refuses_a_balance_below_zero(rich: Patient) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Balance.objects.filter(patient=rich).update(balance=-1)


def test_points_expire_those_that_were_earned_first_are_used_first(zhou: Patient, owner: User, desk: User) -> None:
    """REF-3: 100 of November and 50 of December, 120 used: 30 of December are left, and expire a year later."""
    terms(zhou.branch, owner, expire_months=12)
    pays(zhou, 1_000)
    keep_wallets()
    with clock.set_to(NOON + timedelta(days=20)):
        pays(zhou, 500)
        keep_wallets()
        spend(zhou, desk, 120)
    with clock.set_to(NOON + timedelta(days=370)):
        keep_wallets()
        assert points(zhou) == 30
    with clock.set_to(NOON + timedelta(days=390)):
        # before the sweep comes by: what is over cannot be used any more
        with pytest.raises(Refused):
            spend(zhou, desk, 30, "late")
        keep_wallets()
        keep_wallets()
        assert points(zhou) == 0 and lines(zhou)[-1] == ("expired", -30, -30)


def test_points_whose_use_is_taken_back_are_as_old_as_they_were(zhou: Patient, owner: User, desk: User) -> None:
    """REF-3: 100 earned, 40 used and taken back: all 100 expire on their day, not 60."""
    terms(zhou.branch, owner, expire_months=12)
    pays(zhou, 1_000)
    keep_wallets()
    used = spend(zhou, desk, 40)
    assert used is not None
    take_back_line(used, by=desk)
    assert next_expiry(zhou) == Lot(100, date(2027, 11, 21))
    with clock.set_to(NOON + timedelta(days=370)):
        keep_wallets()
        assert points(zhou) == 0 and next_expiry(zhou) is None


def test_two_records_that_become_one_have_both_their_points(rich: Patient, twice: Patient, desk: User) -> None:
    """REC-10, REF-3: and each its own again when they are parted, nothing below zero even if all was used."""
    pays(twice, 500)
    keep_wallets()
    merge = merged(rich, twice, desk)
    assert points(rich) == 150
    keep_wallets()
    assert points(rich) == 150 and len(lines(rich)) == 2
    spend(rich, desk, 140)
    undo_merge(merge.pk, by=desk)
    keep_wallets()
    assert (points(rich), points(twice)) == (0, 50)
    assert lines(rich)[-1] == ("levelled", 40, 40)
    pays(rich, 100)
    keep_wallets()
    assert points(rich) == 10


def test_the_sweep_finds_the_lines_of_a_payment_by_their_index(rich: Patient) -> None:
    """SQLite takes an index of some rows only where its condition is worded as it words it itself."""
    if connection.vendor == "sqlite":
        plan = LedgerLine.objects.filter(payment=1, patient=rich).values("asked").explain()
        assert "ledger_by_payment" in plan
        assert "ledger_by_reward" in LedgerLine.objects.filter(reward=1).explain()
