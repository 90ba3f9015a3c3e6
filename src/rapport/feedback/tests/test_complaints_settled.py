"""A complaint on its way to the second word of the client: eight steps, closed, opened again (CMP-2, CMP-5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rapport.care.actions import NewVisit, write_visit
from rapport.care.models import Visit
from rapport.feedback.complaints import (
    Compensation,
    NewComplaint,
    agree_solution,
    climb_complaints,
    close_complaint,
    close_unreached,
    hand_over,
    new_token,
    note_try,
    raise_with_link,
    reopen_complaint,
    settle_inside,
    sort_complaint,
    take_back_step,
    take_step,
)
from rapport.feedback.complaints.figures import figures
from rapport.feedback.models import (
    EIGHT_STEPS,
    Complaint,
    ComplaintEnd,
    ComplaintKind,
    ComplaintMove,
    Heard,
    Promise,
    Severity,
)
from rapport.feedback.promises import NewPromise
from rapport.feedback.tests.complaining import NOON, angry, refusal, walked
from rapport.lib import clock
from rapport.outreach import gate
from rapport.outreach.gate import Ask
from rapport.outreach.models import Pause, Task
from rapport.people.models import Mention, Patient
from rapport.staff.models import User

pytestmark = [pytest.mark.one_database, pytest.mark.now(NOON)]


def test_the_eight_steps_go_in_their_order(zhou: Patient, desk: User) -> None:
    """CMP-2: each with what was said; one may be skipped, and why is written there."""
    complaint = angry(zhou, by=desk)
    assert refusal(take_step, complaint, ComplaintMove.FACTS, "查了。", by=desk) == "order"
    assert refusal(take_step, complaint, ComplaintMove.HEARD, " ", by=desk) == "no_words"
    take_step(complaint, ComplaintMove.HEARD, "电话里说过了", by=desk, skipped=True)
    complaint.refresh_from_db()
    assert complaint.first_word_at is None, "nobody has said a word to them yet"
    take_step(complaint, ComplaintMove.FACTS, "前台没有通知。", by=desk)
    complaint.refresh_from_db()
    assert complaint.first_word_at == NOON and complaint.due_at == complaint.solution_due
    walked_on = [take_step(complaint, move, "好。", by=desk).move for move in EIGHT_STEPS[2:]]
    assert walked_on == list(EIGHT_STEPS[2:])
    assert refusal(take_step, complaint, ComplaintMove.HEARD, "又", by=desk) == "order"


def test_a_solution_puts_promises_and_compensation_down(zhou: Patient, desk: User, dentist: User) -> None:
    """CMP-1 k, CMP-2: what was agreed is owed from then on, by somebody and until a day."""
    complaint = walked(angry(zhou, by=desk), desk, ComplaintMove.ACKNOWLEDGED)
    promised = NewPromise("林医生亲自回电", dentist, zhou.branch.today() + timedelta(days=1))
    step = agree_solution(
        complaint, "退还洁牙费", by=desk, promises=[promised], compensations=[Compensation("洁牙费", 28_000)]
    )
    complaint.refresh_from_db()
    assert complaint.solved_at == NOON and complaint.due_at == NOON + timedelta(days=7)
    assert [one.owner for one in zhou.promises.all()] == [dentist]
    assert complaint.redress.get().amount == 28_000
    take_back_step(step, by=desk)
    assert not Promise.objects.exists() and not complaint.redress.exists()
    complaint.refresh_from_db()
    assert complaint.solved_at is None and Task.objects.count() == 1


def test_only_the_clients_second_word_closes_it(zhou: Patient, desk: User) -> None:
    """CMP-2: eight and more close it; with fewer another solution is sought."""
    complaint = walked(angry(zhou, by=desk), desk)
    assert refusal(settle_inside, complaint, "算了", by=desk) == "ask_them"
    assert refusal(close_complaint, complaint, 11, by=desk) == "points"
    close_complaint(complaint, 6, "还是没有人道歉", by=desk)
    complaint.refresh_from_db()
    assert complaint.closed_at is None and complaint.solved_at is None
    assert refusal(take_step, complaint, ComplaintMove.HEARD, "?", by=desk) == "order"
    take_step(complaint, ComplaintMove.AGREED, "院长当面道歉", by=desk)
    close_complaint(complaint, 9, "可以", by=desk)
    complaint.refresh_from_db()
    assert (complaint.closed_how, complaint.second_points) == (ComplaintEnd.CLIENT, 9)
    assert refusal(close_complaint, complaint, 10, by=desk) == "closed"


def test_nobody_asks_again_before_there_is_a_solution(zhou: Patient, desk: User) -> None:
    """CMP-2: or why there was none is written down. What clients say through their own link counts at any time."""
    complaint = walked(angry(zhou, by=desk), desk, ComplaintMove.ACKNOWLEDGED)
    assert refusal(close_complaint, complaint, 9, by=desk) == "no_solution"
    take_step(complaint, ComplaintMove.AGREED, "只想让人听一听", by=desk, skipped=True)
    close_complaint(complaint, 4, by=desk)
    assert refusal(close_complaint, complaint, 9, by=desk) == "no_solution", "another one is sought"
    close_complaint(complaint, 9)
    complaint.refresh_from_db()
    assert complaint.closed_how == ComplaintEnd.CLIENT


def test_who_cannot_be_reached_is_counted_apart(zhou: Patient, desk: User) -> None:
    """CMP-2: after as many tries as the terms ask for, and not before."""
    complaint = walked(angry(zhou, by=desk), desk)
    for _n in range(2):
        note_try(complaint, by=desk)
    assert refusal(close_unreached, complaint, "没人接", by=desk) == "too_few_tries"
    note_try(complaint, by=desk)
    close_unreached(complaint, "没人接", by=desk)
    complaint.refresh_from_db()
    assert (complaint.closed_how, complaint.second_points) == (ComplaintEnd.NOT_REACHED, None)


def test_it_can_be_opened_again(zhou: Patient, desk: User) -> None:
    """CMP-2, CMP-3: offers rest again, and there is one task, not two."""
    complaint = walked(angry(zhou, by=desk), desk)
    close_complaint(complaint, 8, by=desk)
    reopen_complaint(complaint, "又等了一个小时", by=desk)
    complaint.refresh_from_db()
    assert complaint.closed_at is None and complaint.second_points is None
    assert "pause_complaint" in [one.code for one in gate.look(zhou, Ask("marketing", "sms")).reasons]
    assert Task.objects.open().count() == 1


def test_a_slip_of_the_finger_is_taken_back_whole(zhou: Patient, desk: User, caller: User) -> None:
    """CMP-3: the closing, then the raising; the pause goes with it, and a colleague's step is not touched."""
    complaint = walked(angry(zhou, by=desk), desk)
    closed = close_complaint(complaint, 9, by=desk)
    assert refusal(take_back_step, closed, by=caller) == "not_yours"
    take_back_step(closed, by=desk)
    complaint.refresh_from_db()
    assert complaint.closed_at is None and Pause.objects.running(zhou.branch.today()).count() == 1
    for step in reversed(complaint.steps.all()):
        take_back_step(step, by=desk)
    assert not Complaint.objects.exists() and not Pause.objects.exists() and not Task.objects.exists()
    assert not Mention.objects.exists()


