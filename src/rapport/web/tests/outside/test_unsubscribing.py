"""The link that ends e-mails (CAM-7, REC-7, REC-12)."""

from __future__ import annotations

from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from rapport.lib import clock
from rapport.outreach.models import ChannelAccount, Message
from rapport.outreach.ways_out import unsubscribe_urls
from rapport.people.actions import give_consent, withdraw_consent
from rapport.people.consents import in_force
from rapport.people.models import Consent, ContactPoint, Patient
from rapport.web.tests.outside.steps import NOON, message, path_of
from tests.cast import register

pytestmark = pytest.mark.django_db


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


def test_who_opens_the_link_again_reads_what_became_of_it(stranger: Client, mail: Message) -> None:
    """CAM-7: asked once more, they would think that the first click had not helped."""
    path = path_of(link_in(mail))
    stranger.post(path)
    assert b'name="undo"' in stranger.get(path).content
    stranger.post(path, {"undo": "yes"})
    again = stranger.get(path).content
    assert b'name="undo"' not in again and b"btn primary" in again
    stranger.post(path)
    with clock.set_to(NOON + timedelta(days=5)):
        assert b'class="do"' not in stranger.get(path).content


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
