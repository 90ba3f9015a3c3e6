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
    assert set(providers()) == {"smtp", "anymail", "kannel", "wechat", "telegram", "mail_folder", "sms_folder"}
    for kind in providers().values():
        assert kind.channel and str(kind.words)
        assert kind.trial or {field.name for field in kind.fields if field.secret}
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


# provider → values with a secret, and what leads it elsewhere
LED_ELSEWHERE = [
    ("kannel", GATEWAY, {"url": "http://127.0.0.1:6666"}),
    ("telegram", {"bot": "RiversideBot", "token": "123:ABC"}, {"api": "https://stranger.example"}),
    (
        "wechat",
        {"app_id": "wx1", "app_secret": "s", "token": "t", "template": "1", "place": "content"},
        {"api": "https://stranger.example"},
    ),
    (
        "anymail",
        {"service": "mailgun", "key": "k", "sender": "hello@clinic.example"},
        {"api": "https://stranger.example"},
    ),
    (
        "smtp",
        {
            "host": "mail.clinic.example", "port": "587", "security": "tls", "username": "u", "password": "p",
            "sender": "hello@clinic.example",
        },
        {"host": "stranger.example"},
    ),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("provider", "values", "elsewhere"), LED_ELSEWHERE)
def test_a_kept_secret_goes_to_no_other_address(
    provider: str, values: dict[str, str], elsewhere: dict[str, str]
) -> None:
    """Who may set up accounts and does not know the password has it sent to no server of their own."""
    account = save_account(ChannelAccount(name="X", provider=provider), values)
    secret = {field.name for field in providers()[provider].fields if field.secret}
    empty = dict.fromkeys(secret, "")
    save_account(account, {**values, **empty})  # the same address: they stay
    with pytest.raises(Refused) as refused:
        save_account(account, {**values, **empty, **elsewhere})
    assert refused.value.code == "missing"
    assert not ChannelAccount.objects.get().settings.items() & elsewhere.items()
    moved = save_account(account, {**values, **elsewhere})
    assert moved.settings.items() >= elsewhere.items()


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "192.168.1.5", "::1"])
def test_mail_without_encryption_stays_in_the_house(host: str) -> None:
    values = {"host": host, "port": "25", "security": "none", "sender": "hello@clinic.example"}
    account = save_account(ChannelAccount(name="Mail", provider="smtp"), values)
    for outside in ("mail.clinic.example", "8.8.8.8"):
        with pytest.raises(Refused) as refused:
            save_account(account, {**values, "host": outside})
        assert refused.value.code == "unencrypted"
    assert ChannelAccount.objects.get().settings["host"] == host


@pytest.mark.django_db
def test_a_changed_secret_leaves_a_line_that_does_not_tell_it() -> None:
    account = gateway()
    before = LogEntry.objects.latest("pk").pk
    save_account(account, GATEWAY)
    save_account(account, {**GATEWAY, "password": "another-s3cret"})
    lines = LogEntry.objects.filter(pk__gt=before, changes__has_key="secrets")
    assert [line.changes for line in lines] == [{"secrets": ["•••", "•••"]}]


@pytest.mark.django_db
def test_neither_secrets_nor_the_hook_stand_in_the_audit() -> None:
    account = gateway()
    save_account(account, {**GATEWAY, "password": "another-s3cret"})
    switch(account, on=False)
    entries = LogEntry.objects.filter(object_repr="SMS")
    assert entries.count() >= 2
    told = " ".join(str(entry.changes) for entry in entries)
    assert "s3cret" not in told and account.hook not in told and str(bytes(account.secrets)) not in told


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
