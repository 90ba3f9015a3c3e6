"""What a client wrote is done with when somebody spoke with them or wrote back, and not before (REC-7, REC-9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rapport.lib import clock
from rapport.outreach.answers import take_word
from rapport.outreach.calls import Said, begin_call, end_call, undo_outcome
from rapport.outreach.channels.base import Word
from rapport.outreach.models import REACHED, CallOutcome, ChannelAccount, Message, Task
from rapport.outreach.models.task import REPLIES
from rapport.outreach.outbox import take_back, write_anew, write_message
from rapport.outreach.replied import answer_by_letter, put_back_unsent
from rapport.outreach.task_actions import close_tasks
from rapport.outreach.tests.calling import EVENING, agrees_to_calls, ended, task_about
from rapport.people.actions import put_guardian
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.cast import register

BEFORE = EVENING - timedelta(hours=2)
ASKS_FOR = {
    CallOutcome.CALL_BACK: {"moment": EVENING + timedelta(days=1)},
    CallOutcome.THINKING: {"until": (EVENING + timedelta(days=9)).date()},
    CallOutcome.COMPLAINT: {"note": "慢"},
}
pytestmark = [pytest.mark.django_db, pytest.mark.now(EVENING)]


@pytest.fixture
def reply(sms: ChannelAccount, zhou: Patient, caller: User) -> Task:
    """What waits since two hours ago."""
    return writes(sms, "能喝咖啡吗？")


def writes(sms: ChannelAccount, text: str) -> Task:
    with clock.set_to(BEFORE):
        assert take_word(sms, Word("+8613800138000", text))
    return Task.objects.filter(REPLIES).get()


def letter(patient: Patient, by: User, key: str = "letter:1") -> Message:
    return write_message(patient, purpose="care", channel="sms", body="可以", key=key, by=by)


@pytest.mark.parametrize("outcome", CallOutcome)
def test_who_was_spoken_to_has_their_reply(
    reply: Task, zhou: Patient, caller: User, desk: User, outcome: CallOutcome
) -> None:
    """With a line that says by what and whom; where nobody was reached it waits on."""
    task = task_about(agrees_to_calls(zhou), owner=desk)
    ended(task, desk, outcome, **ASKS_FOR.get(outcome, {}))
    reply.refresh_from_db()
    assert (reply.closed_at is not None) is (outcome in REACHED)
    if outcome in REACHED:
        assert (reply.closed_how, reply.closed_by, reply.closed_words) == ("done", desk, "spoken to on the phone")
        assert reply.steps.get().by == desk


def test_undo_of_the_call_has_it_wait_again(reply: Task, zhou: Patient, caller: User) -> None:
    call = ended(task_about(agrees_to_calls(zhou)), caller, CallOutcome.REFUSED)
    undo_outcome(call, by=caller)
    reply.refresh_from_db()
    assert (reply.closed_at, reply.closed_how, reply.closed_words) == (None, "", "")
    assert not reply.steps.exists()


def test_what_was_written_during_the_call_is_not_answered_by_it(
    reply: Task, sms: ChannelAccount, zhou: Patient, caller: User
) -> None:
    call = begin_call(task_about(agrees_to_calls(zhou)), by=caller)
    with clock.set_to(EVENING + timedelta(minutes=1)):
        take_word(sms, Word("+8613800138000", "还有：能刷牙吗？"))
    with clock.set_to(EVENING + timedelta(minutes=2)):
        end_call(call, CallOutcome.REFUSED, by=caller, said=Said())
    assert Task.objects.open().filter(REPLIES).get() == reply


def test_a_call_about_the_child_answers_the_parent(
    reply: Task, riverside: Branch, zhou: Patient, desk: User
) -> None:
    """It is the parent who is spoken to; nobody calls them a second time for what they wrote."""
    child = register(riverside, "周小雨", birth_date=(EVENING - timedelta(days=2_500)).date())
    put_guardian(child, agrees_to_calls(zhou), by=desk)
    ended(task_about(agrees_to_calls(child), "recall"), desk, CallOutcome.BOOKED)
    reply.refresh_from_db()
    assert reply.closed_by == desk


def test_nobody_elses_is_touched(reply: Task, marsh: Patient, caller: User) -> None:
    ended(task_about(agrees_to_calls(marsh)), caller, CallOutcome.BOOKED)
    reply.refresh_from_db()
    assert reply.closed_at is None


def test_a_letter_answers_and_taken_back_does_not(reply: Task, zhou: Patient, caller: User, desk: User) -> None:
    """Also where a colleague takes it back; told twice, it closes what came since no more than once."""
    sent = letter(zhou, caller)
    answer_by_letter(sent, by=caller)
    reply.refresh_from_db()
    assert (reply.closed_by, reply.closed_words) == (caller, "answered by letter: SMS")
    take_back(sent, by=desk)
    reply.refresh_from_db()
    assert reply.closed_at is None
    close_tasks([reply], "done", by=desk)
    answer_by_letter(sent, by=caller)
    assert put_back_unsent() == 0, "what a person closed since stays closed"


@pytest.mark.parametrize("state", ["failed", "refused", "expired"])
def test_a_letter_that_does_not_go_leaves_nobody_without_a_reply(
    reply: Task, zhou: Patient, caller: User, state: str
) -> None:
    sent = letter(zhou, caller)
    answer_by_letter(sent, by=caller)
    assert put_back_unsent() == 0
    Message.objects.advance(state, settled_at=EVENING)
    assert (put_back_unsent(), put_back_unsent()) == (1, 0)
    reply.refresh_from_db()
    assert reply.closed_at is None


def test_who_wrote_anew_meanwhile_waits_once(
    reply: Task, sms: ChannelAccount, zhou: Patient, caller: User
) -> None:
    sent = letter(zhou, caller)
    answer_by_letter(sent, by=caller)
    take_word(sms, Word("+8613800138000", "在吗？"))
    Message.objects.advance("failed", settled_at=EVENING)
    assert put_back_unsent() == 0
    anew = Task.objects.open().filter(REPLIES).get()
    assert anew != reply
    close_tasks([anew], "done", by=caller)
    assert put_back_unsent() == 0 and not Task.objects.open().filter(REPLIES).exists()


@pytest.mark.parametrize("swept", [True, False])
def test_a_letter_written_anew_answers_what_the_first_had_answered(
    reply: Task, zhou: Patient, caller: User, desk: User, swept: bool
) -> None:
    """Also before the sweep has noticed that the first went nowhere; if it does not go either, they wait again."""
    sent = letter(zhou, caller)
    answer_by_letter(sent, by=caller)
    Message.objects.advance("failed", settled_at=EVENING)
    assert not swept or put_back_unsent() == 1
    anew = write_anew(Message.objects.get(), by=desk)
    reply.refresh_from_db()
    assert (reply.closed_by, reply.closed_words) == (desk, "answered by letter: SMS")
    assert put_back_unsent() == 0
    Message.objects.filter(pk=anew.pk).advance("failed", settled_at=EVENING)
    assert put_back_unsent() == 1
    reply.refresh_from_db()
    assert reply.closed_at is None


def test_old_words_written_anew_do_not_answer_what_was_asked_since(
    reply: Task, sms: ChannelAccount, zhou: Patient, caller: User
) -> None:
    sent = letter(zhou, caller)
    answer_by_letter(sent, by=caller)
    with clock.set_to(EVENING + timedelta(minutes=1)):
        take_word(sms, Word("+8613800138000", "在吗？"))
        Message.objects.advance("failed", settled_at=clock.now())
        write_anew(Message.objects.get(), by=caller)
    assert Task.objects.open().filter(REPLIES).exists()


def test_another_letter_written_anew_answers_nobody(reply: Task, zhou: Patient, caller: User) -> None:
    letter(zhou, caller)
    Message.objects.advance("failed", settled_at=EVENING)
    write_anew(Message.objects.get(), by=caller)
    assert Task.objects.open().filter(REPLIES).get() == reply
