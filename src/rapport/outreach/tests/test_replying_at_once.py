"""A client who writes twice in one instant, or while a colleague closes the task, waits for one reply (REC-7)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rapport.outreach import replying
from rapport.outreach.answers import take_word
from rapport.outreach.channels.base import Word
from rapport.outreach.models import Answer, ChannelAccount, Task
from rapport.outreach.models.task import TaskQuerySet
from rapport.outreach.task_actions import close_tasks
from rapport.people.models import Patient
from rapport.staff.models import User
from tests.at_once import while_the_first_writes

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)


def says(account: ChannelAccount, text: str) -> Answer | None:
    return take_word(account, Word("+8613800138000", text, id=text))


def test_two_answers_in_one_instant_are_one_task(
    sms: ChannelAccount, zhou: Patient, caller: User, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REC-9. The twin has no lock: neither sees the task of the other, and two colleagues would reply."""
    if not guarded:
        monkeypatch.setattr(replying, "one_at_a_time", lambda _patient: None)
    while_the_first_writes(lambda: says(sms, "在吗？"), lambda: says(sms, "你好"), now=NOON, waits=guarded)
    assert Answer.objects.filter(patient=zhou).count() == 2
    assert Task.objects.count() == (1 if guarded else 2)


def test_what_comes_while_the_task_is_closed_is_not_lost(
    sms: ChannelAccount, zhou: Patient, caller: User, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REC-7, REC-9. The twin believes in the task that it saw: the second answer would lie with nobody."""
    says(sms, "在吗？")
    task = Task.objects.get()
    if not guarded:
        update = TaskQuerySet.update
        monkeypatch.setattr(TaskQuerySet, "update", lambda self, **values: update(self, **values) or 1)
    while_the_first_writes(
        lambda: close_tasks([task], "done", by=caller), lambda: says(sms, "还有一个问题"), now=NOON
    )
    assert Task.objects.open().count() == (1 if guarded else 0)
