"""The doors for programs outside, and the link that ends e-mails (CAM-7, REC-7, REC-12)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from rapport.lib import clock
from rapport.outreach.accounts import address_of, open_account, save_account
from rapport.outreach.answers import take_word
from rapport.outreach.channels.base import Outgoing, Word
from rapport.outreach.channels.kannel import Kannel
from rapport.outreach.models import Answer, ChannelAccount, Message, Receipt, Task
from rapport.outreach.ways_out import unsubscribe_urls
from rapport.people.actions import give_consent, withdraw_consent
from rapport.people.consents import in_force
from rapport.people.models import Consent, ContactPoint, Patient
from rapport.staff.models import User
from tests.cast import register

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
ADDRESS = "https://clinic.example"


@pytest.fixture(autouse=True)
def at_noon(settings: Settings) -> Iterator[None]:
    settings.RAPPORT_ADDRESS = ADDRESS
    with clock.set_to(NOON):
        yield


@pytest.fixture
def stranger() -> Client:
    """Who checks for forgeries as the real thing does, and has no cookie."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def sms(db: None) -> ChannelAccount:
    values = {"url": "http://127.0.0.1:13013", "username": "rapport", "password": "x"}
    return save_account(ChannelAccount(name="SMS", provider="kannel"), values)


@pytest.fixture
def bot(db: None) -> ChannelAccount:
    values = {"bot": "RiversideBot", "token": "123:ABC"}
    return save_account(ChannelAccount(name="Bot", provider="telegram"), values)


def message(patient: Patient, account: ChannelAccount, **fields: object) -> Message:
    usual: dict[str, object] = {
        "key": "recall:17", "purpose": "care", "channel": account.channel, "language": "ru", "body": "Пора",
        "state": "claimed", "not_before": NOON, "expires_at": NOON + timedelta(days=3),
    }  # fmt: skip
    return Message.objects.create(patient=patient, account=account, **{**usual, **fields})


def path_of(url: str) -> str:
    assert url.startswith(ADDRESS)
    return url.removeprefix(ADDRESS)


def report_path(account: ChannelAccount, key: str, kind: int) -> str:
    """The address that was given to the gateway with the message, as the gateway fills it in."""
    provider = open_account(account)
    assert isinstance(provider, Kannel)
    url = provider._asked(Outgoing(key, "+8613800138000", "…"))["dlr-url"]
    provider.close()
    return path_of(url.replace("%d", str(kind)).replace("%I", "1").replace("%T", "1795000000"))


def test_a_report_of_the_gateway_settles_what_nobody_knew(
    stranger: Client, sms: ChannelAccount, zhou: Patient
) -> None:
    """CAM-7: in whatever order, and however often."""
    sent = message(zhou, sms, state="unknown")
    for kind in (8, 1, 8, 1):
        assert stranger.get(report_path(sms, sent.key, kind)).status_code == 200
    sent.refresh_from_db()
    assert sent.state == "delivered" and Receipt.objects.count() == 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/hooks/{pk}/{wrong}/report/?key=cmVjYWxsOjE3&type=1", 404),
        ("/hooks/{pk}/ключ/report/?key=cmVjYWxsOjE3&type=1", 404),
        ("/hooks/999/{hook}/report/?key=cmVjYWxsOjE3&type=1", 404),
        ("/hooks/999/x/", 404),
        ("/hooks/99999999999999999999999/{hook}/", 404),
        ("/hooks/{pk}/{hook}/report/?key=cmVjYWxsOjE3&type=99", 403),
        ("/hooks/{pk}/{hook}/report/?key=%FF%00&type=1", 403),
        ("/hooks/{pk}/{hook}/report/", 403),
        ("/hooks/{pk}/{hook}/", 403),
        ("/hooks/{pk}/{hook}/whatever/", 403),
        ("/hooks/{pk}/{hook}/answer/?text=STOP", 403),
        ("/hooks/{pk}/{hook}/answer/?from=%00&text=%00%FF&at=99999999999999", 200),
    ],
)
def test_forged_and_garbled_reports_change_nothing(
    stranger: Client, sms: ChannelAccount, zhou: Patient, path: str, status: int
) -> None:
    """REC-12: 200, 403 or 404, without a trace; nothing is changed."""
    sent = message(zhou, sms, state="sent")
    filled = path.format(pk=sms.pk, hook=sms.hook, wrong="a" * len(sms.hook))
    for answer in (stranger.get(filled), stranger.post(filled, b"\xff\x00[", content_type="application/json")):
        assert answer.status_code == status and b"Traceback" not in answer.content
    sent.refresh_from_db()
    assert sent.state == "sent" and not Receipt.objects.exists()
    assert Consent.objects.filter(said="withdrawn").count() == 0


