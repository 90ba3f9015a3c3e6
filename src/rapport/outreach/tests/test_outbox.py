"""The outbox: a message is written once, taken back while it waits, and settled by hand (REC-7, CAM-7)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import IntegrityError, connection, models

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach import outbox
from rapport.outreach.models import Contact, Message, MessageState
from rapport.outreach.models.message import ORDER
from rapport.outreach.outbox import Draft, settle, take_back, write_anew, write_message, write_messages
from rapport.people.models import Patient
from rapport.staff.models import User

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)


def written(patient: Patient, by: User | None = None, **fields: Any) -> Message:
    usual = {"purpose": "care", "channel": "sms", "body": "您好", "key": f"recall:{patient.pk}:2026-03"}
    return write_message(patient, by=by, **{**usual, **fields})


def unknown(patient: Patient, by: User) -> Message:
    """One that was being sent when the line broke."""
    message = written(patient, by)
    contact = Contact.objects.create(patient=patient, addressed=patient, purpose="care", channel="sms", by=by)
    row = Message.objects.filter(pk=message.pk)
    assert row.advance(MessageState.CLAIMED, contact=contact, handed_over_at=clock.now())
    assert row.advance(MessageState.UNKNOWN)
    message.refresh_from_db()
    return message


def test_a_message_waits_ten_seconds_and_lasts_three_days(zhou: Patient, desk: User) -> None:
    """CAM-7: nothing goes out before it can be taken back no more."""
    with clock.set_to(NOON):
        message = written(zhou, desk)
    assert (message.state, message.language) == ("waiting", "zh-hans")
    assert message.not_before == NOON + timedelta(seconds=10)
    assert message.expires_at == message.not_before + timedelta(days=3)


def test_the_same_business_is_written_once(zhou: Patient, desk: User) -> None:
    """Outbox: the second gets the message of the first, whatever it meant to say."""
    first = written(zhou, desk)
    assert written(zhou, desk, body="another") == first
    assert Message.objects.get().body == "您好"


def test_many_are_written_in_order_beside_those_that_are_there(zhou: Patient, marsh: Patient, desk: User) -> None:
    first = written(marsh, desk, key="b")
    drafts = [Draft(zhou, "sms", "one", "a"), Draft(marsh, "sms", "two", "b"), Draft(zhou, "email", "three", "c")]
    rows = write_messages(drafts, purpose="care", by=desk)
    assert [row.key for row in rows] == ["a", "b", "c"]
    assert (rows[1], rows[1].body) == (first, "您好")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"body": "  "}, "empty_message"),
        ({"channel": "call"}, "not_a_channel"),
        ({"expires_at": NOON}, "expires_before"),
    ],
)
def test_what_cannot_be_sent_is_not_written(zhou: Patient, desk: User, fields: dict[str, Any], code: str) -> None:
    with clock.set_to(NOON), pytest.raises(Refused) as refused:
        written(zhou, desk, **fields)
    assert refused.value.code == code
    assert not Message.objects.exists()


def by_looking_first(drafts: list[Draft], **fields: Any) -> list[Message]:
    """The twin: who looks before writing instead of letting the database decide."""
    found = list(Message.objects.filter(key=drafts[0].key))
    at_once.wait(5)
    row = {"patient": drafts[0].patient, "channel": "sms", "body": "x", "language": "ru", "purpose": "care"}
    ends = {"not_before": clock.now(), "expires_at": clock.now()}
    return found or [Message.objects.create(key=f"{drafts[0].key}{uuid.uuid4()}", **row, **ends)]


at_once = Barrier(2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("write", "rows"), [(write_messages, 1), (by_looking_first, 2)])
def test_two_who_write_the_same_at_once_write_one(
    zhou: Patient, desk: User, write: Callable[..., list[Message]], rows: int
) -> None:
    """REC-7: the database keeps the keys apart. Looking first and then writing makes two: the test bites."""
    at_once.reset()

    def race() -> int:
        try:
            if write is write_messages:
                at_once.wait(5)
            [message] = write([Draft(zhou, "sms", "您好", "recall:1")], purpose="care", by=desk)
            return message.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        written = {done.result() for done in [threads.submit(race) for _ in range(2)]}
    assert len(written) == Message.objects.count() == rows


def test_a_message_is_taken_back_while_it_waits(zhou: Patient, desk: User) -> None:
    """CAM-7: also after the ten seconds; who did so is written down."""
    message = written(zhou, desk)
    assert take_back(message, by=desk) == 1
    message.refresh_from_db()
    assert (message.state, message.settled_by) == ("taken_back", desk)
    entry = LogEntry.objects.get_for_object(message).get()
    assert (entry.actor, entry.changes) == (desk, {"state": ["waiting", "taken_back"]})


def test_what_is_being_sent_cannot_be_taken_back(zhou: Patient, desk: User) -> None:
    message = written(zhou, desk)
    Message.objects.filter(pk=message.pk).advance(MessageState.CLAIMED)
    with pytest.raises(Refused) as refused:
        take_back(message, by=desk)
    assert refused.value.code == "too_late"


def test_one_undo_takes_a_batch_back(zhou: Patient, marsh: Patient, desk: User) -> None:
    """CAM-7: those that went out meanwhile stay; the others go back under one line of audit."""
    batch = uuid.uuid4()
    gone, *_rest = [
        written(one, desk, batch=batch, key=key) for one, key in ((zhou, "a"), (marsh, "b"), (zhou, "c"))
    ]
    Message.objects.filter(pk=gone.pk).advance(MessageState.CLAIMED)
    assert take_back(batch, by=desk) == 2
    assert set(Message.objects.values_list("key", "state")) == {
        ("a", "claimed"),
        ("b", "taken_back"),
        ("c", "taken_back"),
    }
    assert LogEntry.objects.get_for_object(desk).latest().additional_data["messages_taken_back"] == 2


def test_a_state_moves_forward_only(zhou: Patient) -> None:
    """Message states only move forward: what is not in the order moves nothing."""
    message = written(zhou)
    row = Message.objects.filter(pk=message.pk)
    for before in MessageState.values:
        for after in MessageState.values:
            models.QuerySet.update(row, state=before)
            moved = row.advance(after)
            assert moved == (after in ORDER.get(before, ())), (before, after)
            assert row.get().state == (after if moved else before)


def test_a_person_says_that_it_was_sent(zhou: Patient, desk: User) -> None:
    """An unknown outcome is settled by a person, who is written down."""
    message = settle(unknown(zhou, desk), MessageState.SENT, by=desk)
    assert (message.state, message.settled_by) == ("sent", desk)
    assert message.contact is not None
    assert LogEntry.objects.get_for_object(message).get().changes == {"state": ["unknown", "sent"]}


def test_what_was_not_sent_presses_nobody_and_may_be_written_anew(zhou: Patient, desk: User) -> None:
    """LOY-4: a contact that did not take place counts for no cap."""
    message = settle(unknown(zhou, desk), MessageState.FAILED, by=desk)
    assert not Contact.objects.exists()
    anew = write_anew(message, by=desk)
    assert (anew.state, anew.body) == ("waiting", message.body)
    assert write_anew(message, by=desk) == anew


def test_what_may_have_gone_out_is_not_written_anew(zhou: Patient, desk: User) -> None:
    with pytest.raises(Refused) as refused:
        write_anew(unknown(zhou, desk), by=desk)
    assert refused.value.code == "still_going"


def test_only_what_nobody_knows_is_settled_by_hand(zhou: Patient, desk: User) -> None:
    message = unknown(zhou, desk)
    with pytest.raises(Refused, match="sent or not"):
        settle(message, MessageState.READ, by=desk)
    settle(message, MessageState.SENT, by=desk)
    with pytest.raises(Refused) as refused:
        settle(message, MessageState.FAILED, by=desk)
    assert refused.value.code == "settled_already"


def test_the_database_holds_the_key(zhou: Patient) -> None:
    message = written(zhou)
    message.pk = None
    with pytest.raises(IntegrityError):
        message.save(force_insert=True)


def test_nothing_is_written_on_a_record_merged_away(zhou: Patient, desk: User) -> None:
    """REC-10: whoever writes holds the person."""
    gone = Patient.objects.get(pk=zhou.pk)
    gone.pk = 0
    with pytest.raises(Refused, match="merged"):
        written(gone, desk)
    assert outbox.Message.objects.count() == 0
