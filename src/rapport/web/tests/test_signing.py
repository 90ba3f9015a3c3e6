"""The page to sign: opened by a link, read, signed once, also by two at the same moment (REC-11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rapport.lib import clock
from rapport.people.actions import signing
from rapport.people.actions.consent_texts import text_in_force
from rapport.people.actions.signing import Answer, Signature, open_signing, sign, signing_of
from rapport.people.consents import in_force, strokes
from rapport.people.models import Consent, Patient, Signing
from rapport.people.models.consent import CHANNELS
from rapport.people.models.consent_text import Purpose, hash_of
from rapport.staff.models import Branch, User
from tests.at_once import all_at_once
from tests.cast import register

DRAWN = "[[" + ",".join(f"[{x},{100 + x % 50}]" for x in range(0, 400, 10)) + "]]"


def filled(page: str, **changes: str | list[str]) -> dict[str, Any]:
    """The page as a person fills it in: agrees to all but marketing, messages by SMS."""
    asked: dict[str, Any] = dict(re.findall(r'name="(text-\w+)" value="(\w+)"', page))
    asked |= {f"answer-{purpose}": "agree" for purpose in Purpose}
    asked |= {"answer-marketing": "refuse", "ways-care": ["sms"], "name": "周雅琴", "strokes": DRAWN}
    return asked | changes


def opened_page(patient: Patient, by: User) -> str:
    _signing, token = open_signing(patient, by=by, on_tablet=True)
    return reverse("web:sign", args=[token])


def test_the_desk_hands_the_tablet_over_and_is_signed_out_of_it(client: Client, desk: User, zhou: Patient) -> None:
    """REC-11: the page has nothing of the clinic on it, and there is no way back without signing in."""
    client.force_login(desk)
    handed = client.post(reverse("web:card_signing", args=[zhou.pk]), {"on": "tablet"})
    page = client.get(handed["Location"])
    assert page.status_code == 200 and "周雅琴" in page.content.decode()
    assert desk.name not in page.content.decode() and "/patients/" not in page.content.decode()
    assert client.get(reverse("web:card", args=[zhou.pk])).status_code == 302
    assert re.search(r" checked[ >]", page.content.decode()) is None, "nothing is ticked beforehand"
    assert page["Cache-Control"] == "no-store" and page["Referrer-Policy"] == "no-referrer"


def test_what_is_signed_stands_on_the_card_with_its_evidence(client: Client, desk: User, zhou: Patient) -> None:
    """REC-11: which text, version, language, how, when, by whom, signature."""
    path = opened_page(zhou, desk) + "?language=ru"
    page = client.get(path).content.decode()
    assert not Consent.objects.exists() and not Signing.objects.exclude(signed_at=None).exists()
    assert client.post(path, filled(page)).status_code == 302
    assert in_force(zhou, "processing") and in_force(zhou, "photos") and not in_force(zhou, "marketing")
    assert [str(one) for one in CHANNELS if in_force(zhou, "care", one)] == ["sms"]
    word = zhou.consents.get(purpose="processing")
    assert (word.language, word.how, word.text.version) == ("ru", "tablet", 1)
    assert "152-ФЗ" not in word.text.body and "КНР" in word.text.body, "the law is the branch's country's"
    assert word.text.sha256 == hash_of(word.text.body)
    client.force_login(desk)
    evidence = client.get(reverse("web:card_consent", args=[zhou.pk, word.pk])).content.decode()
    assert word.text.sha256 in evidence and f'd="{strokes.path(strokes.read(DRAWN))}"' in evidence
    tab = client.get(reverse("web:card_consents", args=[zhou.pk])).content.decode()
    assert "version 1" in tab and "signed on a tablet" in tab


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("every question", {"answer-photos": ""}),
        ("at least one way", {"ways-care": []}),
        ("Write your name", {"name": " "}),
        ("Sign in the field", {"strokes": ""}),
        ("could not be read", {"strokes": '[[[1,2],["<svg onload=x>",3]]]'}),
        ("could not be read", {"strokes": "[" * 5_000}),
        ("too short", {"strokes": "[[[1,2]]]"}),
        ("ways from the list", {"ways-care": ["pigeon"]}),
        ("changed a text", {"text-care": "0" * 64}),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    client: Client, desk: User, marsh: Patient, code: str, changes: dict[str, Any]
) -> None:
    path = opened_page(marsh, desk) + "?language=en"
    answer = client.post(path, filled(client.get(path).content.decode(), **changes))
    assert answer.status_code == 422 and code in answer.content.decode()
    assert not Consent.objects.exists()
    assert answer.content.decode().count(" checked") >= 3, "what was chosen is still chosen"


def test_a_typed_name_can_be_the_signature(client: Client, desk: User, marsh: Patient) -> None:
    path = opened_page(marsh, desk)
    asked = filled(client.get(path).content.decode(), strokes="", typed="yes")
    assert client.post(path, asked).status_code == 302
    assert marsh.consents.filter(signing__signer_name="周雅琴", signing__strokes=[]).count() == 9


def test_a_parent_signs_for_a_child(client: Client, desk: User, riverside: Branch, zhou: Patient) -> None:
    """REC-11: guardian for a minor."""
    child = register(riverside, "刘思源", birth_date=riverside.today() - timedelta(days=3000), guardian=zhou)
    path = opened_page(child, desk) + "?language=en"
    page = client.get(path).content.decode()
    assert "周雅琴" not in page
    assert "what you are to the child" in client.post(path, filled(page)).content.decode()
    assert client.post(path, filled(page, relation="mother")).status_code == 302
    word = child.consents.get(purpose="processing")
    assert (word.relation, word.giver_name, word.given_by) == ("mother", "周雅琴", zhou)


def test_a_page_is_signed_once_and_then_only_says_thanks(client: Client, desk: User, zhou: Patient) -> None:
    path = opened_page(zhou, desk)
    page = client.get(path).content.decode()
    client.post(path, filled(page))
    said = list(zhou.consents.values_list("pk"))
    again = client.post(path, filled(page, **{"answer-marketing": "agree", "ways-marketing": ["sms"]}))
    assert again.status_code == 200 and "周雅琴" not in again.content.decode()
    assert list(zhou.consents.values_list("pk")) == said


def test_a_page_whose_time_is_over_is_closed(client: Client, desk: User, zhou: Patient) -> None:
    path = opened_page(zhou, desk)
    page = client.get(path).content.decode()
    with clock.set_to(clock.now() + timedelta(minutes=31)):
        assert client.get(path).status_code == 410
        assert client.post(path, filled(page)).status_code == 410
    assert client.get(reverse("web:sign", args=["nobody"])).status_code == 404
    assert not Consent.objects.exists()


def test_the_address_is_not_in_the_database(desk: User, zhou: Patient) -> None:
    made, token = open_signing(zhou, by=desk, on_tablet=False)
    assert token not in str(Signing.objects.values().get()) and signing_of(token) == made
    assert len(token) >= 22, "128 bits"


@pytest.mark.usefixtures("only_statuses")
def test_a_machine_that_posts_is_stopped(
    client: Client, desk: User, zhou: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapport.web.consents.signing._MOST_POSTS", 2)
    path = opened_page(zhou, desk)
    assert [client.post(path, {}).status_code for _ in range(3)] == [422, 422, 429]


# two at once


def signed_twice(riverside: Branch, desk: User) -> int:
    """How many words one page leaves that two browsers send at the same moment."""
    person = register(riverside, "周雅琴")
    made, _token = open_signing(person, by=desk, on_tablet=True)
    answers = [
        Answer(purpose, False, text_in_force(riverside, purpose, "en").sha256) for purpose in map(str, Purpose)
    ]
    pages = [Signing.objects.select_related("patient__branch").get(pk=made.pk) for _browser in range(2)]
    drawn = Signature("A B", "", [], "en", "")
    all_at_once(*(partial(sign, page, answers, drawn) for page in pages), told=Exception)
    return person.consents.count()


@pytest.mark.django_db(transaction=True)
def test_a_page_sent_twice_at_once_is_one_consent(riverside: Branch, desk: User) -> None:
    assert [signed_twice(riverside, desk) for _ in range(3)] == [4, 4, 4]


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_it_would_be_two(riverside: Branch, desk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the test above: whether the page is signed is looked at before, and not held."""

    def look(one: Signing) -> bool:
        return one.signed_at is None

    monkeypatch.setattr(signing, "_take", look)
    save = Signing.save
    # signing the row is what the history guards: without it, only opening a page is saved
    monkeypatch.setattr(Signing, "save", lambda self, **how: save(self, **how) if self._state.adding else None)
    monkeypatch.setattr(signing, "_word", unsigned(signing._word))
    assert signed_twice(riverside, desk) == 8


def unsigned(word: Callable[..., Consent]) -> Callable[..., Consent]:
    """Words that name no signing: the constraint of the database is the second guard."""

    def make(*args: Any) -> Consent:
        made = word(*args)
        made.signing = None
        return made

    return make
