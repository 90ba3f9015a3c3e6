"""What clients write: found whose it is, kept once, obeyed at once (REC-7, REC-11, CAM-7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.lib import clock
from rapport.outreach.answers import assign, take_word
from rapport.outreach.channels.base import Word
from rapport.outreach.gate import Ask, look
from rapport.outreach.identities import INVITED_FOR, accept_invitation, invitation, users_of
from rapport.outreach.models import Answer, ChannelAccount, ChannelIdentity, Contact, Message, Stopped, Task
from rapport.outreach.optout import what_is_asked
from rapport.outreach.task_actions import close_tasks, snooze_tasks
from rapport.outreach.timeline import events
from rapport.people.actions import give_consent, put_guardian
from rapport.people.consents import in_force
from rapport.people.merging.actions import merge_patients
from rapport.people.models import Consent, ContactPoint, Patient
from rapport.staff.models import Branch, User
from tests.cast import register

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
ZHOU = "+8613800138000"
pytestmark = [pytest.mark.django_db, pytest.mark.now(NOON)]


@pytest.fixture
def bot(db: None) -> ChannelAccount:
    return ChannelAccount.objects.create(name="Bot", channel="telegram", provider="telegram", hook="b")


def agrees(*people: Patient) -> None:
    for patient in people:
        for purpose in ("care", "marketing"):
            give_consent(patient, purpose, by=None, given_on=date(2026, 1, 5))


def says(account: ChannelAccount, text: str, sender: str = ZHOU, **fields: object) -> Answer | None:
    return take_word(account, Word(sender, text, **fields))  # type: ignore[arg-type]


def open_to(patient: Patient) -> set[tuple[str, str]]:
    """Purposes and channels to which they agree."""
    return {
        (purpose, channel)
        for purpose in ("care", "marketing")
        for channel in ("call", "sms", "email", "telegram")
        if in_force(patient, purpose, channel)
    }


def test_an_answer_stands_on_the_timeline_and_counts_for_no_cap(sms: ChannelAccount, zhou: Patient) -> None:
    answer = says(sms, "明天可以吗？<b>", id="7")
    assert answer is not None and answer.patient == zhou
    contact = Contact.objects.get()
    assert (contact.direction, contact.patient, contact.channel) == ("in", zhou, "sms")
    assert not Contact.objects.out().exists()
    [event] = events(zhou, with_care=True)
    assert event.below == "明天可以吗？<b>" and event.at is not None
    assert [one.below for one in events(zhou, with_care=False)] == [""]


def test_the_same_word_is_taken_once(sms: ChannelAccount, zhou: Patient) -> None:
    for _time in range(3):
        says(sms, "好的", id="7")
        says(sms, "谢谢", at=NOON)
    assert Answer.objects.count() == Contact.objects.count() == 2


def test_a_clock_ahead_tells_no_future(sms: ChannelAccount, zhou: Patient) -> None:
    answer = says(sms, "好的", at=NOON + timedelta(days=400))
    assert answer is not None and answer.at == NOON


def test_what_is_written_lies_with_somebody_until_it_is_answered(
    sms: ChannelAccount, bot: ChannelAccount, zhou: Patient, marsh: Patient, caller: User
) -> None:
    """REC-7, REC-9: one task however much they write, without their words; a stop asks for no reply."""
    for text in ("STOP", "  退订", ""):
        says(sms, text)
    assert not Task.objects.exists()
    says(sms, "明天可以吗？")
    task = Task.objects.get()
    assert (task.patient, task.owner, task.due_on, task.stays) == (zhou, caller, date(2026, 3, 4), True)
    assert "短信" in task.words and "明天" not in task.words
    snooze_tasks([task], NOON + timedelta(days=2), by=caller)
    says(sms, "在吗？")
    assert Task.objects.waiting(NOON).get() == task
    close_tasks([task], "done", by=caller)
    says(sms, "谢谢")
    assert Task.objects.open().count() == 1 and Task.objects.count() == 2
    unknown = says(bot, "Кто там?", sender="4712")
    assert unknown is not None and not marsh.tasks.exists()
    assign(unknown, marsh)
    assert marsh.tasks.open().count() == 1


STOPS = (
    "STOP", " stop. ", "Ｓｔｏｐ！", "退订", "「退訂」", "退 订。", "TD", "td",
    "Стоп!", "ОТПИСАТЬСЯ", "Не пишите мне", "unsubscribe",
)  # fmt: skip


@pytest.mark.parametrize("text", STOPS)
def test_a_stop_is_a_stop_in_any_spelling(text: str) -> None:
    """CAM-7."""
    assert what_is_asked(text) is Stopped.OFFERS


@pytest.mark.parametrize("text", ["STOP ALL", "stopall", "全部退订", "全部退訂！", "Стоп всё", "СТОП ВСЕ."])
def test_everything_is_everything(text: str) -> None:
    assert what_is_asked(text) is Stopped.ALL


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Don't stop calling me",
        "我想退订下周的预约",
        "Когда стоп-линия пройдёт?",
        "cancel",
        "STOP " * 30,
        "отмена",
    ],
)
def test_a_stop_within_a_sentence_is_read_by_a_person(text: str) -> None:
    assert what_is_asked(text) is Stopped.NOTHING


def test_stop_ends_offers_by_that_channel_then_everything_by_it(sms: ChannelAccount, zhou: Patient) -> None:
    """REC-11, CAM-7: at once; said again it means what still comes."""
    agrees(zhou)
    first = says(sms, "退订", id="1")
    assert first is not None and first.stopped == "offers"
    assert ("marketing", "sms") not in open_to(zhou) and ("care", "sms") in open_to(zhou)
    with clock.set_to(NOON + timedelta(days=2)):
        second = says(sms, "退订", id="2")
        assert second is not None and second.stopped == "channel"
        assert {channel for _purpose, channel in open_to(zhou)} == {"call", "email", "telegram"}
    word = Consent.objects.filter(patient=zhou, said="withdrawn").first()
    assert word is not None and (word.how, word.note) == ("message", "退订")


def test_a_stop_that_the_network_delivers_twice_is_one(sms: ChannelAccount, zhou: Patient) -> None:
    agrees(zhou)
    for number in ("1", "2"):
        says(sms, "退订", id=number)
    assert ("care", "sms") in open_to(zhou)


def test_stop_all_leaves_calls_about_their_own_treatment(sms: ChannelAccount, zhou: Patient) -> None:
    agrees(zhou)
    says(sms, "STOP ALL")
    assert open_to(zhou) == {("care", "call")}


def test_a_stop_holds_for_everyone_at_that_address(
    sms: ChannelAccount, riverside: Branch, zhou: Patient, marsh: Patient, desk: User
) -> None:
    """A family shares a phone, and a child is written to through the parent: none of them hears any more."""
    sister = register(riverside, "周雅文", phone=ZHOU, birth_date=date(1984, 2, 2))
    child = register(riverside, "周小雨", birth_date=date(2019, 5, 1))
    put_guardian(child, zhou, by=desk)
    for one in (zhou, sister, marsh):
        agrees(one)
    says(sms, "退订")
    assert ("marketing", "sms") not in open_to(zhou) | open_to(sister)
    assert ("marketing", "sms") in open_to(marsh)
    assert Consent.objects.filter(patient=child, purpose="marketing", said="withdrawn").exists()


def test_of_several_it_is_who_was_written_to_last(sms: ChannelAccount, riverside: Branch, zhou: Patient) -> None:
    sister = register(riverside, "周雅文", phone=ZHOU, birth_date=date(1984, 2, 2))
    nobody = says(sms, "哪位？", id="1")
    assert nobody is not None and nobody.patient is None
    contact = Contact.objects.create(patient=sister, addressed=sister, purpose="marketing", channel="sms")
    Message.objects.create(
        key="k", patient=sister, purpose="marketing", channel="sms", language="ru", body="…", state="sent",
        account=sms, address=ZHOU, contact=contact, handed_over_at=NOON, not_before=NOON,
        expires_at=NOON + timedelta(days=3),
    )  # fmt: skip
    hers = says(sms, "好的", id="2")
    assert hers is not None and hers.patient == sister and hers.contact is not None
    assert hers.contact.purpose == "marketing"


def test_a_word_of_nobody_is_listed(
    sms: ChannelAccount, zhou: Patient, owner: User, desk: User, almaty_marketer: User, almaty: Branch
) -> None:
    says(sms, "STOP", sender="+8613700137000")
    assert Answer.objects.visible_to(owner).of_nobody().count() == 1
    assert Answer.objects.visible_to(desk).of_nobody().count() == 1
    sms.branch = zhou.branch
    sms.save()
    assert not Answer.objects.visible_to(almaty_marketer).exists()


def test_hostile_words_are_kept_as_far_as_they_can_be(sms: ChannelAccount, zhou: Patient) -> None:
    answer = says(sms, "\x00\ud800" + "я" * 9_000, sender="\x00" * 900, name="n" * 900, id="\ud800")
    assert answer is not None and len(answer.text) == 4_000


def test_who_opens_the_invitation_is_known(bot: ChannelAccount, zhou: Patient) -> None:
    """REC-2: a bot may write to who started it alone; the token says who that is."""
    token = invitation(bot, zhou)
    assert len(token) <= 64 and token.replace("-", "").replace("_", "").isalnum()
    take_word(bot, Word("4711", f"/start {token}", invitation=token, name="yaqin"))
    assert users_of(bot, [zhou.pk]) == {zhou.pk: "4711"}
    assert zhou.contacts.get(kind="telegram").value == "yaqin"
    agrees(zhou)
    says(bot, "/stop", sender="4711", stops=True)
    assert ("marketing", "telegram") not in open_to(zhou)


def test_half_a_character_is_no_invitation(bot: ChannelAccount) -> None:
    """JSON may carry one; no database and no signature takes it."""
    assert take_word(bot, Word("4711", "/start", invitation="1-1-1-\ud800")) is None
    assert not ChannelIdentity.objects.exists()


def test_an_invitation_is_good_for_one(bot: ChannelAccount, zhou: Patient, marsh: Patient) -> None:
    token = invitation(bot, zhou)
    assert accept_invitation(bot, "4711", token) == zhou
    assert accept_invitation(bot, "4711", token) == zhou
    assert accept_invitation(bot, "666", token) is None
    other = ChannelAccount.objects.create(name="Other", channel="telegram", provider="telegram", hook="c")
    said, _dash, mac = token.rpartition("-")
    forged = [f"{bot.pk:x}-{marsh.pk:x}-{said.split('-')[2]}-{mac}", "", "---", "1-2-3-4", "ключ", "-" * 64, said]
    for wrong in forged:
        assert accept_invitation(bot, "666", wrong) is None
    assert accept_invitation(other, "666", invitation(bot, marsh)) is None
    late = invitation(bot, marsh)
    with clock.set_to(NOON + INVITED_FOR + timedelta(days=1)):
        assert accept_invitation(bot, "666", late) is None
    assert ChannelIdentity.objects.count() == 1


def test_who_was_merged_keeps_what_they_are_known_by(
    bot: ChannelAccount, sms: ChannelAccount, zhou: Patient, twice: Patient, desk: User
) -> None:
    """REC-10."""
    accept_invitation(bot, "4711", invitation(bot, twice))
    says(bot, "здравствуйте", sender="4711")
    merge_patients(zhou.pk, twice.pk, picks={}, by=desk)
    assert users_of(bot, [zhou.pk]) == {zhou.pk: "4711"} and Answer.objects.get().patient == zhou
    assert accept_invitation(bot, "9", invitation(bot, twice)) is None


def test_a_stop_is_confirmed_once_in_their_language(sms: ChannelAccount, zhou: Patient) -> None:
    """CAM-7: what it ended, and what still comes; no machine that answers by itself makes a second one."""
    agrees(zhou)
    says(sms, "退订", id="1")
    [told] = Message.objects.all()
    assert (told.patient, told.channel, told.purpose, told.on_request) == (zhou, "sms", "care", True)
    assert told.language == "zh-hans" and "退订" in told.body and zhou.branch.name in told.body
    assert look(zhou, Ask("care", "sms", on_request=True)).allowed
    for day in range(1, 4):
        with clock.set_to(NOON + timedelta(days=day)):
            says(sms, "退订", id=f"again {day}")
    assert Message.objects.count() == 1
    with clock.set_to(NOON + timedelta(days=9)):
        give_consent(zhou, "care", by=None)
        give_consent(zhou, "marketing", by=None)
        says(sms, "退订", id="anew")
    assert Message.objects.count() == 2


def test_a_stop_by_mail_is_confirmed_by_mail(marsh: Patient) -> None:
    """REC-7, CAM-7: an answer by e-mail stands on the timeline as one by SMS does."""
    agrees(marsh)
    mail = ChannelAccount.objects.create(name="Mail", channel="email", provider="anymail", hook="m")
    ContactPoint.objects.create(patient=marsh, kind="email", value="Helen@example.com")
    answer = says(mail, "Stop", sender="Helen@example.com")
    assert answer is not None and answer.patient == marsh and answer.contact is not None
    told = Message.objects.get()
    assert told.channel == "email" and told.subject and told.body


def test_where_everything_ended_silence_is_the_answer(sms: ChannelAccount, zhou: Patient, marsh: Patient) -> None:
    """CAM-7: nothing goes by a channel that was closed, nor to somebody whom nobody knows, nor for a complaint."""
    agrees(zhou, marsh)
    says(sms, "STOP ALL")
    says(sms, "STOP", sender="+8613700137000")
    mail = ChannelAccount.objects.create(name="Mail", channel="email", provider="anymail", hook="m")
    ContactPoint.objects.create(patient=marsh, kind="email", value="helen@example.com")
    assert says(mail, "", sender="helen@example.com", stops=True) and ("marketing", "email") not in open_to(marsh)
    assert not Message.objects.exists()
