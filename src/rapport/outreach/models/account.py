from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.people.models.consent import Channel
from rapport.staff.models import Branch
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class ChannelAccountQuerySet(models.QuerySet["ChannelAccount"]):
    def visible_to(self, user: User, right: Right = Right.MANAGE_CLINIC) -> Self:
        """Those of the branches at which `user` has `right`; those of the house to who has it everywhere."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(branch__in=ids)


class ChannelAccount(models.Model):
    """One account at a provider through which messages go out: what it is, and what it needs to know.

    `provider` names the folder under `outreach/channels/`; `settings` are its plain fields, `secrets` the sealed
    ones (never shown, never audited). Of several for one channel the branch's own is taken before the house's.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    provider = models.SlugField(_("provider"), max_length=24)
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    settings = models.JSONField(default=dict, blank=True)
    secrets = models.BinaryField(_("passwords and keys"), default=b"", blank=True, editable=False)
    on = models.BooleanField(_("in use"), default=True)
    # messages a second that the provider takes; 0 is as many as go
    a_second = models.DecimalField(_("messages a second"), max_digits=6, decimal_places=2, default=0)
    # of one part of an SMS, one e-mail…, in minor units
    price = models.PositiveIntegerField(_("price of one part"), default=0)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    # in the addresses that the provider calls back: unguessable, and no other account's
    hook = models.CharField(max_length=43, unique=True, editable=False)

    objects = ChannelAccountQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["channel", "name"]
        verbose_name = _("channel account")
        verbose_name_plural = _("channel accounts")

    def __str__(self) -> str:
        return self.name
