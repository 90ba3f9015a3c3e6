"""A complaint is raised: with whom it lies, what rests meanwhile, who knows of it (CMP-1, CMP-2, CMP-3, CMP-8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from auditlog.models import LogEntry

from rapport.feedback.complaints import (
    NewComplaint,
    add_words,
    close_complaint,
    complaint_of,
    hand_over,
    new_token,
    raise_complaint,
    raise_with_link,
    settle_inside,
)
from rapport.feedback.models import Complaint, ComplaintEnd, ComplaintKind, Heard, Severity
from rapport.feedback.tests.complaining import NOON, angry, refusal, walked
from rapport.lib import clock
from rapport.outreach import gate
from rapport.outreach.gate import Ask
from rapport.outreach.models import Task
from rapport.people.actions import appoint_steward
from rapport.people.models import ChangedPatient, Mention, Patient
from rapport.people.models.steward import StewardRole
from rapport.staff.actions import add_user
from rapport.staff.models import User
from rapport.staff.roles import Role

pytestmark = [pytest.mark.one_database, pytest.mark.now(NOON)]


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
        close_complaint(complaint, 9)
    assert "pause_complaint" not in [one.code for one in gate.look(zhou, offer).reasons]
    assert not Task.objects.open().exists()


def test_care_is_not_stopped(zhou: Patient, desk: User) -> None:
    """CMP-3: what concerns their own treatment goes on."""
    before = [one.code for one in gate.look(zhou, Ask("care", "sms")).reasons]
    angry(zhou, by=desk)
    assert [one.code for one in gate.look(zhou, Ask("care", "sms")).reasons] == before


def test_a_dentist_does_not_handle_complaints(zhou: Patient, desk: User, dentist: User) -> None:
    assert refusal(hand_over, angry(zhou, by=desk), dentist, by=desk) == "not_there"


def test_of_an_anonymous_concern_nothing_is_kept_that_tells_who_it_was(
    zhou: Patient, dentist: User, desk: User, owner: User
) -> None:
    """CMP-8: not who, not the minute, not in the audit; it is followed by its link in the same way."""
    LogEntry.objects.all().delete()
    with clock.set_to(NOON + timedelta(minutes=17)):
        told = NewComplaint(zhou.branch, Heard.STAFF, "消毒记录是补写的", kinds=["hygiene"], anonymous=True)
        token = new_token()
        complaint = raise_with_link(told, token, by=dentist)
        assert raise_with_link(told, token, by=dentist) == complaint, "tapped twice"
    complaint.refresh_from_db()
    assert complaint.raised_by is None and complaint.raised_at == NOON and complaint.owner == owner
    assert [(one.by, one.at) for one in complaint.steps.all()] == [(None, NOON)]
    assert not LogEntry.objects.exists()
    assert complaint_of(token) == complaint and complaint_of(token + "x") is None and complaint_of("") is None
    assert token not in str(Complaint.objects.filter(pk=complaint.pk).values())
    for _tap in range(2):
        add_words(complaint, "上周又发生了")
    assert complaint.steps.count() == 2
    settle_inside(walked(complaint, owner), "换了流程", by=owner)
    complaint.refresh_from_db()
    assert complaint.closed_how == ComplaintEnd.DONE


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
