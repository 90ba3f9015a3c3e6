"""Connecting WeChat and Telegram, and the list of what clients wrote (REC-2, REC-7)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from rapport.outreach.accounts import save_account
from rapport.outreach.answers import take_word
from rapport.outreach.channels.base import Word
from rapport.outreach.channels.tests.listening import listening, saying
from rapport.outreach.identities import accept_invitation, users_of
from rapport.outreach.models import Answer, ChannelAccount
from rapport.outreach.unknown import say_whose
from rapport.people.models import Patient
from rapport.staff.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def bot(settings: Settings, riverside: object) -> ChannelAccount:
    settings.RAPPORT_ADDRESS = "https://clinic.example"
    values = {"bot": "RiversideBot", "token": "123:ABC"}
    return save_account(ChannelAccount(name="Our bot", provider="telegram"), values)


def test_a_code_on_the_screen_makes_a_person_known(
    client: Client, desk: User, bot: ChannelAccount, zhou: Patient
) -> None:
    """REC-2: what the code says is what the bot is shown, and then the page says so."""
    client.force_login(desk)
    path = reverse("web:card_invitations", args=[zhou.pk])
    assert "not connected" in client.get(path).content.decode()
    page = client.post(path, {"account": bot.pk})
    url = page.context["url"]
    assert url.startswith("https://t.me/RiversideBot?start=") and "<svg" in page.content.decode()
    assert page["Cache-Control"] == "no-store" and 'style="' not in str(page.context["code"])
    assert accept_invitation(bot, "4711", url.partition("=")[2], name="yaqin") == zhou
    assert users_of(bot, [zhou.pk]) == {zhou.pk: "4711"} and "yaqin" in client.get(path).content.decode()


def test_a_code_for_wechat_comes_from_wechat(client: Client, desk: User, zhou: Patient) -> None:
    def answer(asked: object) -> tuple[int, bytes] | None:
        kind = {"access_token": "t", "expires_in": 7200, "ticket": "x", "url": "http://weixin.qq.com/q/abc"}
        return saying(200, kind)(asked)  # type: ignore[arg-type]

    client.force_login(desk)
    with listening(answer) as there:
        values = {
            "app_id": "wx",
            "app_secret": "s",
            "token": "t",
            "template": "T",
            "place": "thing1",
            "api": there.url,
        }
        account = save_account(ChannelAccount(name="微信", provider="wechat"), values)
        page = client.post(reverse("web:card_invitations", args=[zhou.pk]), {"account": account.pk})
        assert page.context["url"] == "http://weixin.qq.com/q/abc"
        scene = there.asked[-1].fields["action_info"]["scene"]["scene_str"]
        assert accept_invitation(account, "o-1", scene) == zhou
        there.answer = saying(200, {"errcode": 40013, "errmsg": "invalid appid"})
        page = client.post(reverse("web:card_invitations", args=[zhou.pk]), {"account": account.pk}, follow=True)
        assert "url" not in page.context and "40013" in page.content.decode()


@pytest.mark.parametrize("account", ["", "0", "999", "ключ", "9" * 40])
def test_no_code_for_an_account_that_is_not_there(
    client: Client, desk: User, bot: ChannelAccount, zhou: Patient, account: str
) -> None:
    client.force_login(desk)
    path = reverse("web:card_invitations", args=[zhou.pk])
    assert client.post(path, {"account": account}).status_code == 404


def test_an_answer_of_nobody_is_given_to_a_person(
    client: Client, desk: User, bot: ChannelAccount, zhou: Patient, khalilova: Patient
) -> None:
    """REC-7: by the number of the file; nobody of another branch can be named."""
    client.force_login(desk)
    assert "?whose=nobody" not in client.get(reverse("web:answers")).content.decode(), "no count where none waits"
    answer = take_word(bot, Word("4711", "<script>明天可以</script>", id="1"))
    assert answer is not None
    page = client.get(reverse("web:answers"), {"whose": "nobody"}).content.decode()
    assert client.get(reverse("web:answers")).context["views"][1].count == 1
    assert "4711" in page and "<script>明" not in page and "&lt;script&gt;明天可以" in page
    path = reverse("web:answer_person", args=[answer.pk])
    for number in ("", "no such", khalilova.file_number):
        client.post(path, {"file_number": number})
        assert Answer.objects.get().patient is None
    client.post(path, {"file_number": zhou.file_number})
    assert Answer.objects.get().patient == zhou
    assert client.post(path, {"file_number": zhou.file_number}).status_code == 404
    assert "明天可以" in client.get(reverse("web:card_timeline", args=[zhou.pk])).content.decode()


@pytest.mark.parametrize("ticked", [True, False])
def test_the_number_of_whoever_wrote_is_offered_for_the_card(
    client: Client, desk: User, zhou: Patient, bot: ChannelAccount, ticked: bool
) -> None:
    """REC-2: only where somebody ticks it, and not for what a messenger calls them."""
    sms = ChannelAccount.objects.create(name="SMS", channel="sms", provider="kannel", hook="s", branch=zhou.branch)
    take_word(bot, Word("4711", "hi", id="1"))
    client.force_login(desk)
    url = reverse("web:answers")
    assert 'name="address"' not in client.get(url).content.decode()
    answer = take_word(sms, Word("+8613700137000", "换号了"))
    assert answer and client.get(url).content.decode().count('name="address"') == 1
    sent = {"file_number": zhou.file_number} | ({"address": "on"} if ticked else {})
    page = client.post(reverse("web:answer_person", args=[answer.pk]), sent, follow=True).content.decode()
    assert zhou.contacts.filter(value="+8613700137000").exists() is ticked
    assert ("+8613700137000 stands on their card now." in page) is ticked


def test_nobody_of_ours_and_back(
    client: Client, caller: User, desk: User, dentist: User, bot: ChannelAccount
) -> None:
    """REC-7: one click and its undo; it stays in the list of all with who said so."""
    client.force_login(desk)
    take_word(bot, Word("4711", "win a phone", id="1"))
    answer = Answer.objects.get()
    page = client.post(reverse("web:answer_aside", args=[answer.pk]), follow=True)
    undo = reverse("web:answer_aside_undoing", args=[answer.pk])
    assert undo in page.content.decode() and str(desk) in page.content.decode()
    assert page.context["unknown"] == 0 and "unknown person" not in client.get("/").content.decode()
    assert client.post(undo, follow=True).context["unknown"] == 1
    client.force_login(dentist)
    assert client.post(reverse("web:answer_aside", args=[answer.pk])).status_code == 403
    assert Answer.objects.of_nobody().exists()


@pytest.mark.parametrize("meanwhile", [False, True])
def test_who_wrote_is_written_down_as_a_new_person(
    client: Client, desk: User, zhou: Patient, meanwhile: bool
) -> None:
    """REC-7, REC-1: their number is in the form, and their words on the new card; nothing typed is lost where a
    colleague has said meanwhile who it was."""
    sms = ChannelAccount.objects.create(name="SMS", channel="sms", provider="kannel", hook="s", branch=zhou.branch)
    take_word(sms, Word("+8613700137000", "想约洗牙"))
    answer = Answer.objects.get()
    client.force_login(desk)
    page = client.get(reverse("web:answers"), {"whose": "nobody"}).content.decode()
    path = f"{reverse('web:person_new')}?answer={answer.pk}&branch={zhou.branch_id}"
    assert path.replace("&", "&amp;") in page
    assert 'value="+8613700137000"' in client.get(path).content.decode()
    if meanwhile:
        say_whose(answer, zhou)
    sent = {"full_name": "林小满", "branch": str(zhou.branch_id), "sex": "female"}
    phone = {"contact-new1-kind": "phone", "contact-new1-value": "+8613700137000"}
    assert client.post(path, {**sent, **phone}).status_code == 302
    new = Patient.objects.get(full_name="林小满")
    assert Answer.objects.get().patient == (zhou if meanwhile else new)


def test_the_list_costs_the_same_however_long(client: Client, desk: User, bot: ChannelAccount) -> None:
    client.force_login(desk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("web:answers")).status_code == 200
        return len(captured)

    take_word(bot, Word("1", "hello", id="0"))
    cost()
    few = cost()
    for number in range(1, 60):
        take_word(bot, Word("1", f"hello {number}", id=str(number)))
    assert cost() == few
    page = client.get(reverse("web:answers"))
    assert page.context["more"] and len(page.context["answers"]) == 50
    assert len(client.get(reverse("web:answers"), {"before": page.context["more"]}).context["answers"]) == 10
