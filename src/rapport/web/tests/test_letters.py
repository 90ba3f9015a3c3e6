"""A letter from the card, and templates in the settings, as staff write them (CAM-7)."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from rapport.outreach.answers import take_word
from rapport.outreach.channels.base import Word
from rapport.outreach.models import ChannelAccount, Message, MessageState, Task, Template
from rapport.outreach.wording.shipped import take_over_shipped
from rapport.people.actions import give_consent
from rapport.people.models import Patient
from rapport.staff.models import User

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
pytestmark = pytest.mark.now(NOON)


def _written(channel: str = "wechat", **more: str) -> dict[str, str]:
    said = {"purpose": "care", "channel": channel, "body": "{greeting},您好!", "key": str(uuid4())}
    return {**said, **more}


def test_a_letter_is_written_once_and_taken_back(client: Client, desk: User, zhou: Patient) -> None:
    """CAM-7: ten seconds to take it back; a second press of the button writes nothing."""
    client.force_login(desk)
    give_consent(zhou, "care", by=desk)
    url = reverse("web:card_letter", args=[zhou.pk])
    posted = _written()
    for _press in range(2):
        assert client.post(url, posted).status_code == 302
    message = Message.objects.get()
    assert message.body.startswith("周") and message.state == MessageState.WAITING
    client.post(reverse("web:card_letter_taking_back", args=[zhou.pk, message.pk]))
    message.refresh_from_db()
    assert message.state == MessageState.TAKEN_BACK
    client.post(url, posted)
    assert Message.objects.filter(state=MessageState.WAITING).count() == 1, "sent once more after taking it back"
    client.post(url, {**posted, "body": "{greeting}: other words"})
    assert Message.objects.count() == 3, "other words in the form that was gone back to are another letter"


def test_an_sms_that_tells_of_an_illness_is_not_written(client: Client, desk: User, zhou: Patient) -> None:
    """CAM-7, REC-11: the text stays in the form, and the sentence says what to do."""
    client.force_login(desk)
    answer = client.post(reverse("web:card_letter", args=[zhou.pk]), _written("sms", body="您有龋齿"))
    assert answer.status_code == 422 and "您有龋齿" in answer.content.decode()
    assert not Message.objects.exists()


def test_a_template_fills_the_form_for_this_person(client: Client, desk: User, owner: User, zhou: Patient) -> None:
    """CAM-7: the words of the template in the language of the client, by name."""
    client.force_login(desk)
    [birthday] = [one for one in take_over_shipped("en", by=owner) if one.occasion == "birthday"]
    url = reverse("web:card_letter", args=[zhou.pk])
    shown = client.post(url, {"draft": "1", "template": birthday.pk, "channel": "sms", "key": str(uuid4())})
    assert "祝您生日快乐" in shown.content.decode() and not Message.objects.exists()


def test_a_branch_changes_its_own_templates_alone(
    client: Client, desk: User, marketer: User, almaty: object
) -> None:
    """REC-12: templates of the house and of another branch are not a branch's to change."""
    house = Template.objects.create(name="house", purpose="care")
    there = Template.objects.create(name="there", purpose="care", branch=almaty)
    client.force_login(desk)
    for template in (house, there):
        assert client.get(reverse("web:template", args=[template.pk])).status_code == 404
        assert client.post(reverse("web:template_retirement", args=[template.pk])).status_code == 404
    assert "house" in client.get(reverse("web:templates")).content.decode()
    assert "there" not in client.get(reverse("web:templates")).content.decode()


@pytest.mark.parametrize("answers", [True, False])
def test_a_letter_is_the_reply_where_it_is_said_so(
    client: Client, desk: User, zhou: Patient, answers: bool
) -> None:
    """REC-7, REC-9: asked where they wrote, and ticked; a letter about something else answers nothing."""
    client.force_login(desk)
    give_consent(zhou, "care", by=desk)
    url = reverse("web:card_letter", args=[zhou.pk])
    assert 'name="answers"' not in client.get(url).content.decode()
    sms = ChannelAccount.objects.create(name="SMS", channel="sms", provider="kannel", hook="a")
    take_word(sms, Word("+8613800138000", "能喝咖啡吗？"))
    assert (
        client.get(url).context["form"]["answers"].value() and 'name="answers"' in client.get(url).content.decode()
    )
    posted = _written(answers="on") if answers else _written()
    drafted = client.post(url, {**posted, "draft": "1"})
    assert drafted.context["form"]["answers"].value() is answers, "as they left it"
    client.post(url, posted)
    assert Task.objects.open().exists() is not answers
    message = Message.objects.get()
    client.post(reverse("web:card_letter_taking_back", args=[zhou.pk, message.pk]))
    assert Task.objects.open().exists()
    client.post(url, posted)
    assert Task.objects.open().exists() is not answers, "sent once more after taking it back"
