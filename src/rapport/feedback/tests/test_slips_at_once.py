"""Two deal with one slip, or take down one second answer, at the same moment: it moves once (AFT-5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from rapport.feedback.answering import ending
from rapport.feedback.models import Slip, SlipMove, SlipStage, SlipStep
from rapport.feedback.slips import deal_with, moving
from rapport.feedback.tests.asked import asked, gives
from rapport.people.models import Patient
from rapport.staff.models import User
from tests.at_once import all_at_once, codes

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.now(NOON)]


@pytest.fixture
def slip(zhou: Patient, dentist: User, caller: User) -> Slip:
    gives(asked(zhou, dentist=dentist), 5, caller)
    return Slip.objects.get()


def at_once(act: Callable[[int], object], times: int) -> list[str]:
    """The codes of those who were refused."""
    return codes(all_at_once(*(partial(act, number) for number in range(times)), now=NOON))


def steps(move: str) -> int:
    return SlipStep.objects.filter(move=move).count()


def test_it_is_dealt_with_once(slip: Slip, dentist: User) -> None:
    refused = at_once(lambda number: deal_with(slip, f"道歉了 {number}", by=dentist), 4)
    assert refused == ["elsewhere"] * 3
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
