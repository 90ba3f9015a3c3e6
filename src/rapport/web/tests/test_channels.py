"""Settings → Channels: accounts are added, tried out in words, switched off; secrets are never shown (CAM-7)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from rapport.lib import clock
from rapport.outreach.accounts import open_account, save_account, switch
from rapport.outreach.channels.tests.listening import Listener, cutting, listening, saying
from rapport.outreach.models import ChannelAccount
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, Restoration, User
from rapport.staff.roles import Role

pytestmark = pytest.mark.django_db
FORM = {
    "name": "SMS", "branch": "", "a_second": "10", "cost": "0.045", "currency": "CNY",
    "at_provider_url": "http://127.0.0.1:13013", "at_provider_username": "rapport",
    "at_provider_password": "s3cret", "at_provider_sender": "Clinic",
}  # fmt: skip


@pytest.fixture(autouse=True)
def here(settings: Settings) -> None:
    settings.RAPPORT_ADDRESS = "https://clinic.example"


@pytest.fixture
def page(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def gateway(url: str = "http://127.0.0.1:13013", **fields: object) -> ChannelAccount:
    values = {"url": url, "username": "rapport", "password": "s3cret"}
    return save_account(ChannelAccount(name="SMS", provider="kannel", **fields), values)


def test_an_account_is_added_and_its_secret_never_shown(page: Client) -> None:
    new = reverse("web:channel_new", args=["kannel"])
    assert page.get(new).status_code == 200
    answer = page.post(new, FORM, follow=True)
    account = ChannelAccount.objects.get()
    assert (account.channel, account.price, account.a_second) == ("sms", 4, 10)
    shown = answer.content.decode()
    assert "s3cret" not in shown and "http://127.0.0.1:13013" in shown
    assert f"https://clinic.example/hooks/{account.pk}/{account.hook}/answer/?from=%p" in shown
    assert "SMS" in page.get(reverse("web:channels")).content.decode()


def test_a_secret_left_empty_stays(page: Client) -> None:
    account = gateway()
    page.post(reverse("web:channel", args=[account.pk]), {**FORM, "name": "Other", "at_provider_password": ""})
    account.refresh_from_db()
    assert account.name == "Other" and open_account(account).account.values["password"] == "s3cret"


def test_another_address_asks_for_the_secret_again(page: Client) -> None:
    """Else whoever sets up accounts could have it sent to a stranger."""
    edit, moved = reverse("web:channel", args=[gateway().pk]), {"at_provider_url": "https://stranger.example"}
    answer = page.post(edit, {**FORM, **moved, "at_provider_password": ""})
    assert answer.status_code == 422
    assert "Type it in again" in answer.context["form"].errors["at_provider_password"][0]
    assert ChannelAccount.objects.get().settings["url"] == "http://127.0.0.1:13013"
    assert page.post(edit, {**FORM, **moved}).status_code == 302


def test_mail_in_the_open_is_refused_in_words(page: Client) -> None:
    mail = {
        "name": "Mail", "branch": "", "a_second": "0", "cost": "", "currency": "",
        "at_provider_host": "mail.example", "at_provider_port": "25", "at_provider_security": "none",
        "at_provider_sender": "hello@clinic.example",
    }  # fmt: skip
    answer = page.post(reverse("web:channel_new", args=["smtp"]), mail)
    assert answer.status_code == 422 and "Choose an encryption." in answer.content.decode()


def test_changes_of_an_account_stand_among_the_changes(page: Client, owner: User) -> None:
    page.post(reverse("web:channel", args=[gateway().pk]), {**FORM, "at_provider_password": "new-s3cret"})
    shown = page.get(reverse("web:audit")).content.decode()
    assert "passwords and keys" in shown and owner.name in shown and "s3cret" not in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at_provider_url", "http://sms.example:13013"),
        ("at_provider_url", ""),
        ("at_provider_password", ""),
        ("at_provider_sender", "Наша клиника"),
        ("a_second", "-1"),
        ("cost", "-1"),
        ("currency", ""),
        ("name", ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(page: Client, field: str, value: str) -> None:
    answer = page.post(reverse("web:channel_new", args=["kannel"]), {**FORM, field: value})
    assert answer.status_code == 422 and not ChannelAccount.objects.exists()
    errors = answer.context["form"].errors
    assert field in errors and "s3cret" not in answer.content.decode()


def tried(page: Client, there: Listener, address: str) -> str:
    account = gateway(there.url)
    answer = page.post(reverse("web:channel_test", args=[account.pk]), {"address": address}, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_test_goes_through_the_provider_at_once(page: Client) -> None:
    with listening(saying(202, "0: Accepted for delivery")) as there:
        said = tried(page, there, "138 0013 8000")
    assert there.asked[0].query["to"] == "+8613800138000"
    assert "taken the test" in said


def test_what_goes_wrong_with_a_test_is_said_in_words(page: Client) -> None:
    with listening(saying(403, "Authorization failed for sendsms")) as there:
        assert "Authorization failed" in tried(page, there, "+8613800138000")


def test_a_test_of_which_nobody_knows_is_said_to_be_one(page: Client) -> None:
    with listening(cutting) as there:
        assert "Perhaps sent, perhaps not." in tried(page, there, "+8613800138000")


def test_an_address_that_is_none_is_not_tried(page: Client) -> None:
    with listening(saying(202, "")) as there:
        assert "cannot be written to" in tried(page, there, "call me")
    assert there.asked == []


def test_a_restored_copy_sends_not_even_a_test(page: Client) -> None:
    Restoration.objects.create(file="a", taken_at=clock.now(), at=clock.now())
    with listening(saying(202, "")) as there:
        assert "restored copy" in tried(page, there, "+8613800138000")
    assert there.asked == []


def test_an_account_is_switched_off_and_on(page: Client) -> None:
    account = gateway()
    for on in ("", "yes"):
        page.post(reverse("web:channel_use", args=[account.pk]), {"on": on})
        account.refresh_from_db()
        assert account.on == bool(on)


def test_a_bot_tells_telegram_where_to_come(page: Client, settings: Settings) -> None:
    with listening(saying(200, {"ok": True, "result": True})) as there:
        values = {"bot": "RiversideBot", "token": "123:ABC", "api": there.url}
        bot = save_account(ChannelAccount(name="Bot", provider="telegram"), values)
        page.post(reverse("web:channel_announcement", args=[bot.pk]))
        assert there.asked[0].fields["url"] == f"https://clinic.example/hooks/{bot.pk}/{bot.hook}/"
        settings.RAPPORT_ADDRESS = ""
        page.post(reverse("web:channel_announcement", args=[bot.pk]))
    assert len(there.asked) == 1


def test_an_account_sealed_elsewhere_says_what_to_do(page: Client, settings: Settings) -> None:
    """A backup brought back under another key: the list says so, and typing the secret anew mends it."""
    account = gateway()
    ChannelAccount.objects.update(secrets=b"sealed by another key")
    assert "Type them in again" in page.get(reverse("web:channels")).content.decode()
    edit = reverse("web:channel", args=[account.pk])
    assert page.post(edit, {**FORM, "at_provider_password": ""}).status_code == 422
    assert page.post(edit, FORM).status_code == 302
    assert open_account(ChannelAccount.objects.get()).account.values["password"] == "s3cret"


def test_a_branch_has_its_own_accounts_alone(
    client: Client, riverside: Branch, almaty: Branch, owner: User
) -> None:
    """REC-12: who owns one branch neither sees nor makes accounts of another or of the house."""
    client.force_login(add_user("o", name="某人", password=None, roles=[(Role.OWNER, riverside)]))
    house = gateway()
    for name in ("web:channel", "web:channel_test", "web:channel_use"):
        path = reverse(name, args=[house.pk])
        assert client.post(path, FORM).status_code == 404
    new = reverse("web:channel_new", args=["kannel"])
    for branch in ("", str(almaty.pk)):
        assert client.post(new, {**FORM, "name": "Mine", "branch": branch}).status_code == 422
    assert client.post(new, {**FORM, "name": "Mine", "branch": str(riverside.pk)}).status_code == 302
    assert ChannelAccount.objects.get(name="Mine").branch == riverside


def test_an_account_of_an_unknown_provider_is_listed_and_not_opened(page: Client) -> None:
    account = gateway()
    ChannelAccount.objects.update(provider="carrier-pigeon")
    assert "carrier-pigeon" in page.get(reverse("web:channels")).content.decode()
    assert page.get(reverse("web:channel", args=[account.pk])).status_code == 404
    assert page.get(reverse("web:channel_new", args=["carrier-pigeon"])).status_code == 404


def test_an_account_for_trying_out_says_so_everywhere(page: Client, settings: Settings) -> None:
    """CAM-7: who works with clients in earnest sees that nothing reaches them."""
    settings.RAPPORT_ADDRESS = ""
    fields = {"name": "Trial", "branch": "", "a_second": "0", "cost": "", "currency": ""}
    shown = page.post(reverse("web:channel_new", args=["sms_folder"]), fields, follow=True).content.decode()
    account = ChannelAccount.objects.get()
    assert account.channel == "sms" and "nothing leaves this machine" in shown
    assert "nothing leaves this machine" in page.get(reverse("web:channels")).content.decode()
    switch(account, on=False)
    assert "nothing leaves this machine" not in page.get(reverse("web:channels")).content.decode()