def test_after_minutes_a_step_stays(zhou: Patient, desk: User) -> None:
    raised = angry(zhou, by=desk).steps.get()
    with clock.set_to(NOON + timedelta(minutes=6)):
        assert refusal(take_back_step, raised, by=desk) == "too_late"


def test_what_is_late_goes_up_once_a_day(zhou: Patient, desk: User, owner: User) -> None:
    """CMP-2: the owner of the clinic hears of it, once; it goes up every day."""
    complaint = angry(zhou, by=desk)
    Mention.objects.all().delete()
    assert climb_complaints() == 0
    for hours, height in ((7, 1), (8, 1), (32, 2)):
        with clock.set_to(NOON + timedelta(hours=hours)):
            climb_complaints()
            complaint.refresh_from_db()
            assert complaint.climbed == height
    assert [one.user for one in Mention.objects.all()] == [owner]
    assert [one.move for one in complaint.steps.all()] == ["raised", "climbed", "climbed"]
    assert Task.objects.get().climbed == 2


def test_what_became_graver_goes_to_whom_that_belongs(
    zhou: Patient, desk: User, caller: User, owner: User
) -> None:
    """CMP-2: and it can be handed over, to who may handle it."""
    complaint = angry(zhou, by=desk)
    sort_complaint(complaint, kinds=["attitude", "skill"], severity=Severity.CRISIS, by=desk)
    complaint.refresh_from_db()
    assert complaint.owner == owner and complaint.kinds == [ComplaintKind.ATTITUDE, ComplaintKind.SKILL]
    hand_over(complaint, desk, by=owner)
    complaint.refresh_from_db()
    assert complaint.owner == desk and Task.objects.get().owner == desk


def test_who_came_back_and_how_fast_it_went(zhou: Patient, marsh: Patient, desk: User) -> None:
    """CMP-5: median hours to the first word and to the solution; who came again within half a year."""
    first, second = angry(zhou, by=desk), angry(marsh, by=desk)
    with clock.set_to(NOON + timedelta(hours=2)):
        walked(first, desk)
    with clock.set_to(NOON + timedelta(hours=80)):
        walked(second, desk)
    day = zhou.branch.today() + timedelta(days=20)
    with clock.set_to(NOON + timedelta(days=20)):
        write_visit(NewVisit(Visit(patient=zhou, branch=zhou.branch, day=day)))
    found = figures(Complaint.objects.all(), NOON + timedelta(days=200))
    assert (found.raised, found.open, found.first_word, found.solution) == (2, 2, 41.0, 41.0)
    assert (found.first_word_in_time.number, found.solution_in_time.number) == (1, 1)
    assert (found.came_back.number, found.came_back.of) == (1, 2)
    assert (found.back_solved_fast.number, found.back_solved_fast.of) == (1, 1)
    assert figures(Complaint.objects.all(), NOON + timedelta(days=10)).came_back.of == 0, "too early to say"


def test_who_raised_it_from_outside_can_close_it_with_their_points(zhou: Patient, desk: User) -> None:
    """CMP-2, CMP-8: a stranger is on no file, and their word counts in the same way."""
    told = NewComplaint(zhou.branch, Heard.LINK, "停车场没人管", stranger="王先生 138…")
    complaint = raise_with_link(told, new_token())
    close_complaint(walked(complaint, desk), 9)
    complaint.refresh_from_db()
    assert complaint.closed_how == ComplaintEnd.CLIENT
