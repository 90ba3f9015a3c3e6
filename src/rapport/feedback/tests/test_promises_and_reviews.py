"""What the clinic owes, kept or broken; and whether what went wrong comes back (CMP-1 k, CMP-2, CMP-6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.feedback.complaints import NewComplaint, raise_complaint
from rapport.feedback.models import Complaint, Heard, Promise, PromiseState, Recurrence, Severity
from rapport.feedback.promises import (
    NewPromise,
    break_late_promises,
    break_promise,
    keep_promise,
    promise,
    take_back_end,
)
from rapport.feedback.reviews import (
    finish_review,
    look_back,
    open_review,
    proposals,
    take_back_finish,
    write_review,
)
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Task
from rapport.people.models import ChangedPatient, Patient
from rapport.staff.models import User

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
TODAY = date(2026, 11, 21)
pytestmark = pytest.mark.now(NOON)


@pytest.fixture
def owed(zhou: Patient, desk: User, dentist: User) -> Promise:
    return promise(zhou, NewPromise("林医生回电", dentist, TODAY + timedelta(days=2)), by=desk)


def about(patient: Patient, kind: str, **more: object) -> Complaint:
    return raise_complaint(NewComplaint(patient.branch, Heard.DESK, "…", [kind], patient=patient, **more))


def test_a_promise_is_its_owners_task_until_it_is_kept(owed: Promise, dentist: User, desk: User) -> None:
    """CMP-1 k."""
    task = Task.objects.get()
    assert (task.owner, task.due_on, owed.state) == (dentist, owed.due_on, PromiseState.OWED)
    kept = keep_promise(owed, by=dentist)
    assert kept.state == PromiseState.KEPT and not Task.objects.open().exists()
    with pytest.raises(Refused) as refused:
        take_back_end(kept, by=desk)
    assert refused.value.code == "not_yours"
    assert take_back_end(kept, by=dentist).state == PromiseState.OWED and Task.objects.open().count() == 1


def test_the_calendar_breaks_it_when_its_day_is_over_at_the_branch(owed: Promise, dentist: User) -> None:
    """CMP-1 k: the task stays, and late is better than never."""
    ChangedPatient.objects.all().delete()
    with clock.set_to(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)):  # a minute to midnight in Hangzhou
        assert break_late_promises() == 0
    with clock.set_to(datetime(2026, 11, 23, 16, 1, tzinfo=UTC)):
        assert (break_late_promises(), break_late_promises()) == (1, 0)
        owed.refresh_from_db()
        assert owed.state == PromiseState.BROKEN and Task.objects.open().exists()
        assert ChangedPatient.objects.filter(patient=owed.patient_id).exists()
        late = keep_promise(owed, by=dentist)
        assert late.state == PromiseState.LATE
        assert take_back_end(late, by=dentist).state == PromiseState.BROKEN


def test_who_breaks_one_says_so_and_it_is_off_the_list(owed: Promise, dentist: User) -> None:
    assert break_promise(owed, by=dentist).state == PromiseState.BROKEN
    assert not Task.objects.open().exists()


@pytest.mark.parametrize(("words", "days", "code"), [(" ", 1, "no_words"), ("回电", -1, "past")])
def test_a_promise_says_what_and_until_when(zhou: Patient, desk: User, words: str, days: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        promise(zhou, NewPromise(words, desk, TODAY + timedelta(days=days)), by=desk)
    assert refused.value.code == code and not Promise.objects.exists()


def proposed() -> list[tuple[str, bool]]:
    read = Complaint.objects.prefetch_related("kind_rows", "reviews").select_related("branch").order_by("pk")
    return [(one.kind, one.repeated) for one in proposals(read, clock.now())]


def test_grave_and_repeated_ones_are_asked_to_be_reviewed(zhou: Patient, marsh: Patient, desk: User) -> None:
    """CMP-6: one that is grave; one kind three times in 90 days."""
    about(zhou, "process")
    about(marsh, "process")
    assert proposed() == []
    grave = about(zhou, "quality", severity=Severity.GRAVE)
    assert proposed() == [("quality", False)]
    open_review([grave], "quality", by=desk)
    assert proposed() == []
    about(zhou, "process")
    assert proposed() == [("process", True)]
    with clock.set_to(NOON + timedelta(days=91)):
        assert proposed() == []


def test_a_review_is_looked_back_at_after_30_and_90_days(
    zhou: Patient, marsh: Patient, khalilova: Patient, desk: User, owner: User
) -> None:
    """CMP-6: whether the same kind came back at that branch; once each, however often the job runs."""
    review = open_review([about(zhou, "process")], "process", by=desk)
    with pytest.raises(Refused) as refused:
        finish_review(review, by=desk)
    assert refused.value.code == "unfinished"
    write_review(review, cause="前台不通知", action="每 15 分钟通知", owner=desk, due_on=TODAY, by=desk)
    review = take_back_finish(finish_review(review, by=desk), by=desk)
    finish_review(review, by=desk)
    with clock.set_to(NOON + timedelta(days=10)):
        about(marsh, "process")
        about(marsh, "attitude")
        about(khalilova, "process")
    for days, looks in ((29, 0), (30, 1), (31, 0), (89, 0), (95, 1)):
        with clock.set_to(NOON + timedelta(days=days)):
            assert look_back() == looks
    assert list(Recurrence.objects.values_list("days", "found")) == [(30, 1), (90, 1)]


def test_a_review_is_about_one_branch(zhou: Patient, khalilova: Patient, owner: User) -> None:
    with pytest.raises(Refused) as refused:
        open_review([about(zhou, "process"), about(khalilova, "process")], "process", by=owner)
    assert refused.value.code == "branches"
