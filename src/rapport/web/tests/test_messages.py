"""The outbox and the messages nobody knows about, as staff see them (CAM-7, REC-12)."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rapport.lib.refusal import Refused
from rapport.outreach.answers import take_word
from rapport.outreach.channels.base import Word
from rapport.outreach.models import ChannelAccount, Contact, Message, MessageState, Template, Wording
from rapport.outreach.models.trouble import Words
from rapport.outreach.outbox import write_anew, write_message
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register


def written(patient: Patient, key: str = "a", **fields: Any) -> Message:
    usual: dict[str, Any] = {"purpose": "care", "channel": "sms", "body": "请来复查", "by": None}
    message = write_message(patient, key=key, **usual)
    Message.objects.filter(pk=message.pk).update(**fields)
    message.refresh_from_db()
    return message


def unknown(patient: Patient, key: str = "u") -> Message:
    contact = Contact.objects.create(patient=patient, addressed=patient, purpose="care", channel="sms")
    return written(
        patient, key, state="unknown", contact=contact, address="+8613800138000", **Words.said("断线").fields
    )


def page(client: Client, by: User, address: str) -> str:
    client.force_login(by)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def posted(client: Client, by: User, address: str, **fields: str) -> None:
    client.force_login(by)
    assert client.post(address, fields).status_code == 302


def test_the_outbox_says_what_waits_and_why(client: Client, desk: User, zhou: Patient, marsh: Patient) -> None:
    """CAM-7: tab and filters stand in the URL."""
    written(zhou, reasons=["hours"])
    written(marsh, "b", state="failed", **Words.said("no such number").fields)
    waiting = page(client, desk, "/messages/")
    assert "周雅琴" in waiting
    assert "outside their hours" in waiting
    assert "Helen Marsh" not in waiting
    failed = page(client, desk, "/messages/?state=failed")
    assert "Helen Marsh" in failed
    assert "no such number" in failed
    assert "周雅琴" not in page(client, desk, "/messages/?state=waiting&channel=email")


def test_a_message_is_taken_back_from_the_list(client: Client, desk: User, zhou: Patient) -> None:
    message = written(zhou)
    posted(client, desk, f"/messages/{message.pk}/taking-back/")
    message.refresh_from_db()
    assert (message.state, message.settled_by) == ("taken_back", desk)
    assert "does not wait any more" in after(client, f"/messages/{message.pk}/taking-back/")


def after(client: Client, address: str, **fields: str) -> str:
    return client.post(address, fields, follow=True).content.decode()


def test_what_nobody_knows_is_settled_by_hand_and_written_anew(client: Client, desk: User, zhou: Patient) -> None:
    """An unknown outcome is never repeated by itself; a person says, and may write it anew."""
    message = unknown(zhou)
    assert "Of 1 message nobody knows" in page(client, desk, "/messages/")
    assert "断线" in page(client, desk, "/messages/unknown/")
    posted(client, desk, f"/messages/{message.pk}/settlement/", state="failed")
    message.refresh_from_db()
    assert (message.state, message.settled_by, Contact.objects.count()) == ("failed", desk, 0)
    posted(client, desk, f"/messages/{message.pk}/anew/")
    assert Message.objects.filter(state="waiting").get().body == message.body


def test_a_state_that_nobody_can_say_by_hand_changes_nothing(client: Client, desk: User, zhou: Patient) -> None:
    message = unknown(zhou)
    client.force_login(desk)
    assert "sent or not" in after(client, f"/messages/{message.pk}/settlement/", state="read")
    message.refresh_from_db()
    assert message.state == "unknown"


def test_messages_of_another_branch_do_not_exist(
    client: Client, marketer: User, desk: User, khalilova: Patient
) -> None:
    """What may not be seen is a 404."""
    message = written(khalilova)
    assert "Халилова" not in page(client, desk, "/messages/")
    for what in ("taking-back", "settlement", "anew"):
        assert client.post(f"/messages/{message.pk}/{what}/").status_code == 404


def test_who_sees_no_contacts_reads_no_number(client: Client, marketer: User, zhou: Patient) -> None:
    """REC-12: also where the provider says it."""
    message = unknown(zhou)
    Message.objects.update(**Words.said("550 +8613800138000 unknown").fields)
    assert "550" in page(client, marketer, "/messages/unknown/")
    assert "13800138000" not in page(client, marketer, "/messages/unknown/")
    Message.objects.filter(pk=message.pk).update(state="failed")
    assert "13800138000" not in page(client, marketer, "/messages/?state=failed")


def test_own_words_of_a_colleague_are_for_those_who_see_care(
    client: Client, marketer: User, desk: User, zhou: Patient
) -> None:
    """REC-12: they may be of the mouth; what one wrote oneself one knows."""
    written(zhou, body="根管之后怎么样?")
    written(zhou, "b", body="请来做客", written_by=marketer)
    assert "根管之后" in page(client, desk, "/messages/")
    shown = page(client, marketer, "/messages/")
    assert "根管之后" not in shown and "请来做客" in shown
    for reader, sees in ((desk, True), (marketer, False)):
        assert ("根管之后" in page(client, reader, f"/patients/{zhou.pk}/timeline/")) is sees


def test_words_that_no_database_takes_lose_what_it_refuses(
    client: Client, owner: User, desk: User, zhou: Patient
) -> None:
    """NUL from a form that is none."""
    template = Template.objects.create(name="复查", purpose="care")
    posted(client, owner, f"/settings/templates/{template.pk}/sms/en/", body="See\x00 you")
    assert Wording.objects.get().body == "See you"
    account = ChannelAccount.objects.create(name="SMS", channel="sms", provider="kannel", hook="h")
    answer = take_word(account, Word("4711", "?"))
    assert answer is not None
    posted(client, desk, f"/answers/{answer.pk}/person/", file_number="\x001")


def test_the_list_costs_the_same_however_long_it_is(
    client: Client, desk: User, riverside: Branch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    people = [register(riverside, f"王{n}") for n in range(12)]
    written(people[0], "0")
    client.force_login(desk)
    client.get("/messages/")
    with django_assert_max_num_queries(20) as few:
        client.get("/messages/")
    for number, person in enumerate(people[1:], start=1):
        written(person, str(number))
    with django_assert_max_num_queries(len(few)):
        client.get("/messages/")


def test_nobody_at_the_clinic_reads_the_key_of_a_private_link(client: Client, owner: User, zhou: Patient) -> None:
    """AFT-6: who has it could answer in the client's name; other addresses stand as they are written."""
    token = secrets.token_urlsafe(16)
    link, map_of = f"https://clinic.example/s/{token}/", "https://clinic.example/how-to-find-the-clinic-by-metro"
    message = written(zhou, body=f"请点击 {link}。地图 {map_of}", subject=link)
    for address in ("/messages/", f"/patients/{zhou.pk}/timeline/"):
        shown = page(client, owner, address)
        assert token not in shown and "https://clinic.example/s/•••。地图" in shown and map_of in shown
    message.refresh_from_db()
    assert token in message.body, "it is sent whole"


def test_nobody_at_the_clinic_reads_a_code_or_sends_it_again(client: Client, owner: User, zhou: Patient) -> None:
    """BOO-1: who has it books as the client; of other messages six digits are the price."""
    code = written(zhou, body="验证码123456，用于Riverside网上预约", key="code:ab")
    written(zhou, body="种植牙654321元", key="price")
    Message.objects.filter(pk=code.pk).update(state=MessageState.EXPIRED)
    for address in ("/messages/?state=not_gone", f"/patients/{zhou.pk}/timeline/"):
        shown = page(client, owner, address)
        assert "123456" not in shown and "验证码•••，" in shown
    assert "654321" in page(client, owner, "/messages/")
    assert f"/messages/{code.pk}/anew" not in page(client, owner, "/messages/?state=not_gone")
    code.refresh_from_db()
    with pytest.raises(Refused, match="asks for another"):
        write_anew(code, by=owner)
    assert "123456" in code.body, "it is sent whole"
