from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.people.models.history import History
from rapport.staff.models import Branch
from rapport.staff.models.branch import LANGUAGES
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class Purpose(models.TextChoices):
    """What a consent is for, each apart from the others (REC-11)."""

    PROCESSING = "processing", _("processing of personal data")
    CARE = "care", _("care messages")
    MARKETING = "marketing", _("marketing messages")
    PHOTOS = "photos", _("photos for teaching and publication")


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def published(self) -> ConsentTextQuerySet:
        return self.exclude(published_at=None)

    def drafts(self) -> ConsentTextQuerySet:
        return self.filter(published_at=None)

    def visible_to(self, user: User, right: Right = Right.MANAGE_CLINIC) -> ConsentTextQuerySet:
        """Those of the branches at which `user` has `right`, and, to who has it everywhere, those of the house."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(branch__in=ids)


class ConsentText(History):
    """What a person reads before agreeing to one purpose (REC-11): a draft, and once published fixed for ever."""

    FIXED_BY = "published_at"

    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES)
    branch = models.ForeignKey(
        Branch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consent_texts",
        verbose_name=_("branch"),
    )  # None: for every branch
    # came with the program: gives way to what the clinic or the house publishes
    shipped = models.BooleanField(default=False)
    # 1, 2, 3 … of this purpose, language and branch, in the order of publishing; None for a draft
    version = models.PositiveSmallIntegerField(_("version"), null=True)
    body = models.TextField(_("text"), max_length=20_000)
    # of the body in UTF-8, filled on publishing
    sha256 = models.CharField(max_length=64, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("edited by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True)
    # None for a text that came with the program
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose", "language", "branch", "version"],
                name="consent_text_version_once_per_branch",
            ),
            models.UniqueConstraint(
                fields=["purpose", "language", "version"],
                condition=Q(branch=None),
                name="consent_text_version_once_of_the_house",
            ),
            models.UniqueConstraint(
                fields=["purpose", "language", "branch"],
                condition=Q(published_at=None),
                name="one_draft_of_a_text_per_branch",
            ),
            models.UniqueConstraint(
                fields=["purpose", "language"],
                condition=Q(published_at=None, branch=None),
                name="one_draft_of_a_text_of_the_house",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, version=None, sha256="")
                | Q(published_at__isnull=False, version__isnull=False) & ~Q(sha256=""),
                name="a_published_text_has_version_and_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.get_language_display()} · {self.version or '…'}"


def hash_of(body: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(body.encode()).hexdigest()
