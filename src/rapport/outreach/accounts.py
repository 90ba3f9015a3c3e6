"""Accounts at providers: set up, opened for sending, tried out (CAM-7)."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Mapping
from contextlib import closing

from auditlog.models import LogEntry
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib.masking import DOTS
from rapport.lib.outside import address_outside
from rapport.lib.refusal import Refused
from rapport.outreach.channels import providers
from rapport.outreach.channels.base import Account, Field, NotSent, Outgoing, Provider, Unknown
from rapport.outreach.channels.sealing import seal, unseal
from rapport.outreach.models import ChannelAccount
from rapport.people.contacts import read_contact
from rapport.people.models.consent import Channel
from rapport.people.models.contact import ContactKind
from rapport.staff.models import Restoration

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


def is_trial(account: ChannelAccount) -> bool:
    """Whether it is for trying out: what goes through it stays on this machine."""
    kind = providers().get(account.provider)
    return kind is not None and kind.trial


def open_account(account: ChannelAccount) -> Provider:
    """The provider, ready to send for `account`; to be closed. Raises Refused where it cannot be opened."""
    values, kind = {**account.settings, **unseal(account.secrets)}, kind_of(account)
    if kind.channel == Channel.EMAIL and not kind.trial and not settings.RAPPORT_ADDRESS:
        raise Refused("no_address", NO_ADDRESS)
    return kind(Account(values, address_of(account)))


def address_of(account: ChannelAccount) -> str:
    """Where the provider may call back; "" where the installation has no address that others reach."""
    return address_outside("web:hook", account.pk, account.hook)


@transaction.atomic
def save_account(account: ChannelAccount, values: Mapping[str, str]) -> ChannelAccount:
    """Keep `account` with the values of its provider's fields, the secret ones sealed; audited. Raises Refused as
    `read_values` does."""
    plain, secret = read_values(account, values)
    renewed = account.pk is not None and secret != kept_secrets(account)
    account.channel, account.settings = kind_of(account).channel, plain
    account.secrets = seal(secret)
    account.hook = account.hook or secrets.token_urlsafe(_HOOK_BYTES)
    account.save()
    if renewed:  # that it was, not what it is
        LogEntry.objects.log_create(account, action=LogEntry.Action.UPDATE, changes={"secrets": [DOTS, DOTS]})
    return account


def read_values(account: ChannelAccount, values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What of the `values` typed for `account` stands in the open, and its secrets.

    A secret left empty stays, as far as `staying_secrets` has it. Raises Refused for a missing or wrong value.
    """
    kind = kind_of(account)
    plain = {field.name: _read(field, values.get(field.name, "")) for field in kind.fields if not field.secret}
    stay = staying_secrets(account, plain)
    secret = {
        field.name: _read(field, values.get(field.name, "") or stay.get(field.name, ""))
        for field in kind.fields
        if field.secret
    }
    kind.check({**plain, **secret})
    return plain, {name: value for name, value in secret.items() if value}


def _read(field: Field, typed: str) -> str:
    value = typed.strip()
    if field.required and not value:
        raise Refused("missing", _("Fill in: %(field)s."), {"field": field.words})
    if field.choices and value not in dict(field.choices):
        raise Refused("no_choice", _("Choose: %(field)s."), {"field": field.words})
    return field.check(value) if field.check and value else value


def staying_secrets(account: ChannelAccount, plain: Mapping[str, str]) -> dict[str, str]:
    """The kept secrets that hold with these plain values too: none where they would go to another address, or
    whoever changes that could have them sent to a stranger."""
    leading = [field.name for field in kind_of(account).fields if field.leads]
    moved = any(account.settings.get(name, "") != plain.get(name, "") for name in leading)
    return {} if moved else kept_secrets(account)


def kept_secrets(account: ChannelAccount) -> dict[str, str]:
    """What is sealed in it; nothing where it can no longer be opened: then everything has to be typed anew."""
    try:
        return unseal(account.secrets)
    except Refused:
        return {}


def switch(account: ChannelAccount, *, on: bool) -> None:
    """Use it from now on, or no longer: what waits goes by another account of the channel, or waits. Audited."""
    account.on = on
    account.save(update_fields=["on"])


def send_test(account: ChannelAccount, address: str, *, region: str, language: str) -> None:
    """Send a fixed text to `address` at once, whatever the gate says: to oneself, to see that the account works.

    Raises Refused in words for whatever comes of it but "sent".
    """
    if Restoration.objects.waiting().exists():
        raise Refused("restored_copy", _("This is a restored copy: nothing goes out from here."))
    text = _("This is a test from the clinic. Everything works.")
    outgoing = Outgoing(
        f"test:{uuid.uuid4()}", _readable(account, address, region), str(text), str(_("A test")), language
    )
    _asking(account, lambda provider: provider.send(outgoing))


def announce(account: ChannelAccount) -> None:
    """Tell the provider where it may bring answers. Raises Refused in words."""
    if not address_of(account):
        raise Refused("no_address", NO_ADDRESS)
    _asking(account, lambda provider: provider.announce())


def _asking(account: ChannelAccount, ask: Callable[[Provider], object]) -> None:
    with closing(open_account(account)) as provider:
        try:
            ask(provider)
        except NotSent as error:
            raise Refused("not_sent", _("Not sent. %(why)s"), {"why": error.words}) from error
        except Unknown as error:
            said = _("Perhaps sent, perhaps not. %(why)s")
            raise Refused("unknown", said, {"why": error.words}) from error


def _readable(account: ChannelAccount, address: str, region: str) -> str:
    """The address as the provider is given it. Raises Refused for what is none."""
    kind = {Channel.SMS: ContactKind.PHONE, Channel.EMAIL: ContactKind.EMAIL}.get(Channel(account.channel))
    if kind is None:
        return address.strip()[:64]
    found = read_contact(kind, address, region)
    if not found.valid:
        raise Refused("no_such_address", _("“%(address)s” cannot be written to."), {"address": address})
    return found.value
