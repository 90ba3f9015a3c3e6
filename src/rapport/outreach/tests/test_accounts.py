"""Accounts at providers: secrets are sealed, kept out of the audit, and said to be lost where they are (CAM-7)."""

from __future__ import annotations

import pytest
from auditlog.models import LogEntry
from pytest_django.fixtures import Settings

from rapport.lib.refusal import Refused
from rapport.outreach.accounts import open_account, save_account, switch
from rapport.outreach.channels import providers
from rapport.outreach.channels.sealing import seal, unseal
from rapport.outreach.models import ChannelAccount

GATEWAY = {"url": "http://127.0.0.1:13013", "username": "rapport", "password": "s3cret-пароль"}


def gateway(name: str = "SMS") -> ChannelAccount:
    return save_account(ChannelAccount(name=name, provider="kannel"), GATEWAY)


def test_every_provider_says_what_it_needs() -> None:
    assert set(providers()) == {"smtp", "anymail", "kannel", "wechat", "telegram"}
    for kind in providers().values():
        assert kind.channel and str(kind.words)
        assert {field.name for field in kind.fields if field.secret}
        assert len({field.name for field in kind.fields}) == len(kind.fields)


@pytest.mark.django_db
def test_a_secret_is_sealed_and_opens_here() -> None:
    account = ChannelAccount.objects.get(pk=gateway().pk)
    assert account.channel == "sms" and account.settings["username"] == "rapport"
    assert b"s3cret" not in bytes(account.secrets) and "password" not in account.settings
    assert len(account.hook) >= 22
    assert open_account(account).account.values["password"] == GATEWAY["password"]


@pytest.mark.django_db
def test_a_secret_left_empty_stays() -> None:
    account = save_account(gateway(), {**GATEWAY, "password": "", "username": "other"})
    assert open_account(account).account.values["password"] == GATEWAY["password"]
    assert account.settings["username"] == "other"


@pytest.mark.django_db
def test_neither_secrets_nor_the_hook_stand_in_the_audit() -> None:
    account = gateway()
    save_account(account, {**GATEWAY, "password": "another-s3cret"})
    switch(account, on=False)
    entries = LogEntry.objects.filter(object_repr="SMS")
    assert entries.count() >= 2
    told = " ".join(str(entry.changes) for entry in entries)
    assert "s3cret" not in told and account.hook not in told and "secrets" not in told


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"url": ""}, {"url": "http://sms.example"}, {"password": ""}, {"sender": "Наша Клиника"}]
)
def test_what_is_missing_or_wrong_is_refused_and_nothing_kept(wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        save_account(ChannelAccount(name="SMS", provider="kannel"), {**GATEWAY, **wrong})
    assert not ChannelAccount.objects.exists()


def test_another_key_opens_nothing_and_says_so(settings: Settings) -> None:
    """A backup restored elsewhere: clear words, no traceback, and the former key still opens."""
    sealed = seal({"password": "x"})
    former, settings.SECRET_KEY = settings.SECRET_KEY, "the key of another installation"
    with pytest.raises(Refused) as refused:
        unseal(sealed)
    assert refused.value.code == "sealed_elsewhere" and "again" in refused.value.message
    settings.SECRET_KEY_FALLBACKS = [former]
    assert unseal(sealed) == {"password": "x"}
    with pytest.raises(Refused):
        unseal(b"not sealed at all")
