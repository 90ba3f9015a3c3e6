from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.people.models.consent import Reason
from rapport.people.models.of_patient import OfPatientQuerySet
from rapport.people.models.patient import Patient
from rapport.people.models.signing import Signing
from rapport.staff.models.branch import LANGUAGES


class QuestionSheet(models.Model):
    """What a questionnaire asks, whole and in every language, as it stood when it was first used.

    Other questions are another sheet: what was answered keeps those that were read (BAS-1).
    """

    sha256 = models.CharField(max_length=64, unique=True)
    # as people.questionnaires.sheets reads it
    sections = models.JSONField()
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("questions of a questionnaire")
        verbose_name_plural = _("questions of questionnaires")

    def __str__(self) -> str:
        return self.sha256[:12]


class FilledThrough(models.TextChoices):
    """How a questionnaire is filled in."""

    TABLET = "tablet", _("on a tablet at the desk")
    LINK = "link", _("by link")
    PAPER = "paper", _("on paper")


class Outcome(models.TextChoices):
    """What came of it. The letters matter: of several, the first in the alphabet counts (people.facts)."""

    GIVEN = "given", _("filled in")
    REFUSED = "refused", _("not filled in")


class QuestionnaireQuerySet(OfPatientQuerySet["Questionnaire"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def given(self) -> Self:
        return self.filter(ended_how=Outcome.GIVEN)


class Questionnaire(models.Model):
    """The questionnaire with which a card is opened (BAS-1): handed over or sent, then filled in once, or not
    filled in and why.

    The address of its page is known to who holds it alone: the database keeps its hash.
    """

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="questionnaires", verbose_name=_("patient")
    )
    # None where nobody came to read any
    sheet = models.ForeignKey(QuestionSheet, on_delete=models.PROTECT, null=True, related_name="+")
    through = models.CharField(_("way"), max_length=8, choices=FilledThrough.choices, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(_("open until"), null=True)
    # None: by itself, with a booking
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    opened_at = models.DateTimeField(_("opened at"))
    # the consents on its first page
    signing = models.OneToOneField(Signing, on_delete=models.SET_NULL, null=True, related_name="questionnaire")
    # what was typed so far, by the key of its question; empty again at the end
    draft = models.JSONField(default=dict)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES, blank=True)
    ended_at = models.DateTimeField(_("at"), null=True)
    # the day of that at the branch
    day = models.DateField(_("on"), null=True)
    ended_how = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices, blank=True)
    # who wrote it down; None for the client
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        indexes: ClassVar = [
            models.Index(fields=["patient", "ended_how"], name="questionnaire_by_patient"),
            models.Index(fields=["day"], name="questionnaire_by_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="questionnaire_link_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, day=None, ended_how="") | (Q(day__isnull=False) & ~Q(ended_how="")),
                name="what_ended_says_how_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(ended_how="refused") | ~Q(reason=""), name="who_fills_in_none_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(ended_how="given") | Q(sheet__isnull=False), name="what_was_given_was_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.opened_at:%Y-%m-%d}"


class Fate(models.TextChoices):
    """What became of an answer in the record: the client's word never silently replaces what the desk wrote."""

    KEPT = "", _("has no place in the record")
    FILLED = "filled", _("written into the record")
    SAME = "same", _("as in the record")
    DIFFERS = "differs", _("differs from the record")
    TAKEN = "taken", _("taken over")
    LEFT = "left", _("the record stays")


class QuestionnaireAnswer(models.Model):
    """One answer: text, or the codes that were chosen. `care` says that it tells of health."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=32)
    value = models.JSONField()
    care = models.BooleanField(default=False)
    fate = models.CharField(max_length=8, choices=Fate.choices, blank=True, default=Fate.KEPT)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("answer of a questionnaire")
        verbose_name_plural = _("answers of questionnaires")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["questionnaire", "key"], name="answered_once_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} · {self.key}"
