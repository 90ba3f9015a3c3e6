"""What providers say became of messages: stored, each once, and applied forward only (REC-7, CAM-7)."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from rapport.lib import clock
from rapport.lib.storable import storable
from rapport.outreach.channels.base import Report
from rapport.outreach.models import ChannelAccount, Message, MessageState, Receipt
from rapport.outreach.models.trouble import Trouble, Words

# a message is settled within minutes; what is said of an unknown one for longer is not about ours
_EARLY = timedelta(hours=1)


@transaction.atomic
def take_report(account: ChannelAccount, report: Report) -> Receipt:
    """Keep what was said, and have the message know it, in whatever order and however often it is said.

    A message that was handed over and not yet settled is settled by it; one that never went through `account` is
    not touched.
    """
    receipt, new = Receipt.objects.get_or_create(
        digest=_digest(account, report),
        defaults={
            "account": account,
            "message": _message_of(account, report),
            "provider_id": storable(report.provider_id)[:120],
            "state": report.state,
            "at": report.at,
            "words": storable(report.words)[:300],
        },
    )
    if new and receipt.message_id:
        _apply(receipt)
    return receipt


@transaction.atomic
def catch_up() -> int:
    """Apply what was said of messages before we had the provider's ids for them; how many receipts."""
    meant = Message.objects.filter(account=OuterRef("account"), provider_id=OuterRef("provider_id"))
    early = Receipt.objects.filter(message=None, received_at__gte=clock.now() - _EARLY).exclude(provider_id="")
    found = list(early.annotate(meant=Subquery(meant.values("pk")[:1])).filter(meant__isnull=False))
    for receipt in found:
        receipt.message_id = receipt.meant
        receipt.save(update_fields=["message"])
        _apply(receipt)
    return len(found)


def _digest(account: ChannelAccount, report: Report) -> str:
    said = [account.pk, report.provider_id, report.key, report.state, str(report.at), report.words]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _message_of(account: ChannelAccount, report: Report) -> Message | None:
    sent = Message.objects.filter(account=account)
    if report.key:
        return sent.filter(key=storable(report.key)).first()
    return sent.filter(provider_id=storable(report.provider_id)).first() if report.provider_id else None


def _apply(receipt: Receipt) -> None:
    assert receipt.message_id is not None
    found = Message.objects.filter(pk=receipt.message_id)
    found.advance(receipt.state, settled_at=receipt.at or clock.now(), **_trouble(receipt).fields)


def _trouble(receipt: Receipt) -> Words:
    if receipt.state == MessageState.FAILED and not receipt.words:
        return Words.of(Trouble.NETWORK)
    return Words.said(receipt.words)
