"""The questionnaire as clients meet it (BAS-1): page by page, by a link."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rapport.people.actions.editing import write_fields
from rapport.people.consents import in_force
from rapport.people.models import Patient, Questionnaire
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import User
from rapport.web.tests.questionnaires.steps import link
from rapport.web.tests.test_signing import filled
from tests.schedule import SUNDAY_NOON

pytestmark = pytest.mark.now(SUNDAY_NOON)


def walk(client: Client, address: str, *pages: dict[str, Any]) -> Any:
    """Fill in page by page, as a browser without scripts does; gives the last answer."""
    answer = client.get(address)
    for page in pages:
        typed = dict(re.findall(r'<input id="f-\w+" name="(\w+)"[^>]* value="([^"]*)"', answer.content.decode()))
        sent = client.post(answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"], {**typed, **page})
        answer = client.get(sent["Location"]) if sent.status_code == 302 else sent
    return answer


def test_opening_the_link_changes_nothing(client: Client, desk: User, zhou: Patient) -> None:
    """Filters and messengers open links by themselves."""
    address = link(zhou, desk)
    before = list(Questionnaire.objects.values())
    for method in (client.get, client.head):
        assert method(address).status_code == 200
    assert list(Questionnaire.objects.values()) == before and not zhou.consents.exists()
    assert client.get(address.replace("/q/", "/q/x")).status_code == 404


def test_consents_then_every_page_then_the_record(client: Client, desk: User, zhou: Patient) -> None:
    """BAS-1, REC-11: the whole way on a phone without scripts, in Russian; once."""
    phone = Client(enforce_csrf_checks=True)
    address = f"{link(zhou, desk)}?language=ru"
    consents = phone.get(address).content.decode()
    assert phone.post(address, filled(consents, **{"answer-photos": "refuse"})).status_code == 302
    assert in_force(zhou, Purpose.PROCESSING) and in_force(zhou, Purpose.CARE, "sms")
    last = walk(
        phone,
        address,
        {"hobbies": "фото", "birth_date": "1980-11-22"},
        {"travel_minutes": "50", "best_time": ["evening"]},
        {"wishes": ["whitening", "braces"]},
        {"allergies": "yes", "allergies_words": "пенициллин"},
        {"fear": "little"},
    )
    assert 'lang="ru"' in last.content.decode() and "data-signed" in last.content.decode()
    zhou.refresh_from_db()
    assert (zhou.hobbies, zhou.travel_minutes) == ("фото", 50)
    questionnaire = zhou.questionnaires.get()
    assert (questionnaire.ended_how, questionnaire.language, questionnaire.draft) == ("given", "ru", {})
    assert questionnaire.answers.get(key="wishes").value == ["whitening", "braces"]
    assert phone.post(address, {"hobbies": "x"}).status_code == 200
    zhou.refresh_from_db()
    assert zhou.hobbies == "фото"


def test_who_holds_a_link_reads_no_number_and_no_address(client: Client, desk: User, agreed: Patient) -> None:
    """REC-12: before somebody has shown who they are, what is known is told masked."""
    write_fields(agreed, by=desk, address="杭州市西湖区文三路90号", occupation="教师", travel_minutes=50)
    pages = "".join(client.get(f"{link(agreed, desk)}?step={n}").content.decode() for n in range(1, 6))
    for secret in ("13800138000", "138 0013 8000", "文三路", "1980-11-22", "教师", 'value="50"'):
        assert secret not in pages
    assert "138 **** 8000" in pages and "周雅琴" in pages
    address = link(agreed, desk)
    client.post(f"{address}?step=2", {"phone": ""})
    assert "138 **** 8000" in client.get(f"{address}?step=2").content.decode(), (
        "what was left empty is still known"
    )
    desk_pages = "".join(
        client.get(f"{link(agreed, desk, on_tablet=True)}?step={n}").content.decode() for n in (1, 2)
    )
    assert "教师" in desk_pages and "1980-11-22" in desk_pages and "文三路" not in desk_pages


def test_a_language_is_changed_in_the_middle_and_nothing_is_lost(
    client: Client, desk: User, agreed: Patient
) -> None:
    address = link(agreed, desk)
    changed = client.post(f"{address}draft/?step=1&language=en", {"full_name": "周雅琴", "hobbies": "摄影"})
    page = client.get(changed["Location"]).content.decode()
    assert 'lang="en"' in page and "摄影" in page and "About you" in page
    kept = client.post(f"{address}draft/?step=1", {"hobbies": "登山"}, headers={"X-Draft": "1"})
    assert kept.status_code == 204 and "登山" in client.get(address).content.decode()
    assert client.post(f"{address}draft/?step=99", {"hobbies": ["x"] * 50}).status_code == 302


def test_what_cannot_be_read_is_marked_where_it_stands(client: Client, desk: User, agreed: Patient) -> None:
    address = link(agreed, desk)
    wrong = client.post(f"{address}?step=2&language=en", {"phone": "abc", "email": "a@b.cn"})
    shown = wrong.content.decode()
    assert wrong.status_code == 422 and "cannot be read" in shown and 'aria-invalid="true"' in shown
    assert "a@b.cn" in shown
    back = client.post(f"{address}?step=2&language=en", {"phone": "abc", "back": "yes"})
    assert back.status_code == 302 and "step=1" in back["Location"]
    client.post(f"{address}?step=1&language=en", {"full_name": "周雅琴"})
    sent = client.post(f"{address}?step=5&language=en", {"fear": "none"})
    assert sent.status_code == 422 and "cannot be read" in sent.content.decode(), "the page with it opens"
    assert not Questionnaire.objects.given().exists()


@pytest.mark.parametrize("step", ["0", "99", "-1", "٣", "x" * 400, ""])
def test_any_step_that_is_asked_for_is_a_page(client: Client, desk: User, agreed: Patient, step: str) -> None:
    assert client.get(link(agreed, desk), {"step": step, "language": "<script>"}).status_code == 200


def test_guessing_is_slowed_down(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """128 bits are not guessed, and who tries is sent away."""
    monkeypatch.setattr("rapport.web.questionnaires.filling._MOST_GUESSES", 2)
    answers = [client.get(reverse("web:questionnaire", args=[f"t{n}"])).status_code for n in range(3)]
    assert answers == [404, 404, 429]


def test_the_client_says_no_with_one_tap(client: Client, desk: User, agreed: Patient) -> None:
    address = link(agreed, desk)
    assert client.get(f"{address}refusal/").status_code == 405
    client.post(f"{address}draft/?step=1", {"hobbies": "摄影"})
    assert (
        "nothing is kept" in client.get(client.post(f"{address}refusal/?language=en")["Location"]).content.decode()
    )
    one = agreed.questionnaires.get()
    assert (one.ended_how, one.reason, one.draft) == ("refused", "did_not_want", {})
