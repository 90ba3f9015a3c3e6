"""Two close one complaint, or send one, at the same moment: it is closed once, and there is one (CMP-2)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from rapport.feedback.complaints import (
    NewComplaint,
    close_complaint,
    closing,
    new_token,
    raise_complaint,
    raise_with_link,
    raising,
)
from rapport.feedback.models import Complaint, ComplaintMove, ComplaintStep, Heard
from rapport.feedback.tests.complaining import walked
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.at_once import all_at_once, codes

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.now(NOON)]


@pytest.fixture
def complaint(zhou: Patient, desk: User) -> Complaint:
    # of a stranger: with a pause of theirs, ending it twice would be refused as well
    return walked(raise_complaint(NewComplaint(zhou.branch, Heard.LINK, "等太久")), desk)


def close_at_once(complaint: Complaint, by: User, times: int = 4) -> list[str]:
    """The codes of those who were refused."""
    closed = (partial(close_complaint, complaint, points, by=by) for points in [8, 9, 10, 9][:times])
    return codes(all_at_once(*closed, now=NOON))


def closings(complaint: Complaint) -> int:
    return ComplaintStep.objects.filter(complaint=complaint, move=ComplaintMove.CLOSED).count()


def test_it_is_closed_once(complaint: Complaint, desk: User) -> None:
    assert close_at_once(complaint, desk) == ["closed"] * 3
    assert closings(complaint) == 1


def test_without_the_look_under_the_lock_it_would_be_closed_twice(
    complaint: Complaint, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: with the guard taken away the test above would fail."""
    monkeypatch.setattr(closing.Held, "demand_open", lambda held: None)
    close_at_once(complaint, desk, times=2)
    assert closings(complaint) == 2


def sent_at_once(branch: Branch, times: int = 4) -> list[int]:
    """The complaints that taps on one button made."""
    token, told = new_token(), NewComplaint(branch, Heard.LINK, "等太久")
    return [made.pk for made in all_at_once(*[partial(raise_with_link, told, token)] * times, now=NOON)]


def test_what_is_sent_by_two_taps_is_one_complaint(riverside: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where none of them sees the others: the link leads to one."""
    assert len(set(sent_at_once(riverside))) == Complaint.objects.count() == 1
    monkeypatch.setattr(raising, "complaint_of", Blind(raising.complaint_of))
    assert len(set(sent_at_once(riverside))) == 1 and Complaint.objects.count() == 2


def test_without_the_link_it_would_be_two(riverside: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: with the guard taken away the test above would fail."""
    monkeypatch.setattr(raising, "hash_of", lambda _token: "")
    assert len(set(sent_at_once(riverside))) == 4


class Blind:
    """Sees nothing at the first look of each thread."""

    def __init__(self, look: Callable[[str], Complaint | None]) -> None:
        self.look, self.looked = look, threading.local()

    def __call__(self, token: str) -> Complaint | None:
        again, self.looked.once = hasattr(self.looked, "once"), True
        return self.look(token) if again else None
