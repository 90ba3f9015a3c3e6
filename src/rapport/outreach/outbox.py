"""The outbox: messages written down to be sent, taken back, and settled by hand (REC-7, CAM-7).

Writing and sending are apart. A message is a row, written in the transaction of the business that it tells of,
under a key that says which business that is; `outreach.sending` takes it from there.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.bulk import insert_many
from rapport.lib.refusal import Refused
from rapport.outreach.models import Contact, Message, MessageState, Wording
from rapport.outreach.models.message import NOT_GONE
from rapport.outreach.models.trouble import NO_TROUBLE, Trouble, Words
from rapport.outreach.replied import answer_anew, wait_again
from rapport.people.actions import hold_all
from rapport.people.language import language_spoken
from rapport.people.models import ChangedPatient, Patient
from rapport.people.models.consent import Channel
from rapport.staff.models import User

# the toast offers it for so long, and nothing goes out before
TAKE_BACK = timedelta(seconds=10)
# a message that could not go for so long says nothing any more
LASTS = timedelta(days=3)
SENDABLE = frozenset({Channel.SMS, Channel.EMAIL, Channel.WECHAT, Channel.TELEGRAM})
# what a person may say of a message of which nobody knows
_BY_HAND = frozenset({MessageState.SENT, MessageState.FAILED})


@dataclass(frozen=True)
class Draft:
    """One message to be written: to whom, by which channel, in which words, for which business (`key`)."""

    patient: Patient
    channel: str
    body: str
    key: str
    subject: str = ""
    language: str = ""
    wording: Wording | None = None
    parts: int = 1

    def message(self, **shared: Any) -> Message:
        """The row of it, with what it shares with those that are written beside it."""
        return Message(
            key=self.key,
            patient=self.patient,
            channel=self.channel,
            language=self.language or language_spoken(self.patient),
            wording=self.wording,
            subject=self.subject,
            body=self.body,
            parts=self.parts,
            **shared,
        )


def write_message(
    patient: Patient,
    *,
    purpose: str,
    channel: str,
    body: str,
    key: str,
    by: User | None,
    subject: str = "",
    language: str = "",
    wording: Wording | None = None,
    parts: int = 1,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    on_request: bool = False,
    batch: uuid.UUID | None = None,
) -> Message:
    """Write one message down, as `write_messages` does. The same key again gives the message that is there."""
    draft = Draft(patient, channel, body, key, subject, language, wording, parts)
    [message] = write_messages(
        [draft],
        purpose=purpose,
        by=by,
        not_before=not_before,
        expires_at=expires_at,
        on_request=on_request,
        batch=batch,
    )
    return message


@transaction.atomic
def write_messages(
    drafts: Sequence[Draft],
    *,
    purpose: str,
    by: User | None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    on_request: bool = False,
    batch: uuid.UUID | None = None,
) -> list[Message]:
    """Write messages down, to go out after ten seconds, or from `not_before` on, until `expires_at` (else for
    three days); gives them in the order of `drafts`. A key that is there already writes nothing.

    Whether they may go is asked when they are sent. Refused: empty_message, not_a_channel, expires_before.
    """
    now = clock.now()
    begin = max(not_before or now, now + TAKE_BACK)
    end = expires_at or begin + LASTS
    _check(drafts, begin, end)
    hold_all(sorted({draft.patient.pk for draft in drafts}))
    rows = [
        draft.message(
            purpose=purpose,
            on_request=on_request,
            written_by=by,
            written_at=now,
            batch=batch,
            not_before=begin,
            expires_at=end,
        )
        for draft in drafts
    ]
    # the database keeps keys apart: of two at once the second finds the row of the first
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    there = {message.key: message for message in _by_key([draft.key for draft in drafts])}
    return [there[draft.key] for draft in drafts]


def _by_key(keys: Sequence[str]) -> list[Message]:
    steps = range(0, len(keys), 5_000)
    return [row for start in steps for row in Message.objects.filter(key__in=keys[start : start + 5_000])]


def _check(drafts: Sequence[Draft], begin: datetime, end: datetime) -> None:
    if any(not draft.body.strip() for draft in drafts):
        raise Refused("empty_message", _("Write what the message says."))
    if any(draft.channel not in SENDABLE for draft in drafts):
        raise Refused("not_a_channel", _("Choose SMS, e-mail, WeChat or Telegram."))
    if end <= begin:
        raise Refused("expires_before", _("It would be too late before it may go: choose a later end."))


def take_back(message: Message | uuid.UUID, *, by: User) -> int:
    """Take back a message, or those of a batch that still wait; how many. Audited.

    Refused: too_late (none of them waits any more).
    """
    if isinstance(message, Message):
        rows = Message.objects.filter(pk=message.pk)
    else:
        rows = Message.objects.filter(batch=message)
    with transaction.atomic():
        taken = rows.advance(MessageState.TAKEN_BACK, settled_at=clock.now(), settled_by=by)
        if not taken:
            raise Refused("too_late", _("It has gone out already, or does not wait any more."))
        if isinstance(message, Message):
            _note(message, MessageState.WAITING, MessageState.TAKEN_BACK, by)
            wait_again(rows)
        else:
            _note_batch(message, taken, by)
    return taken


@transaction.atomic
def settle(message: Message, state: str, *, by: User) -> Message:
    """What a person found out about a message of which nobody knew: SENT, or FAILED for not sent. Audited.

    Not sent presses nobody: it counts for no cap any more. Refused: not_by_hand, settled_already.
    """
    if state not in _BY_HAND:
        raise Refused("not_by_hand", _("Say whether it was sent or not."))
    rows = Message.objects.unsettled().filter(pk=message.pk)
    words = Words.of(Trouble.BY_HAND) if state == MessageState.FAILED else NO_TROUBLE
    if not rows.advance(state, settled_at=clock.now(), settled_by=by, **words.fields):
        raise Refused("settled_already", _("Somebody, or a receipt, has settled it meanwhile. Look again."))
    if state == MessageState.FAILED:
        forget_contacts(Message.objects.filter(pk=message.pk))
    _note(message, MessageState.UNKNOWN, state, by)
    message.refresh_from_db()
    return message


@transaction.atomic
def write_anew(message: Message, *, by: User) -> Message:
    """The same words to the same person once more, after a message that reached nobody. Asked twice it is written
    once. Refused: still_going (it may have gone out, or may yet), code_over.
    """
    if message.carries_code:
        raise Refused("code_over", _("The time of this code is over. Whoever needs one asks for another."))
    if message.state not in NOT_GONE:
        raise Refused("still_going", _("It may have gone out, or may yet: settle it first."))
    anew = write_message(
        message.patient,
        purpose=message.purpose,
        channel=message.channel,
        body=message.body,
        subject=message.subject,
        language=message.language,
        wording=message.wording,
        parts=message.parts,
        on_request=message.on_request,
        key=f"anew:{message.pk}",
        by=by,
    )
    answer_anew(message, anew, by=by)
    return anew


def forget_contacts(messages: QuerySet[Message]) -> None:
    """Strike from the ledger the contacts of messages that surely went nowhere: nobody was turned to."""
    struck = dict(messages.exclude(contact=None).values_list("contact", "patient"))
    messages.update(contact=None)
    Contact.objects.filter(pk__in=struck).delete()
    insert_many(ChangedPatient, ("patient_id",), ((pk,) for pk in struck.values()))


def _note(message: Message, before: str, after: str, by: User) -> None:
    LogEntry.objects.log_create(
        message, action=LogEntry.Action.UPDATE, actor=by, changes={"state": [str(before), str(after)]}
    )


def _note_batch(batch: uuid.UUID, taken: int, by: User) -> None:
    """One line of audit for many messages: the rows of the batch say which they were."""
    told = {"batch": str(batch), "messages_taken_back": taken}
    LogEntry.objects.log_create(
        by, action=LogEntry.Action.UPDATE, actor=by, changes={}, additional_data=told, force_log=True
    )
