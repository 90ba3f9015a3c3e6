"""The questionnaire as clients and the desk meet it (BAS-1): handed over, sent, filled in, beside the record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.criteria.reading import read
from rapport.lib import clock
from rapport.outreach.models import Message
from rapport.people.actions import edit_patient, give_consent
from rapport.people.actions.editing import Edited, write_fields
from rapport.people.consents import in_force
from rapport.people.models import Patient, Questionnaire
from rapport.people.models.consent_text import Purpose
from rapport.people.questionnaires import (
    give_questionnaire,
    open_on_paper,
    open_questionnaire,
    refuse_questionnaire,
)
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.segments import count
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import User
from rapport.web.tests.test_signing import filled

# each kind of database is asked by the tests of the actions
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.set_to(NOON):
        yield


@pytest.fixture
def agreed(zhou: Patient, desk: User) -> Patient:
    give_consent(zhou, Purpose.PROCESSING, by=desk)
    return zhou


def link(patient: Patient, by: User, *, on_tablet: bool = False) -> str:
    return reverse("web:questionnaire", args=[open_questionnaire(patient, by=by, on_tablet=on_tablet)[1]])


def given(patient: Patient, by: User, **answers: str) -> Questionnaire:
    sent = {"full_name": patient.full_name, **answers}
    return give_questionnaire(open_on_paper(patient, by=by), {key: [text] for key, text in sent.items()}, by=by)


def walk(client: Client, address: str, *pages: dict[str, Any]) -> Any:
    """Fill in page by page, as a browser without scripts does; gives the last answer."""
    answer = client.get(address)
    for page in pages:
        typed = dict(re.findall(r'<input id="f-\w+" name="(\w+)"[^>]* value="([^"]*)"', answer.content.decode()))
        sent = client.post(answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"], {**typed, **page})
        answer = client.get(sent["Location"]) if sent.status_code == 302 else sent
    return answer


def test_the_desk_hands_this_device_over_and_is_signed_out_of_it(
    client: Client, desk: User, zhou: Patient
) -> None:
    """BAS-1: the device holds the one page; no way leads into the rest of the product."""
    client.force_login(desk)
    read_before = client.get(reverse("web:card", args=[zhou.pk]))
    assert "no-store" in read_before["Cache-Control"], "“back” shows no card"
    handed = client.post(reverse("web:card_questionnaire_handing", args=[zhou.pk]), {"on": "tablet"})
    page = client.get(handed["Location"])
    assert (
        page.status_code == 200 and "First, your consent" in page.content.decode()
    ) or "同意" in page.content.decode()
    assert "/patients/" not in page.content.decode() and desk.name not in page.content.decode()
    assert re.search(r" checked[ >]", page.content.decode()) is None, "nothing is ticked beforehand"
    assert client.get(reverse("web:card", args=[zhou.pk])).status_code == 302
    assert page["Cache-Control"] == "no-store" and page["Referrer-Policy"] == "no-referrer"
    assert client.get(reverse("web:card_questionnaire", args=[zhou.pk])).status_code == 302


def test_another_device_scans_a_code_and_the_desk_stays(client: Client, desk: User, zhou: Patient) -> None:
    client.force_login(desk)
    page = client.post(reverse("web:card_questionnaire_handing", args=[zhou.pk]), {"on": "other"})
    shown = page.content.decode()
    address = re.search(r'value="http://testserver(/q/[\w-]{22}/)"', shown)
    assert address and "<svg" in shown and page["Cache-Control"] == "no-store"
    assert Client().get(address[1]).status_code == 200
    assert client.get(reverse("web:card", args=[zhou.pk])).status_code == 200


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


def test_one_tap_on_the_card_says_why_there_is_none(client: Client, desk: User, zhou: Patient) -> None:
    """BAS-1: on the card and the timeline, and taken back when it was a slip."""
    client.force_login(desk)
    assert "Did not want" in client.get(reverse("web:card", args=[zhou.pk])).content.decode()
    tapped = client.post(
        reverse("web:card_questionnaire_refusal", args=[zhou.pk]), {"reason": "no_time"}, follow=True
    )
    shown = tapped.content.decode()
    assert "No time" in shown
    assert "No questionnaire: no time" in client.get(reverse("web:card_timeline", args=[zhou.pk])).content.decode()
    undo = re.search(r"/patients/\d+/noted/[^\"&]+/undoing/", shown)
    assert undo is not None
    client.post(undo[0])
    assert not zhou.questionnaires.exists()
    client.post(reverse("web:card_questionnaire_refusal", args=[zhou.pk]), {"reason": "bored"})
    assert not zhou.questionnaires.exists()


def test_health_is_for_who_sees_care(client: Client, desk: User, marketer: User, agreed: Patient) -> None:
    """REC-12: the marketer learns neither the allergy nor a number, nor does a client who looks at the screen; the
    desk is warned on the card at once."""
    one = given(agreed, desk, allergies="yes", allergies_words="青霉素", phone="13900001111", hobbies="摄影")
    client.force_login(desk)
    assert "青霉素" in client.get(reverse("web:card", args=[agreed.pk])).content.decode()
    assert "青霉素" in client.get(reverse("web:card_questionnaire", args=[agreed.pk])).content.decode()
    client.post(reverse("web:counter"), {"on": "1"})
    for reader in (desk, marketer):
        if reader == marketer:
            client.force_login(marketer)
        for name, args in (
            ("web:card", [agreed.pk]),
            ("web:card_questionnaire", [agreed.pk]),
            ("web:card_questionnaire_given", [agreed.pk, one.pk]),
            ("web:card_timeline", [agreed.pk]),
        ):
            shown = client.get(reverse(name, args=args)).content.decode()
            assert "青霉素" not in shown and "13900001111" not in shown and "139 0000 1111" not in shown
    assert client.get(reverse("web:card_questionnaire_paper", args=[agreed.pk])).status_code == 403


def test_both_words_stand_side_by_side(client: Client, desk: User, agreed: Patient) -> None:
    """BAS-1: the desk takes over or leaves, each with one press; somebody else's edit in between is seen."""
    write_fields(agreed, by=desk, occupation="教师")
    given(agreed, desk, occupation="会计")
    client.force_login(desk)
    tab = reverse("web:card_questionnaire", args=[agreed.pk])
    page = client.get(tab).content.decode()
    assert "教师" in page and "会计" in page and "Differs from the record" in page
    [path] = re.findall(r'action="(/patients/\d+/questionnaire/answers/\d+/)"', page)
    client.post(reverse("web:counter"), {"on": "1"})
    assert client.post(path, {"word": "take", "shown": "教师"}).status_code == 404, "where the record is hidden"
    client.post(reverse("web:counter"), {"on": "0"})
    agreed.refresh_from_db()
    edit_patient(agreed.pk, Edited({"occupation": "医生"}, None, None), version=agreed.version, by=desk)
    assert (
        "was changed meanwhile"
        in client.post(path, {"word": "take", "shown": "教师"}, follow=True).content.decode()
    )
    client.post(path, {"word": "take", "shown": "医生"})
    agreed.refresh_from_db()
    assert agreed.occupation == "会计"
    assert "Differs from the record" not in client.get(tab).content.decode()


