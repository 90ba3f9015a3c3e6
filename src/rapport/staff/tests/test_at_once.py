"""Guessers and sealers at the same moment: every try is counted, every row is sealed once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from rapport.staff import signing_in
from rapport.staff.door import PAIR_CAP
from rapport.staff.looking import note_search
from rapport.staff.models import AccessLog, SignInTry, User
from rapport.staff.sealing import examine_chain, seal_rows
from rapport.staff.signing_in import begin_try
from tests.at_once import all_at_once, codes

GUESSERS, SEALERS, ROWS = 12, 4, 40

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(number: int, work: Callable[[], object]) -> int:
    """How many of `number` threads, let go together, did the work without being refused."""
    return number - len(codes(all_at_once(*[work] * number)))


def guess() -> SignInTry:
    return begin_try("owner", "192.0.2.66")


def test_tries_at_the_same_moment_are_counted_exactly() -> None:
    """REC-12: twelve at once are looked at as often as twelve one after another."""
    assert at_once(GUESSERS, guess) == PAIR_CAP
    assert SignInTry.objects.count() == PAIR_CAP


def test_were_counting_and_writing_two_steps_more_would_get_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the test above with the guard taken away: it bites."""
    together = threading.Barrier(GUESSERS)
    counted = signing_in._tries

    def counted_together(*given: str | bool) -> object:
        tries = counted(*given)
        together.wait(timeout=20)
        return tries

    monkeypatch.setattr(signing_in, "_tries", counted_together)
    monkeypatch.setattr(signing_in, "transaction", SimpleNamespace(atomic=contextlib.nullcontext))
    assert at_once(GUESSERS, guess) > PAIR_CAP


def test_two_sealers_make_one_chain(owner: User) -> None:
    """REC-12."""
    for number in range(ROWS):
        note_search(f"name {number}", by=owner)
    assert at_once(SEALERS, seal_rows) == SEALERS
    chain = examine_chain()
    assert (chain.length, chain.broken) == (ROWS, None)
    assert not AccessLog.objects.filter(number=None).exists()
