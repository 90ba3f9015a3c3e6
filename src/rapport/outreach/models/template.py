from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import Branch
from rapport.staff.models.branch import LANGUAGES
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class TemplateQuerySet(models.QuerySet["Template"]):
    def visible_to(self, user: User, right: Right = Right.WRITE_MESSAGES) -> Self:
        """Those of the house, and those of the branches at which `user` has `right`."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(Q(branch=None) | Q(branch__in=ids))

    def changeable_by(self, user: User) -> Self:
        """Those of the branches whose words `user` writes; those of the house to who writes them everywhere."""
        ids = user.branches_where(Right.WRITE_SCRIPTS)
        return self if ids is None else self.filter(branch__in=ids)

    def in_use(self) -> Self:
        return self.filter(retired_at=None)


class Template(models.Model):
    """What the clinic writes on one occasion: a name and a purpose; the words are its versions'."""

    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    # None: for every branch
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # by which the product finds its own: "birthday", "recall"; "" for those of the clinic
    occasion = models.SlugField(max_length=40, blank=True)
    retired_at = models.DateTimeField(null=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")

    def __str__(self) -> str:
        return self.name


class Wording(models.Model):
    """The words of a template in one language by one channel. A change is a new version."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="wordings")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["template", "channel", "language", "version"], name="wording_versions_count"
            )
        ]

    def __str__(self) -> str:
        return f"{self.template} · {self.get_channel_display()} · {self.get_language_display()} · {self.version}"