def test_what_another_branch_was_told_is_not_there(
    client: Client, almaty_marketer: User, desk: User, agreed: Patient
) -> None:
    one = given(agreed, desk)
    client.force_login(almaty_marketer)
    assert client.get(reverse("web:card_questionnaire_given", args=[agreed.pk, one.pk])).status_code == 404


def test_on_paper(client: Client, desk: User, zhou: Patient) -> None:
    """BAS-1: an empty one to print says nothing of the person but the name; typing in waits for the consent."""
    client.force_login(desk)
    blank = client.get(
        reverse("web:card_questionnaire_blank", args=[zhou.pk]), {"language": "ru"}
    ).content.decode()
    assert "周雅琴" in blank and "Дата рождения" in blank and "1380013" not in blank and "1980" not in blank
    path = reverse("web:card_questionnaire_paper", args=[zhou.pk])
    assert "First comes the consent" in client.get(path).content.decode()
    assert client.post(path, {"full_name": "周雅琴", "hobbies": "摄影"}).status_code == 422
    assert not Questionnaire.objects.exists()
    give_consent(zhou, Purpose.PROCESSING, by=desk, how="paper")
    assert client.post(path, {"full_name": "周雅琴", "birth_date": "1980"}).status_code == 422
    assert client.post(path, {"full_name": "周雅琴", "hobbies": "摄影"}).status_code == 302
    assert zhou.questionnaires.get().ended_by == desk


def test_the_link_is_written_on_request(client: Client, desk: User, zhou: Patient, settings: Any) -> None:
    """BAS-1: a message of care through the outbox, in their language; once more, and the first leads nowhere."""
    client.force_login(desk)
    path = reverse("web:card_questionnaire_sending", args=[zhou.pk])
    settings.RAPPORT_ADDRESS = ""
    client.post(path, {"channel": "sms"})
    assert not Message.objects.exists() and not Questionnaire.objects.exists()
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    client.post(path, {"channel": "pigeon"})
    assert not Message.objects.exists() and not Questionnaire.objects.exists()
    client.post(path, {"channel": "sms"})
    message = Message.objects.get()
    assert (message.purpose, message.on_request) == ("care", True)
    found = re.search(r"https://clinic\.example(/q/[\w-]+/)", message.body)
    assert found and Client().get(found[1]).status_code == 200
    client.post(path, {"channel": "sms"})
    assert Client().get(found[1]).status_code == 404


def test_pages_cost_the_same_however_much_was_answered(client: Client, desk: User, agreed: Patient) -> None:
    client.force_login(desk)

    def cost(name: str) -> int:
        path = reverse(name, args=[agreed.pk])
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    given(agreed, desk, hobbies="摄影", occupation="教师")
    few = cost("web:card"), cost("web:card_questionnaire")
    for n in range(5):
        given(
            agreed,
            desk,
            hobbies=f"摄影{n}",
            occupation=f"教师{n}",
            email=f"z{n}@example.com",
            allergies_words="青霉素",
        )
    assert (cost("web:card"), cost("web:card_questionnaire")) == few


def test_segments_ask_for_it(desk: User, zhou: Patient, agreed: Patient, marsh: Patient) -> None:
    """BAS-1, BAS-4: filled in, not filled in, nobody asked; and when."""
    given(agreed, desk, hobbies="摄影")
    refuse_questionnaire(agreed, "no_time", by=desk)
    refresh_facts()

    def met(text: str) -> int:
        return count(read(text, vocabulary()), desk)

    assert met("questionnaire = given") == 1, "who gave one once has given one"
    assert (met("questionnaire = refused"), met("questionnaire = none")) == (0, 1)
    assert met("questionnaire_on within 1 day") == 1
    refuse_questionnaire(marsh, "not_offered", by=desk)
    assert met("questionnaire = refused") == 1
