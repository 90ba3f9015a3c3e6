from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib import clock
from rapport.lib.masking import mask_code, mask_keys
from rapport.outreach.models.account import ChannelAccount
from rapport.outreach.models.contact import Contact
from rapport.outreach.models.template import Wording
from rapport.outreach.models.trouble import Trouble, Words
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose
from rapport.people.models.of_patient import OfPatientQuerySet
from rapport.staff.models.branch import LANGUAGES

# how the key of a message begins that carries a code
CODE = "code:"


class MessageState(models.TextChoices):
    """Where a message is. It only ever moves forward: see `ORDER`."""

    WAITING = "waiting", pgettext_lazy("message", "waiting")
    CLAIMED = "claimed", _("being sent")
    UNKNOWN = "unknown", _("sent or not, nobody knows")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    READ = "read", _("read")
    FAILED = "failed", _("failed")
    REFUSED = "refused", _("not allowed")
    EXPIRED = "expired", _("too late")
    TAKEN_BACK = "taken_back", _("taken back")


# state → those it may become
ORDER: dict[str, frozenset[str]] = {
    MessageState.WAITING: frozenset({"claimed", "refused", "expired", "taken_back", "failed"}),
    MessageState.CLAIMED: frozenset({"waiting", "unknown", "sent", "delivered", "read", "failed"}),
    MessageState.UNKNOWN: frozenset({"sent", "delivered", "read", "failed"}),
    MessageState.SENT: frozenset({"delivered", "read", "failed"}),
    MessageState.DELIVERED: frozenset({"read"}),
    # networks say both of a message in parts: that it arrived is what counts, whichever they say first
    MessageState.FAILED: frozenset({"delivered", "read"}),
}


# those that did not reach anybody and never will
NOT_GONE = frozenset({MessageState.FAILED, MessageState.REFUSED, MessageState.EXPIRED, MessageState.TAKEN_BACK})


class MessageQuerySet(OfPatientQuerySet["Message"]):
    def due(self, at: datetime) -> Self:
        return self.filter(state=MessageState.WAITING, not_before__lte=at)

    def unsettled(self) -> Self:
        """Those of which nobody knows whether they went out: a person or a receipt settles them."""
        return self.filter(state=MessageState.UNKNOWN)

    def forsaken(self, at: datetime) -> Self:
        """Claimed for longer than anybody holds a message: who did so is dead, or has lost the way."""
        return self.filter(state=MessageState.CLAIMED, held_until__lte=at)

    def advance(self, to: str, **fields: Any) -> int:
        """Move those that may become `to`; how many did. The one way in which a state changes: two who settle
        the same message at once are one who does and one who moves nothing.
        """
        before = [state for state, after in ORDER.items() if to in after]
        return self.filter(state__in=before).update(state=to, **fields)


class Message(models.Model):
    """One message in the outbox, written with the business change that it tells of (REC-7, CAM-7).

    `key` says which business it is of ("recall:17:2026-11"): the same is never written twice, and it is what the
    provider is given to tell a repetition. Words, address and price are those of the moment they were written.
    """

    key = models.CharField(max_length=120, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="messages", db_index=False)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES)
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    on_request = models.BooleanField(default=False)
    parts = models.PositiveSmallIntegerField(default=1)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    written_at = models.DateTimeField(default=clock.now)
    # many written at once carry one number, so that one undo takes all of them back
    batch = models.UUIDField(null=True, editable=False, db_index=True)

    state = models.CharField(max_length=12, choices=MessageState.choices, default=MessageState.WAITING)
    # ten seconds to take it back, then the next moment at which the gate would say yes
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    # why it waits or may not go, as codes of the gate
    reasons = models.JSONField(default=list, blank=True)

    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, null=True, related_name="message")
    account = models.ForeignKey(
        ChannelAccount, on_delete=models.PROTECT, null=True, related_name="messages", db_index=False
    )
    # where it went: the contact point as it read when it was claimed
    address = models.CharField(max_length=200, blank=True)
    # since when the provider may have had it, under this key; before that, whoever has claimed it lets go of it
    handed_over_at = models.DateTimeField(null=True)
    # until when whoever sends it is trusted to be at it
    held_until = models.DateTimeField(null=True)
    # which also tells one claim from the next
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_id = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True)
    # who took it back, or said by hand what became of it
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # why it did not go, or why nobody knows: a code, and what was told with it
    trouble = models.CharField(max_length=16, choices=Trouble.choices, blank=True)
    told = models.JSONField(default=dict, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes: ClassVar = [
            models.Index(fields=["patient", "written_at"], name="message_by_patient"),
            models.Index(fields=["not_before"], name="message_due", condition=Q(state="waiting")),
            models.Index(fields=["held_until"], name="message_in_hand", condition=Q(state="claimed")),
            models.Index(fields=["state", "id"], name="message_by_state"),
            models.Index(fields=["account", "provider_id"], name="message_by_provider_id"),
            models.Index(
                fields=["address", "handed_over_at"], name="message_by_address", condition=~Q(address="")
            ),
        ]

    @property
    def carries_code(self) -> bool:
        """Whether there is a code in it by which the client is recognised."""
        return self.key.startswith(CODE)

    def for_colleagues(self, words: str) -> str:
        """`words` of it without the keys of private links and the code: whoever has one speaks as the client."""
        return mask_code(mask_keys(words)) if self.carries_code else mask_keys(words)

    @property
    def error(self) -> str:
        """The trouble with it in the language of whoever reads it; "" where there is none."""
        return str(Words(self.trouble, self.told))

    def __str__(self) -> str:
        return f"{self.channel} · {self.patient_id} · {self.state}"
