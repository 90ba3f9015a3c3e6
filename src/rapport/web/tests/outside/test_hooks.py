"""The doors for programs outside (CAM-7, REC-7)."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from rapport.lib import clock
from rapport.outreach.accounts import address_of, open_account, save_account
from rapport.outreach.answers import take_word
from rapport.outreach.channels.base import Outgoing, Word
from rapport.outreach.channels.kannel import Kannel
from rapport.outreach.models import Answer, ChannelAccount, Receipt, Task
from rapport.people.actions import give_consent
from rapport.people.consents import in_force
from rapport.people.models import Consent, ContactPoint, Patient
from rapport.staff.models import User
from rapport.web.tests.outside.steps import NOON, message, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sms(db: None) -> ChannelAccount:
    values = {"url": "http://127.0.0.1:13013", "username": "rapport", "password": "x"}
    return save_account(ChannelAccount(name="SMS", provider="kannel"), values)


@pytest.fixture
def bot(db: None) -> ChannelAccount:
    values = {"bot": "RiversideBot", "token": "123:ABC"}
    return save_account(ChannelAccount(name="Bot", provider="telegram"), values)


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


def test_an_answer_by_mail_whose_text_is_none_is_not_heard(stranger: Client, zhou: Patient) -> None:
    values = {"service": "postmark", "key": "k", "sender": "hello@clinic.example"}
    account = save_account(ChannelAccount(name="Mail", provider="anymail"), values)
    body = {"FromFull": {"Email": "h@example.com", "Name": "H"}, "MessageID": "b", "Headers": [], "TextBody": {}}
    path = path_of(address_of(account)) + "answer/"
    answer = stranger.post(path, json.dumps(body), content_type="application/json")
    assert answer.status_code == 403 and not Answer.objects.exists()


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
    assert "邮件" in first.task.words and due.mine == 2


def test_who_may_say_whose_an_answer_is_hears_of_it_on_today(
    client: Client, sms: ChannelAccount, zhou: Patient, desk: User, dentist: User
) -> None:
    """REC-7: until somebody has seen to it; who writes twice is one."""
    for text in ("你好", "在吗"):
        take_word(sms, Word("+8613911112222", text))
    for user, shown in ((desk, True), (dentist, False)):
        client.force_login(user)
        page = client.get(reverse("web:today")).content.decode()
        assert ("1 unknown person has written" in page, reverse("web:answers") in page) == (shown, shown)
    client.force_login(desk)
    with clock.set_to(NOON + timedelta(days=80)):
        assert "1 unknown person has written" in client.get(reverse("web:today")).content.decode()


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
