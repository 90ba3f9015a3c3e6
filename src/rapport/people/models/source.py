from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    """Where prospects come from (PRO-7)."""

    SEARCH = "search", _("active search")
    ONLINE = "online", _("online following")
    EVENT = "event", _("event")
    REFERRAL = "referral", _("referral")
    WALK_IN = "walk_in", _("walk-in")
    FORMER = "former", _("former patient")
    OTHER = "other", _("other")


class Source(models.Model):
    """A place people come from, in the clinic's own words, filed under a kind of PRO-7."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=SourceKind.choices, default=SourceKind.OTHER)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.name
