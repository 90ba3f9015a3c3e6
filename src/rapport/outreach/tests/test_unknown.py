"""Nobody who wrote is lost for not being known: they wait until somebody has said who it is (REC-7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.lib import clock
from rapport.outreach.answers import take_word
from rapport.outreach.channels.base import Word
from rapport.outreach.models import Answer, ChannelAccount, Task
from rapport.outreach.unknown import ask_again, keep_address, say_whose, set_aside
from rapport.people.actions import Edited, Outdated, edit_patient, give_consent
from rapport.people.consents import in_force
from rapport.people.models import Patient
from rapport.staff.models import User

NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
STRANGER, OTHER = "+8613700137000", "+8613700137001"
pytestmark = [pytest.mark.django_db, pytest.mark.now(NOON)]


def says(account: ChannelAccount, text: str, sender: str = STRANGER) -> Answer:
    answer = take_word(account, Word(sender, text))
    assert answer is not None
    return answer


def waiting() -> set[str]:
    return set(Answer.objects.of_nobody().values_list("text", flat=True))


def test_they_wait_however_long(sms: ChannelAccount, zhou: Patient) -> None:
    says(sms, "你好")
    with clock.set_to(NOON + timedelta(days=400)):
        assert waiting() == {"你好"}


def test_all_that_one_writer_wrote_goes_to_the_person(
    sms: ChannelAccount, zhou: Patient, marsh: Patient, caller: User
) -> None:
    """One task for it; what another wrote waits on, and said a second time it changes nothing."""
    first, second, other = says(sms, "你好"), says(sms, "在吗？"), says(sms, "喂", OTHER)
    assert say_whose(second, zhou) == 2
    assert set(zhou.answers.all()) == {first, second} and waiting() == {other.text}
    assert Task.objects.get().patient == zhou
    assert say_whose(first, marsh) == 0 and not marsh.answers.exists()


def test_the_stop_of_somebody_unknown_holds_once_it_is_known_who_they_are(
    sms: ChannelAccount, zhou: Patient
) -> None:
    """REC-11, CAM-7: it was said to the clinic; that nobody knew them then is no reason to go on."""
    for purpose in ("care", "marketing"):
        give_consent(zhou, purpose, by=None, given_on=date(2026, 1, 5))
    stop = says(sms, "退订")
    assert in_force(zhou, "marketing", "sms")
    say_whose(stop, zhou)
    assert not in_force(zhou, "marketing", "sms") and in_force(zhou, "care", "sms")
    assert not Task.objects.exists()


def test_nobody_of_ours_is_off_the_list_until_they_write_again(
    sms: ChannelAccount, caller: User, zhou: Patient
) -> None:
    first = says(sms, "代开发票")
    says(sms, "代开发票，优惠")
    says(sms, "喂", OTHER)
    assert set_aside(first, by=caller) == 2 and waiting() == {"喂"}
    first.refresh_from_db()
    assert (first.set_aside_at, first.set_aside_by) == (NOON, caller)
    with clock.set_to(NOON + timedelta(hours=1)):
        assert set_aside(says(sms, "最后一次"), by=caller) == 1
    assert ask_again(first) == 2 and waiting() == {"代开发票", "代开发票，优惠", "喂"}
    assert ask_again(first) == 0


def test_who_was_set_aside_may_turn_out_to_be_somebody(sms: ChannelAccount, caller: User, zhou: Patient) -> None:
    answer = says(sms, "你好")
    set_aside(answer, by=caller)
    assert say_whose(answer, zhou) == 1 and zhou.answers.get() == answer
    assert ask_again(answer) == 0 and set_aside(answer, by=caller) == 0


def test_the_number_that_they_wrote_from_is_put_on_their_card(
    sms: ChannelAccount, zhou: Patient, caller: User
) -> None:
    """REC-2, REC-11: what they write next is known to be theirs; what they agreed to is what it was, and who has
    the card open to change it is told."""
    answer = says(sms, "换号了")
    say_whose(answer, zhou)
    words, version = list(zhou.consents.values_list("pk")), zhou.version
    assert keep_address(answer, zhou, by=caller) and not keep_address(answer, zhou, by=caller)
    point = zhou.contacts.get(value=STRANGER)
    assert (point.kind, point.verified_at, point.preferred, point.do_not_use) == ("phone", None, False, False)
    assert zhou.contacts.count() == 2 and says(sms, "收到吗？").patient == zhou
    assert list(zhou.consents.values_list("pk")) == words
    with pytest.raises(Outdated):
        edit_patient(zhou.pk, Edited({}, [], None), version=version, by=caller)


def test_a_number_that_is_not_to_be_used_stays_so(sms: ChannelAccount, zhou: Patient, caller: User) -> None:
    answer = says(sms, "你好")
    zhou.contacts.create(kind="phone", value=STRANGER, do_not_use=True)
    assert not keep_address(answer, zhou, by=caller)
    assert zhou.contacts.get(value=STRANGER).do_not_use


@pytest.mark.parametrize("sender", ["10690000", "Rapport"])
def test_what_is_no_number_of_a_person_is_not_kept(
    sms: ChannelAccount, zhou: Patient, caller: User, sender: str
) -> None:
    assert not keep_address(says(sms, "你好", sender), zhou, by=caller) and zhou.contacts.count() == 1


def test_what_a_messenger_calls_them_is_no_way_to_reach_them(zhou: Patient, caller: User) -> None:
    bot = ChannelAccount.objects.create(name="T", channel="telegram", provider="telegram", hook="t")
    assert not keep_address(says(bot, "hi", "4711"), zhou, by=caller)
