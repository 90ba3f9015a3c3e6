"""Accounts at providers: set up, opened for sending, tried out (CAM-7)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.outreach.channels import providers
from rapport.outreach.channels.base import Account, Provider
from rapport.outreach.channels.sealing import seal, unseal
from rapport.outreach.models import ChannelAccount
from rapport.people.models.consent import Channel

_HOOK_BYTES = 32
NO_ADDRESS = _(
    "Every e-mail has a link that ends them, and this installation does not know its own address. "
    "Whoever runs it sets RAPPORT_ADDRESS, such as https://clinic.example."
)


def kind_of(account: ChannelAccount) -> type[Provider]:
    """Its provider. Raises Refused for one whose folder is no longer there."""
    kind = providers().get(account.provider)
    if kind is None:
        raise Refused(
            "no_provider",
            _("“%(account)s” goes through “%(provider)s”, which this version does not know. Switch it off."),
            {"account": account.name, "provider": account.provider},
        )
    return kind


def open_account(account: ChannelAccount) -> Provider:
    """The provider, ready to send for `account`; to be closed. Raises Refused where it cannot be opened."""
    values, kind = {**account.settings, **unseal(account.secrets)}, kind_of(account)
    if kind.channel == Channel.EMAIL and not settings.RAPPORT_ADDRESS:
        raise Refused("no_address", NO_ADDRESS)
    return kind(Account(values, address_of(account)))


def address_of(account: ChannelAccount) -> str:
    """Where the provider may call back; "" where the installation has no address that others reach."""
    if not settings.RAPPORT_ADDRESS:
        return ""
    return f"{settings.RAPPORT_ADDRESS}{reverse('web:hook', args=[account.pk, account.hook])}"


@transaction.atomic
def save_account(account: ChannelAccount, values: Mapping[str, str]) -> ChannelAccount:
    """Keep `account` with the values of its provider's fields, the secret ones sealed; audited.

    A secret that is left empty stays as it is. Raises Refused for a missing or wrong value.
    """
    kind = kind_of(account)
    kept = _kept_secrets(account)
    plain: dict[str, str] = {}
    for field in kind.fields:
        value = values.get(field.name, "").strip() or (kept.get(field.name, "") if field.secret else "")
        if field.required and not value:
            raise Refused("missing", _("Fill in: %(field)s."), {"field": field.words})
        if field.choices and value not in dict(field.choices):
            raise Refused("no_choice", _("Choose: %(field)s."), {"field": field.words})
        if field.check and value:
            value = field.check(value)
        (kept if field.secret else plain)[field.name] = value
    account.channel, account.settings = kind.channel, plain
    account.secrets = seal({name: value for name, value in kept.items() if value})
    account.hook = account.hook or secrets.token_urlsafe(_HOOK_BYTES)
    account.save()
    return account


def _kept_secrets(account: ChannelAccount) -> dict[str, str]:
    """What is sealed in it; nothing where it can no longer be opened: then everything has to be typed anew."""
    try:
        return unseal(account.secrets)
    except Refused:
        return {}


def switch(account: ChannelAccount, *, on: bool) -> None:
    """Use it from now on, or no longer: what waits goes by another account of the channel, or waits. Audited."""
    account.on = on
    account.save(update_fields=["on"])
