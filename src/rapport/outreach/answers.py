"""What clients write to the clinic: kept once, found whose it is, and obeyed where it asks for no more (REC-7)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.lib.storable import storable
from rapport.outreach.audience import hold_people_at, owners_of
from rapport.outreach.channels.base import Word
from rapport.outreach.confirming import confirm_stop
from rapport.outreach.identities import accept_invitation
from rapport.outreach.models import Answer, ChannelAccount, Contact, Direction, Message, Stopped
from rapport.outreach.optout import opt_out, what_is_asked, widened
from rapport.outreach.replying import ask_to_reply
from rapport.people.actions import touch
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose

_LONGEST = 4_000
# networks deliver a text twice at times: the second within so long is not asked again
_TWICE = timedelta(minutes=2)


@transaction.atomic
def take_word(account: ChannelAccount, word: Word) -> Answer | None:
    """Keep what somebody wrote; None for what was kept before, and for an invitation that is no good.

    A stop is obeyed in the same transaction, for everyone about whom messages come to that address.
    """
    if word.invitation:
        _accept(account, word)
        return None
    sender, text = storable(word.sender)[:200], storable(word.text)[:_LONGEST]
    repeated = Answer.objects.filter(
        account=account, sender=sender, text=text, received_at__gte=clock.now() - _TWICE
    ).exists()
    answer, new = Answer.objects.get_or_create(
        key=_key(account, word),
        defaults={
            "account": account,
            "sender": sender,
            "sender_name": storable(word.name)[:120],
            "text": text,
            "at": _moment(word),
        },
    )
    if not new:
        return None
    stopped = _obey(answer, word, repeated=repeated)
    patient = _whose(account, sender)
    if patient is not None:
        assign(answer, patient)
        # a report that somebody complained is no letter that waits for an answer
        if stopped and text:
            confirm_stop(answer, patient)
    return answer


@transaction.atomic
def assign(answer: Answer, patient: Patient) -> None:
    """Write down whose word it is: a contact that the client began, which counts for no cap, and what somebody has
    to reply to."""
    answer.patient = patient
    answer.contact = Contact.objects.create(
        patient=patient,
        addressed=patient,
        household_id_then=patient.household_id,
        purpose=_purpose(answer),
        channel=answer.account.channel,
        direction=Direction.IN,
        at=answer.at,
    )
    answer.save(update_fields=["patient", "contact", "stopped"])
    ask_to_reply(answer, patient)
    touch([patient.pk])


def _accept(account: ChannelAccount, word: Word) -> None:
    try:
        accept_invitation(account, storable(word.sender)[:64], storable(word.invitation), name=word.name)
    except Refused:  # merged away in this moment: the invitation is to a record that is no more
        return


def _obey(answer: Answer, word: Word, *, repeated: bool) -> bool:
    """Withdraw what the answer asks for; whether anything was."""
    asked = Stopped.OFFERS if word.stops else what_is_asked(answer.text)
    if asked is Stopped.NOTHING or repeated:
        return False
    channel = answer.account.channel
    people = hold_people_at(channel, answer.sender, answer.account)
    asked = widened(people, channel, asked)
    withdrew = opt_out(people, channel, asked, note=answer.text)
    answer.stopped = asked
    answer.save(update_fields=["stopped"])
    return bool(withdrew)


def _key(account: ChannelAccount, word: Word) -> str:
    said = [str(account.pk), word.id or f"{word.at}\n{word.text}", word.sender]
    return hashlib.sha256("\n".join(said).encode("utf-8", "replace")).hexdigest()


def _moment(word: Word) -> datetime:
    """When it was written; a provider's clock does not tell the future."""
    now = clock.now()
    return min(word.at, now) if word.at else now


def _whose(account: ChannelAccount, sender: str) -> Patient | None:
    """The one who has this address; of several the one whom the clinic last wrote to there."""
    owners = owners_of(account.channel, sender, account)
    if len(owners) > 1:
        sent = Message.objects.filter(account=account, address=sender, handed_over_at__isnull=False)
        written = sent.filter(contact__addressed__in=owners)
        last = written.order_by("-handed_over_at").values_list("contact__addressed", flat=True).first()
        owners = {last} if last else set()
    return Patient.objects.filter(pk__in=owners).select_related("branch").first() if owners else None


def _purpose(answer: Answer) -> str:
    """That of the message which it answers, as far as anybody can tell."""
    sent = Message.objects.filter(account=answer.account, address=answer.sender, handed_over_at__lte=answer.at)
    return sent.order_by("-handed_over_at").values_list("purpose", flat=True).first() or Purpose.CARE
