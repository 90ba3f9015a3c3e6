"""Two use the same points, or two sweeps run, at the same moment (REF-3)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from django.db import Error

from rapport.loyalty import earning, ledger, referring
from rapport.loyalty.models import Account, LedgerLine, Reward
from rapport.loyalty.tests.earned import comes, keep_wallets, pays, terms
from rapport.loyalty.wallet import balances_of, use
from rapport.people.models import Patient
from rapport.staff.models import User
from tests.at_once import all_at_once, codes
from tests.cast import register

_PATIENCE = 30
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.now(NOON)]


@pytest.fixture
def rich(zhou: Patient, owner: User) -> Patient:
    terms(zhou.branch, owner)
    pays(zhou, 1_000)
    keep_wallets()
    return zhou


def test_two_spendings_at_once_take_what_there_is_once(
    rich: Patient, desk: User, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REF-3: of two who use 80 of 100 points one is refused in words. Its twin, where the balance is read and not
    locked: the database alone stands against it, and nobody is told why."""
    if not guarded:
        monkeypatch.setattr(ledger, "_locked", unlocked)
        monkeypatch.setattr(ledger, "_save", after_both_have_read(ledger._save))
    jobs = [partial(use, rich, Account.POINTS, 80, words="洁牙", by=desk, key=str(number)) for number in range(2)]
    told = all_at_once(*jobs, now=NOON, told=Exception)
    assert (codes(told) == ["not_enough"]) == guarded
    assert any(isinstance(one, Error) for one in told) != guarded
    assert balances_of(rich).points == 20


def unlocked(accounts: set[ledger.Key]) -> list[ledger.Balance]:
    return [one for one in ledger.Balance.objects.all() if (one.patient_id, one.account) in accounts]


def after_both_have_read(save: Callable[[list[LedgerLine]], None]) -> Callable[[list[LedgerLine]], None]:
    both = threading.Barrier(2)

    def saved(written: list[LedgerLine]) -> None:
        both.wait(_PATIENCE)
        save(written)

    return saved


def test_two_sweeps_at_once_give_once(zhou: Patient, owner: User) -> None:
    """REF-1, REF-2."""
    terms(zhou.branch, owner, referrer_points=50)
    pays(zhou, 1_000)
    comes(register(zhou.branch, "甲", referrer=zhou), paying=100)
    all_at_once(keep_wallets, keep_wallets, keep_wallets, now=NOON)
    assert Reward.objects.count() == 1 and balances_of(zhou).points == 150
    assert LedgerLine.objects.count() == 3


def test_a_sweep_that_is_killed_goes_on_where_it_stood(
    zhou: Patient, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever batch it fell in: none is lost and none doubled."""
    terms(zhou.branch, owner, referrer_points=50)
    for amount in (100, 200, 300):
        pays(zhou, amount)
    comes(register(zhou.branch, "甲", referrer=zhou), paying=100)
    monkeypatch.setattr(earning, "AT_ONCE", 1)
    for module, name, turn in ((earning, "write_lines", 2), (referring, "_give_points", 1)):
        with monkeypatch.context() as killed:
            killed.setattr(module, name, dies_at(turn, getattr(module, name)))
            with pytest.raises(KeyboardInterrupt):
                keep_wallets()
    keep_wallets()
    keep_wallets()
    assert balances_of(zhou).points == 110 and LedgerLine.objects.count() == 5


def dies_at(turn: int, act: object) -> object:
    """`act`, in whose midst the process is stopped the `turn`-th time."""
    turns = iter(range(1, turn + 1))

    def acted(*args: object) -> object:
        done = act(*args)  # type: ignore[operator]
        if next(turns, turn) == turn:
            raise KeyboardInterrupt
        return done

    return acted
