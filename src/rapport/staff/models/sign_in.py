"""What is kept of signing in: which tries there were, and of whom a second step is asked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.staff.roles import Role


class SignInTry(models.Model):
    """A password that was really looked at. `account` is a digest of the name as typed: people type passwords into
    the wrong field. `succeeded` is empty while the password is being looked at, which counts as wrong."""

    account = models.CharField(max_length=64)
    address = models.GenericIPAddressField(_("address"))
    at = models.DateTimeField(_("at"))
    succeeded = models.BooleanField(null=True)
    # whether this account has signed in from this address before
    familiar = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes: ClassVar = [
            models.Index(fields=["account", "address", "at"], name="try_of_pair"),
            models.Index(fields=["address", "at"], name="try_of_address"),
            models.Index(fields=["account", "address"], condition=Q(succeeded=True), name="try_that_succeeded"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} · {self.address} · {self.succeeded}"


class RequiredSecondStep(models.Model):
    """Whoever holds `role` anywhere must have a second step before anything else opens."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("required second step")
        verbose_name_plural = _("required second steps")

    def __str__(self) -> str:
        return self.get_role_display()
