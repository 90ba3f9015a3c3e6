from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib import clock
from rapport.people.models.consent_text import ConsentText, Purpose
from rapport.people.models.history import History, HistoryQuerySet
from rapport.people.models.patient import Patient
from rapport.people.models.signing import Relation, Signing
from rapport.staff.models.branch import LANGUAGES


class Channel(models.TextChoices):
    """By which way messages come. A word about any channel is about all of them."""

    ANY = "", _("any channel")
    CALL = "call", _("phone call")
    SMS = "sms", _("SMS")
    # the message, where among contact points it is the address
    EMAIL = "email", pgettext_lazy("way of writing", "e-mail")
    WECHAT = "wechat", _("WeChat")
    TELEGRAM = "telegram", _("Telegram")
    LETTER = "letter", _("letter on paper")


# the ways that can be chosen one by one
CHANNELS = tuple(channel for channel in Channel if channel is not Channel.ANY)
# messages come through channels; the other purposes have none
BY_CHANNEL = frozenset({Purpose.CARE, Purpose.MARKETING})


class Said(models.TextChoices):
    """What a person said about a purpose."""

    GIVEN = "given", _("agreed")
    REFUSED = "refused", _("did not agree")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Way(models.TextChoices):
    """How a word reached the clinic."""

    TABLET = "tablet", _("signed on a tablet")
    LINK = "link", _("signed by link")
    PAPER = "paper", _("signed on paper")
    SPOKEN = "spoken", _("said at the desk")
    PHONE = "phone", _("said on the phone")
    MESSAGE = "message", _("written in a message")
    FILE = "file", _("from an imported file")
    MERGE = "merge", _("merging of two records")


class Reason(models.TextChoices):
    """Why nobody agreed (BAS-1)."""

    NONE = "", _("no reason given")
    NO_TIME = "no_time", _("no time")
    NOT_OFFERED = "not_offered", _("not offered")
    DID_NOT_WANT = "did_not_want", _("did not want")


class ConsentQuerySet(HistoryQuerySet["Consent"]):
    def about(self, purpose: str, channel: str | None = None) -> ConsentQuerySet:
        """The words that count for `purpose` by `channel`; None asks about the purpose as a whole."""
        return self.filter(purpose=purpose, channel__in={"", channel or ""})

    def in_force(self, purpose: str | None = None, channel: str | None = None, *, on: date) -> ConsentQuerySet:
        """The deciding words of everyone who agrees on the day `on`: one row a person and purpose; all
        purposes when None.

        Says the same as `rules.state` of one person's words.
        """
        channels = {"", channel or ""}
        said = Consent.objects.filter(
            patient=OuterRef("patient"), purpose=OuterRef("purpose"), channel__in=channels, day__lte=on
        )
        later = said.filter(Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), pk__gt=OuterRef("pk")))
        given = self.filter(channel__in=channels, said=Said.GIVEN, day__lte=on)
        if purpose is not None:
            given = given.filter(purpose=purpose)
        return given.filter(Q(expires_on=None) | Q(expires_on__gte=on)).filter(~Exists(later))


class Consent(History):
    """One word of a person about one purpose: given, refused or withdrawn (REC-11, BAS-1).

    A history: each word is a row, and the last one said decides (`rapport.people.consents`). None is ever changed.
    """

    MOVABLE = ("patient", "given_by")

    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="consents", verbose_name=_("patient"), db_index=False
    )
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    channel = models.CharField(
        _("channel"), max_length=12, choices=Channel.choices, blank=True, default=Channel.ANY
    )
    said = models.CharField(_("said"), max_length=12, choices=Said.choices, default=Said.GIVEN)
    # the day at the branch on which it was said; where nobody knows it, the day on which it was written down
    day = models.DateField(_("on"))
    day_known = models.BooleanField(default=True)
    # the last day on which it holds
    expires_on = models.DateField(_("holds until"), null=True, blank=True)
    text = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("text")
    )
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES, blank=True)
    how = models.CharField(_("how"), max_length=12, choices=Way.choices, default=Way.SPOKEN)
    given_by = models.ForeignKey(
        Patient,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="words_for_wards",
        verbose_name=_("record of who said it"),
    )
    # who said it, where it was not the person; else ""
    giver_name = models.CharField(_("who said it"), max_length=120, blank=True)
    relation = models.CharField(
        _("relation"), max_length=12, choices=Relation.choices, blank=True, default=Relation.SELF
    )
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices, blank=True, default=Reason.NONE)
    # where the paper lies, what was said, why it was withdrawn
    note = models.CharField(_("note"), max_length=300, blank=True)
    signing = models.ForeignKey(
        Signing, on_delete=models.PROTECT, null=True, blank=True, related_name="words", verbose_name=_("signing")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes: ClassVar = [models.Index(fields=["patient", "purpose", "day"], name="consent_by_patient")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(channel="") | Q(purpose__in=["care", "marketing"]), name="only_messages_have_channels"
            ),
            models.UniqueConstraint(
                fields=["signing", "purpose", "channel"], name="a_signing_says_each_word_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient} · {self.get_purpose_display()}"