def test_a_body_that_is_too_long_is_not_read(stranger: Client, bot: ChannelAccount) -> None:
    body = b'{"message":"' + b"x" * 600_000 + b'"}'
    answer = stranger.post(path_of(address_of(bot)), body, content_type="application/json")
    assert answer.status_code == 403


def test_a_stop_by_sms_is_obeyed_before_the_gateway_has_its_answer(
    stranger: Client, sms: ChannelAccount, zhou: Patient
) -> None:
    """CAM-7, REC-11: also where the account has been switched off. The gateway is given no words to send back."""
    give_consent(zhou, "marketing", by=None, given_on=date(2026, 1, 5))
    ChannelAccount.objects.update(on=False)
    query = {"from": "+8613800138000", "text": "退订", "id": "1", "at": "1772600000"}
    answer = stranger.get(path_of(address_of(sms)) + "answer/", query)
    assert (answer.status_code, answer.content) == (200, b"")
    assert not in_force(zhou, "marketing", "sms") and Answer.objects.get().patient == zhou


def test_an_answer_by_mail_stands_in_somebodys_today(
    stranger: Client, client: Client, marsh: Patient, caller: User
) -> None:
    """REC-7, REC-9: before what is late already."""
    late = date(2026, 3, 1)
    Task.objects.create(patient=marsh, branch=marsh.branch, work_list="recall", owner=caller, due_on=late)
    values = {"service": "postmark", "key": "k", "sender": "hello@clinic.example"}
    account = save_account(ChannelAccount(name="Mail", provider="anymail"), values)
    ContactPoint.objects.create(patient=marsh, kind="email", value="Helen@example.com")
    body = {
        "FromFull": {"Email": "Helen@Example.com", "Name": "Helen Marsh"},
        "Date": "Wed, 4 Mar 2026 12:00:00 +0800",
        "MessageID": "b9f0",
        "TextBody": "May I drink coffee?",
        "Headers": [],
    }
    path = path_of(address_of(account)) + "answer/"
    for _time in range(2):
        assert stranger.post(path, json.dumps(body), content_type="application/json").status_code == 200
    client.force_login(caller)
    due = client.get(reverse("web:today")).context["due"]
    [first, _second] = due.lines
    assert (first.task.patient, first.task.owner, first.task.due_on) == (marsh, caller, date(2026, 3, 4))
    assert "邮箱" in first.task.words and due.mine == 2


def test_who_may_say_whose_an_answer_is_hears_of_it_on_today(
    client: Client, sms: ChannelAccount, zhou: Patient, desk: User, dentist: User
) -> None:
    """REC-7: for a week; who writes twice is one."""
    for text in ("你好", "在吗"):
        take_word(sms, Word("+8613911112222", text))
    for user, shown in ((desk, True), (dentist, False)):
        client.force_login(user)
        page = client.get(reverse("web:today")).content.decode()
        assert ("1 unknown person has written" in page, reverse("web:answers") in page) == (shown, shown)
    client.force_login(desk)
    with clock.set_to(NOON + timedelta(days=8)):
        assert "unknown person" not in client.get(reverse("web:today")).content.decode()


def test_a_bot_is_heard_with_its_secret_alone(stranger: Client, bot: ChannelAccount, zhou: Patient) -> None:
    update = {"update_id": 1, "message": {"text": "/stop", "chat": {"id": 4711, "type": "private"}}}
    path = path_of(address_of(bot))
    for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guessed"}):
        answer = stranger.post(path, json.dumps(update), content_type="application/json", headers=headers)
        assert answer.status_code == 403
    assert not Answer.objects.exists()


