"""Two deal with one slip, or take down one second answer, at the same moment: it moves once (AFT-5)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from rapport.feedback.answering import ending
from rapport.feedback.models import Slip, SlipMove, SlipStage, SlipStep
from rapport.feedback.slips import deal_with, moving
from rapport.feedback.tests.asked import asked, gives
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import User

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.now(NOON)]


@pytest.fixture
def slip(zhou: Patient, dentist: User, caller: User) -> Slip:
    gives(asked(zhou, dentist=dentist), 5, caller)
    return Slip.objects.get()


def at_once(act: Callable[[int], object], times: int) -> list[str]:
    """What each got: "done", or the code of the refusal."""
    start = threading.Barrier(times)

    def run(number: int) -> str:
        try:
            start.wait()
            act(number)
            return "done"
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with clock.set_to(NOON), ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


def steps(move: str) -> int:
    return SlipStep.objects.filter(move=move).count()


def test_it_is_dealt_with_once(slip: Slip, dentist: User) -> None:
    said = at_once(lambda number: deal_with(slip, f"道歉了 {number}", by=dentist), 4)
    assert sorted(said) == ["done", *["elsewhere"] * 3]
    assert steps(SlipMove.DEALT) == slip.asked_again.count() == slip.patient.tasks.open().count() == 1


def test_without_the_lock_it_would_be_dealt_with_twice(
    slip: Slip, dentist: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: were the slip as the page had read it, each would find it with the dentist."""
    monkeypatch.setattr(moving, "_held", lambda read: read)
    monkeypatch.setattr(moving, "to_service", lambda read: None)
    pages = [Slip.objects.select_related("owner", "patient__branch").get(pk=slip.pk) for _time in range(2)]
    at_once(lambda number: deal_with(pages[number], "道歉了", by=dentist), 2)
    assert steps(SlipMove.DEALT) == 2


def test_the_second_answer_is_taken_once(slip: Slip, dentist: User, caller: User) -> None:
    asking = deal_with(slip, "道歉了", by=dentist)
    at_once(lambda number: gives(asking, 8 + number % 3, caller), 4)
    slip.refresh_from_db()
    assert slip.stage == SlipStage.CLOSED and steps(SlipMove.CLOSED) == 1
    assert slip.second_points == asking.answers.get().points


def test_without_the_look_under_the_lock_it_would_be_taken_twice(
    slip: Slip, dentist: User, caller: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the look at what stands is what keeps the second one out."""
    asking = deal_with(slip, "道歉了", by=dentist)
    monkeypatch.setattr(ending, "FINAL", frozenset())
    with pytest.raises(Exception, match=r"(?i)unique"):
        at_once(lambda number: gives(asking, 9, caller), 2)
