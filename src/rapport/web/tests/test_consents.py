"""Consents on the card, and the texts that are signed (REC-11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rapport.lib.refusal import Refused
from rapport.people.actions import give_consent, withdraw_consent
from rapport.people.actions.consent_texts import draft_text, publish_text, text_in_force
from rapport.people.consents import in_force
from rapport.people.models import Patient
from rapport.people.models.consent_text import hash_of
from rapport.staff.models import Branch, User

DRAWN = "[[" + ",".join(f"[{x},{100 + x % 50}]" for x in range(0, 400, 10)) + "]]"


# on the card


def test_a_withdrawal_on_the_card_holds_at_once(client: Client, desk: User, zhou: Patient) -> None:
    """REC-11: withdrawn when, how and by whom."""
    give_consent(zhou, "marketing", by=desk)
    client.force_login(desk)
    path = reverse("web:card_consent_withdrawal", args=[zhou.pk])
    asked = {"purpose": "marketing", "channel": "sms", "how": "phone", "note": "太多了"}
    assert client.post(path, asked).status_code == 302
    assert not in_force(zhou, "marketing", "sms") and in_force(zhou, "marketing", "email")
    assert "太多了" in client.get(reverse("web:card_consents", args=[zhou.pk])).content.decode()


def test_a_refusal_is_written_down_with_its_reason(client: Client, desk: User, zhou: Patient) -> None:
    """BAS-1: no time, not offered, did not want."""
    client.force_login(desk)
    path = reverse("web:card_consent_words", args=[zhou.pk])
    asked = {"purpose": "processing", "said": "refused", "how": "spoken"}
    assert "Choose why" in client.post(path, asked).content.decode()
    assert client.post(path, asked | {"reason": "no_time"}).status_code == 302
    assert zhou.consents.get().reason == "no_time"


def test_who_may_not_take_consents_takes_none(
    client: Client, marketer: User, almaty_marketer: User, zhou: Patient
) -> None:
    """REC-12."""
    word = give_consent(zhou, "marketing", by=None)
    for user in (marketer, almaty_marketer):
        client.force_login(user)
        for name in ("words", "withdrawal"):
            path = reverse(f"web:card_consent_{name}", args=[zhou.pk])
            assert client.post(path, {"purpose": "marketing"}).status_code in (403, 404)
        assert client.get(reverse("web:card_consent", args=[zhou.pk, word.pk])).status_code in (403, 404)
    assert client.get(reverse("web:card_consents", args=[zhou.pk])).status_code == 404
    assert zhou.consents.count() == 1


def test_evidence_of_one_person_is_not_found_on_the_card_of_another(
    client: Client, desk: User, zhou: Patient, marsh: Patient
) -> None:
    word = give_consent(zhou, "marketing", by=desk)
    client.force_login(desk)
    assert client.get(reverse("web:card_consent", args=[marsh.pk, word.pk])).status_code == 404


def test_the_tab_costs_the_same_however_long_the_history(
    client: Client, desk: User, zhou: Patient, django_assert_max_num_queries: Callable
) -> None:
    client.force_login(desk)
    for day in range(60):
        give_consent(zhou, "marketing", by=desk, given_on=date(2025, 1, 1) + timedelta(days=day))
    with django_assert_max_num_queries(20):
        client.get(reverse("web:card_consents", args=[zhou.pk]))


# texts


BODY = "Мы звоним вам только о лечении. Отозвать согласие можно в любой день, словом на стойке."


def test_a_published_text_is_read_from_then_on_and_never_changes(owner: User, zhou: Patient) -> None:
    """REC-11: which text, which version."""
    shipped = text_in_force(zhou.branch, "care", "ru")
    house = publish_text(draft_text(None, "care", "ru", BODY, by=owner), by=owner)
    assert text_in_force(zhou.branch, "care", "ru") == house
    own = publish_text(draft_text(zhou.branch, "care", "ru", BODY + " И по почте.", by=owner), by=owner)
    assert text_in_force(zhou.branch, "care", "ru") == own
    assert (shipped.version, house.version, own.version) == (1, 1, 2)
    own.body = "anything"
    with pytest.raises(Refused):
        own.save()
    with pytest.raises(Refused):
        publish_text(own, by=owner)


def test_the_owner_drafts_looks_and_publishes(client: Client, owner: User, desk: User, riverside: Branch) -> None:
    client.force_login(owner)
    path = reverse("web:consent_text", args=[riverside.pk, "care", "ru"])
    assert client.get(reverse("web:consent_texts")).status_code == 200
    assert client.post(path, {"body": "коротко"}).status_code == 422
    assert client.post(path, {"body": BODY}).status_code == 302
    assert text_in_force(riverside, "care", "ru").shipped, "nobody reads a draft"
    client.post(path + "publication/")
    assert text_in_force(riverside, "care", "ru").body == BODY
    assert hash_of(BODY) in client.get(path).content.decode()
    client.force_login(desk)
    assert client.get(path).status_code == 403


def test_ways_that_one_word_decides_alike_stand_in_one_line(client, desk, zhou):
    """REC-11."""
    give_consent(zhou, "care", by=desk)
    client.force_login(desk)

    def ways() -> list[str]:
        page = client.get(reverse("web:card_consents", args=[zhou.pk])).context["page"]
        return [way.label for way in next(one for one in page.purposes if one.label == "care messages").ways]

    assert ways() == ["any channel"]
    withdraw_consent(zhou, "care", by=desk, channel="sms")
    assert ways() == ["phone call, e-mail, WeChat, Telegram, letter on paper", "SMS"]
