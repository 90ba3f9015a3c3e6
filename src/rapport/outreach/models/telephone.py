from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.staff.models import Branch


class Telephone(models.Model):
    """The telephone system of a branch, which tells who is calling. Of its token only the hash is kept."""

    branch = models.OneToOneField(Branch, on_delete=models.CASCADE, related_name="telephone")
    token_sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("telephone system")
        verbose_name_plural = _("telephone systems")

    def __str__(self) -> str:
        return str(self.branch)


class Extension(models.Model):
    """Whose telephone rings under a number of the system."""

    telephone = models.ForeignKey(Telephone, on_delete=models.CASCADE, related_name="extensions")
    number = models.CharField(_("extension"), max_length=20)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="extension")

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["telephone", "number"], name="an_extension_once_a_system")
        ]

    def __str__(self) -> str:
        return self.number


class Ringing(models.Model):
    """Who rings at an extension now: the last word of the telephone system, until it is over."""

    extension = models.OneToOneField(Extension, on_delete=models.CASCADE, related_name="ringing")
    # E.164; "" for a caller who hides the number
    number = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("ringing")
        verbose_name_plural = _("ringing")

    def __str__(self) -> str:
        return f"{self.extension} · {self.number}"
