"""A complaint from its first word to the client's second one (CMP-1, CMP-2, CMP-3, CMP-5, CMP-8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from auditlog.models import LogEntry

from rapport.care.actions import NewVisit, write_visit
from rapport.care.models import Visit
from rapport.feedback.complaints import (
    Compensation,
    NewComplaint,
    add_words,
    agree_solution,
    climb_complaints,
    close_complaint,
    close_unreached,
    complaint_of,
    hand_over,
    note_try,
    raise_complaint,
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
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach import gate
from rapport.outreach.gate import Ask
from rapport.outreach.models import Pause, Task
from rapport.people.actions import appoint_steward
from rapport.people.models import ChangedPatient, Mention, Patient
from rapport.people.models.steward import StewardRole
from rapport.staff.actions import add_user
from rapport.staff.models import User
from rapport.staff.roles import Role

pytestmark = pytest.mark.one_database

# a Saturday at noon in Hangzhou
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.set_to(NOON):
        yield


def angry(patient: Patient, *, by: User | None = None, **more: Any) -> Complaint:
    told: dict[str, Any] = {"heard": Heard.DESK, "words": "等了四十分钟，没人说一声。", "kinds": ["process"]}
    return raise_complaint(NewComplaint(patient.branch, patient=patient, **{**told, **more}), by=by)


def walked(complaint: Complaint, by: User, until: ComplaintMove = ComplaintMove.ACTED) -> Complaint:
    """Step by step up to `until`."""
    for move in EIGHT_STEPS[: EIGHT_STEPS.index(until) + 1]:
        take_step(complaint, move, f"{move.label}.", by=by)
    complaint.refresh_from_db()
    return complaint


def refusal(act: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return refused.value.code


def test_a_complaint_has_its_kinds_its_owner_and_its_deadlines(
    zhou: Patient, desk: User, caller: User, owner: User
) -> None:
    """CMP-1, CMP-2: of several kinds, with customer service, the first word in 6 hours and a solution in 72."""
    complaint = angry(zhou, by=desk, kinds=["attitude", "process"])
    assert complaint.kinds == [ComplaintKind.PROCESS, ComplaintKind.ATTITUDE]
    assert complaint.owner == caller
    assert complaint.first_word_due - NOON == timedelta(hours=6)
    assert complaint.solution_due - NOON == timedelta(hours=72)
    task = Task.objects.get()
    assert (task.owner, task.work_list, task.stays, task.purpose) == (caller, "feedback", True, "")
    assert ChangedPatient.objects.filter(patient=zhou).exists()


@pytest.mark.parametrize(
    ("severity", "sees_to_it"), [(Severity.SLIGHT, "caller"), (Severity.GRAVE, "desk"), (Severity.CRISIS, "owner")]
)
def test_what_is_grave_goes_to_whoever_leads(
    zhou: Patient, desk: User, caller: User, owner: User, severity: int, sees_to_it: str
) -> None:
    """CMP-2."""
    assert angry(zhou, severity=severity).owner == {"caller": caller, "desk": desk, "owner": owner}[sees_to_it]


def test_it_goes_to_the_steward_and_never_to_whom_it_is_about(zhou: Patient, desk: User, caller: User) -> None:
    """CMP-2, REC-9: though a colleague has less to do."""
    add_user("idle", name="Idle", password=None, roles=[(Role.CUSTOMER_SERVICE, zhou.branch)])
    appoint_steward(zhou, caller, StewardRole.CUSTOMER_SERVICE, by=desk)
    assert [angry(zhou).owner for _n in range(2)] == [caller, caller]
    assert angry(zhou, about=[caller]).owner == User.objects.get(username="idle")


def test_steward_and_owner_know_and_nobody_else_reads_what_it_says(
    zhou: Patient, desk: User, caller: User, owner: User
) -> None:
    """CMP-3: a note waits for them; that there is a complaint, and not what it is."""
    appoint_steward(zhou, caller, StewardRole.CUSTOMER_SERVICE, by=desk)
    angry(zhou, by=desk)
    assert {one.user for one in Mention.objects.all()} == {caller, owner}
    assert "四十分钟" not in Mention.objects.all()[0].note.text


def test_offers_rest_until_the_last_complaint_is_closed_and_care_passes(zhou: Patient, desk: User) -> None:
    """CMP-3: at once, through the gate."""
    first, second = angry(zhou, by=desk), angry(zhou, by=desk, words="还有收费。")
    offer = Ask("marketing", "sms")
    for complaint in (first, second):
        assert "pause_complaint" in [one.code for one in gate.look(zhou, offer).reasons]
        close_complaint(complaint, 9, by=desk)
    assert "pause_complaint" not in [one.code for one in gate.look(zhou, offer).reasons]
    assert not Task.objects.open().exists()


def test_care_is_not_stopped(zhou: Patient, desk: User) -> None:
    """CMP-3: what concerns their own treatment goes on."""
    before = [one.code for one in gate.look(zhou, Ask("care", "sms")).reasons]
    angry(zhou, by=desk)
    assert [one.code for one in gate.look(zhou, Ask("care", "sms")).reasons] == before


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
    complaint = angry(zhou, by=desk)
    closed = close_complaint(complaint, 9, by=desk)
    assert refusal(take_back_step, closed, by=caller) == "not_yours"
    take_back_step(closed, by=desk)
    complaint.refresh_from_db()
    assert complaint.closed_at is None and Pause.objects.running(zhou.branch.today()).count() == 1
    take_back_step(complaint.steps.get(), by=desk)
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


def test_a_dentist_does_not_handle_complaints(zhou: Patient, desk: User, dentist: User) -> None:
    assert refusal(hand_over, angry(zhou, by=desk), dentist, by=desk) == "not_there"


def test_of_an_anonymous_concern_nothing_is_kept_that_tells_who_it_was(
    zhou: Patient, dentist: User, desk: User, owner: User
) -> None:
    """CMP-8: not who, not the minute, not in the audit; it is followed by its link in the same way."""
    LogEntry.objects.all().delete()
    with clock.set_to(NOON + timedelta(minutes=17)):
        told = NewComplaint(zhou.branch, Heard.STAFF, "消毒记录是补写的", kinds=["hygiene"], anonymous=True)
        complaint, token = raise_with_link(told, by=dentist)
    complaint.refresh_from_db()
    assert complaint.raised_by is None and complaint.raised_at == NOON and complaint.owner == owner
    assert [(one.by, one.at) for one in complaint.steps.all()] == [(None, NOON)]
    assert not LogEntry.objects.exists()
    assert complaint_of(token) == complaint and complaint_of(token + "x") is None and complaint_of("") is None
    assert token not in str(Complaint.objects.filter(pk=complaint.pk).values())
    add_words(complaint, "上周又发生了")
    settle_inside(walked(complaint, owner), "换了流程", by=owner)
    complaint.refresh_from_db()
    assert complaint.closed_how == ComplaintEnd.DONE


def test_who_raised_it_from_outside_can_close_it_with_their_points(zhou: Patient, desk: User) -> None:
    """CMP-2, CMP-8: a stranger is on no file, and their word counts in the same way."""
    told = NewComplaint(zhou.branch, Heard.LINK, "停车场没人管", stranger="王先生 138…")
    complaint, _token = raise_with_link(told)
    close_complaint(walked(complaint, desk), 9)
    complaint.refresh_from_db()
    assert complaint.closed_how == ComplaintEnd.CLIENT


def test_a_colleagues_concern_is_seen_by_who_leads_handles_or_raised_it(
    zhou: Patient, dentist: User, desk: User, caller: User, owner: User
) -> None:
    """CMP-8: not by everybody who sees complaints."""
    complaint = raise_complaint(NewComplaint(zhou.branch, Heard.STAFF, "排班不公"), by=dentist)
    seen = {
        user.username for user in (dentist, desk, caller, owner) if Complaint.objects.visible_to(user).exists()
    }
    assert complaint.owner == owner and seen == {"dentist", "owner"}


def test_complaints_of_another_branch_do_not_exist(zhou: Patient, khalilova: Patient, desk: User) -> None:
    angry(khalilova)
    assert not Complaint.objects.visible_to(desk).exists()


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
