"""The questionnaire as the desk meets it (BAS-1): handed over, sent, beside the record."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.criteria.reading import read
from rapport.outreach.models import Message
from rapport.people.actions import edit_patient, give_consent
from rapport.people.actions.editing import Edited, write_fields
from rapport.people.models import Patient, Questionnaire
from rapport.people.models.consent_text import Purpose
from rapport.people.questionnaires import refuse_questionnaire
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.segments import count
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import User
from rapport.web.tests.questionnaires.steps import given
from tests.schedule import SUNDAY_NOON

pytestmark = pytest.mark.now(SUNDAY_NOON)


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