def test_an_account_whose_secrets_cannot_be_opened_says_nothing(
    stranger: Client, bot: ChannelAccount, settings: Settings
) -> None:
    settings.SECRET_KEY = "another installation"
    assert stranger.post(path_of(address_of(bot)), "{}", content_type="application/json").status_code == 404


class Page(HTMLParser):
    """What a mail filter sees of a page: links to follow, and where its forms go."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if tag == "form" and found.get("action"):
            self.forms.append(str(found["action"]))


@pytest.fixture
def mail(marsh: Patient) -> Message:
    """An offer that went to an address that two people have."""
    account = ChannelAccount.objects.create(name="Mail", channel="email", provider="smtp", hook="m")
    ContactPoint.objects.create(patient=marsh, kind="email", value="Helen@example.com")
    for purpose in ("care", "marketing"):
        give_consent(marsh, purpose, by=None, given_on=date(2026, 1, 5))
    fields = {"purpose": "marketing", "address": "Helen@example.com", "language": "zh-hans"}
    return message(marsh, account, **fields)


def link_in(mail: Message) -> str:
    return unsubscribe_urls([mail])[mail.pk]


def test_a_filter_that_opens_every_link_ends_nothing(stranger: Client, mail: Message, marsh: Patient) -> None:
    """CAM-7, RFC 8058: a GET changes nothing, nor does any link on the page."""
    path = path_of(link_in(mail))
    page = stranger.get(path)
    assert page.status_code == 200 and page["Content-Language"] == "zh-hans"
    assert page["Cache-Control"] == "no-store" and "Set-Cookie" not in page
    found = Page(page.content.decode())
    assert found.forms == ["?language=zh-hans"]
    for link in found.links:
        assert stranger.get(path + link if link.startswith("?") else link).status_code in (200, 302)
    stranger.head(path)
    assert in_force(marsh, "marketing", "email") and not Consent.objects.filter(said="withdrawn").exists()
    assert "Helen@" not in page.content.decode() and "H…@example.com" in page.content.decode()


def test_one_click_ends_them_at_once_without_signing_in(
    stranger: Client, mail: Message, marsh: Patient, riverside: object
) -> None:
    """CAM-7, REC-11, RFC 8058: the POST of a mail program, once or thrice; for everyone with that address."""
    son = register(marsh.branch, "Tom Marsh", birth_date=date(2001, 1, 1))
    ContactPoint.objects.create(patient=son, kind="email", value="Helen@example.com")
    give_consent(son, "marketing", by=None, given_on=date(2026, 1, 5))
    path = path_of(link_in(mail))
    for _time in range(3):
        answer = stranger.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert not in_force(marsh, "marketing", "email") and not in_force(son, "marketing", "email")
    assert in_force(marsh, "care", "email") and in_force(marsh, "marketing", "sms")
    assert Consent.objects.filter(patient=marsh, said="withdrawn").get().how == "message"


def test_a_link_works_again_after_a_change_of_mind(stranger: Client, mail: Message, marsh: Patient) -> None:
    path = path_of(link_in(mail))
    stranger.post(path)
    with clock.set_to(NOON + timedelta(days=3)):
        give_consent(marsh, "marketing", by=None)
        assert in_force(marsh, "marketing", "email")
        stranger.post(path)
        assert not in_force(marsh, "marketing", "email")


def test_a_click_by_mistake_is_taken_back_for_a_day(stranger: Client, mail: Message, marsh: Patient) -> None:
    """CAM-7, REC-11: by a button, never by opening; for whom it was ended, and as it had been agreed."""
    path = path_of(link_in(mail))
    until = date(2027, 1, 5)
    give_consent(marsh, "marketing", by=None, given_on=date(2026, 2, 1), expires_on=until)
    done = stranger.post(path, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert 'name="undo"' in done
    stranger.get(path + "?undo=yes")
    assert not in_force(marsh, "marketing", "email")
    for _time in range(2):
        again = stranger.post(path, {"undo": "yes"})
        assert again.status_code == 200 and 'name="undo"' not in again.content.decode()
    assert in_force(marsh, "marketing", "email")
    last = Consent.objects.filter(patient=marsh, purpose="marketing").latest("pk")
    assert (last.said, last.channel, last.how, last.expires_on) == ("given", "email", "message", until)


def test_what_was_said_since_stands_and_a_day_later_the_clinic_is_told(
    stranger: Client, mail: Message, marsh: Patient
) -> None:
    """REC-11: who says no at the desk after the click has said no."""
    path = path_of(link_in(mail))
    stranger.post(path)
    withdraw_consent(marsh, "marketing", by=None)
    stranger.post(path, {"undo": "yes"})
    assert not in_force(marsh, "marketing", "email")
    with clock.set_to(NOON + timedelta(days=3)):
        give_consent(marsh, "marketing", by=None)
        stranger.post(path)
    with clock.set_to(NOON + timedelta(days=5)):
        assert stranger.post(path, {"undo": "yes"}).status_code == 200
        assert not in_force(marsh, "marketing", "email")


def test_a_message_of_care_ends_with_everything_by_mail(stranger: Client, mail: Message, marsh: Patient) -> None:
    mail.purpose = "care"
    mail.save()
    stranger.post(path_of(link_in(mail)))
    assert not in_force(marsh, "care", "email") and not in_force(marsh, "marketing", "email")


def test_a_link_is_as_long_as_nobody_guesses_and_outlives_the_secret(
    stranger: Client, mail: Message, marsh: Patient, settings: Settings
) -> None:
    url = link_in(mail)
    assert link_in(mail) == url and len(url.rstrip("/").rpartition("/")[2]) == 22
    settings.SECRET_KEY = "another installation, after a backup was brought back"
    stranger.post(path_of(url))
    assert not in_force(marsh, "marketing", "email")


@pytest.mark.parametrize("token", ["token", "ключ", "a" * 22, "%00", "a" * 2_000])
def test_a_link_that_is_none_leads_nowhere(stranger: Client, mail: Message, token: str) -> None:
    link_in(mail)
    for answer in (stranger.get(f"/unsubscribe/{token}/"), stranger.post(f"/unsubscribe/{token}/")):
        assert answer.status_code == 404
    assert not Consent.objects.filter(said="withdrawn").exists()


def test_whoever_is_signed_in_sees_the_same(client: Client, owner: object, mail: Message) -> None:
    client.force_login(owner)  # type: ignore[arg-type]
    assert reverse("web:start") not in Page(client.get(path_of(link_in(mail))).content.decode()).links


def test_who_guesses_links_is_stopped_and_a_real_link_is_followed_all_the_same(
    stranger: Client, mail: Message, marsh: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CAM-7: a service of mail brings the words of thousands from one address; none of them is lost."""
    monkeypatch.setattr("rapport.web.unsubscribing.views._MOST_GUESSES", 2)
    guesses = [stranger.post(f"/unsubscribe/guess-{place}/").status_code for place in range(3)]
    assert guesses == [404, 404, 429]
    elsewhere = stranger.post("/unsubscribe/guess/", REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 404
    assert stranger.post(path_of(link_in(mail))).status_code == 200
    assert not in_force(marsh, "marketing", "email")
    with clock.set_to(NOON + timedelta(minutes=10)):
        assert stranger.get("/unsubscribe/guess/").status_code == 404


def test_who_guesses_doors_is_stopped_and_the_provider_is_heard(
    stranger: Client, sms: ChannelAccount, zhou: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport.web.hooks.views._MOST_GUESSES", 2)
    sent = message(zhou, sms, state="sent")
    guesses = [stranger.get(f"/hooks/{sms.pk}/guess-{place}/").status_code for place in range(3)]
    assert guesses == [404, 404, 429]
    assert stranger.get(report_path(sms, sent.key, 1)).status_code == 200
    sent.refresh_from_db()
    assert sent.state == "delivered"
