from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.people.models.history import History, HistoryQuerySet
from rapport.people.models.patient import Patient
from rapport.staff.models.branch import LANGUAGES


class Relation(models.TextChoices):
    """Who says a word: the person, or who speaks for them."""

    SELF = "", _("the person")
    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    GRANDPARENT = "grandparent", _("grandparent")
    GUARDIAN = "guardian", _("guardian")
    OTHER = "other", _("other representative")


class Signing(History):
    """One page handed over to be signed (REC-11): who opened it, until when; once signed it is evidence and fixed.

    The address of the page is known to who holds it alone: the database keeps its hash.
    """

    MOVABLE = ("patient", "given_by")
    FIXED_BY = "signed_at"

    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="signings", verbose_name=_("patient")
    )
    token_hash = models.CharField(max_length=64, unique=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("handed over by")
    )
    opened_at = models.DateTimeField(_("handed over at"))
    expires_at = models.DateTimeField(_("open until"))
    # on a tablet of the clinic, and not on a device of the person's own
    on_tablet = models.BooleanField(default=True)
    signed_at = models.DateTimeField(_("signed at"), null=True)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES, blank=True)
    signer_name = models.CharField(_("name of who signed"), max_length=120, blank=True)
    relation = models.CharField(
        _("relation"), max_length=12, choices=Relation.choices, blank=True, default=Relation.SELF
    )
    given_by = models.ForeignKey(
        Patient,
        on_delete=models.PROTECT,
        null=True,
        related_name="signings_for_wards",
        verbose_name=_("record of who signed"),
    )
    # what was drawn: lists of points, see rapport.people.consents.strokes; empty where the name was typed
    strokes = models.JSONField(default=list)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)

    objects = HistoryQuerySet["Signing"].as_manager()

    class Meta:
        verbose_name = _("signing")
        verbose_name_plural = _("signings")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(signed_at=None) | ~Q(signer_name=""), name="who_signs_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.patient} · {self.opened_at:%Y-%m-%d %H:%M}"
