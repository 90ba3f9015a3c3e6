"""Some days after a treatment somebody is called, once for every visit and plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.feedback.asking.sweep import ask_everyone
from rapport.feedback.models import CareCall, CareCallPlan
from rapport.feedback.tests.test_asking import treat
from rapport.lib import clock
from rapport.outreach.models import PauseGround, Task, WorkList
from rapport.outreach.pausing import pause_contact
from rapport.outreach.tests.calling import agrees_to_calls
from rapport.people.models import Patient
from rapport.staff.models import User

# Tuesday, the 3rd of November, 18:00 in Hangzhou
TUESDAY = datetime(2026, 11, 3, 10, tzinfo=UTC)
DAY = timedelta(days=1)
pytestmark = pytest.mark.now(TUESDAY)


def care_calls() -> list[Task]:
    return list(Task.objects.filter(work_list=WorkList.AFTERCARE).order_by("pk"))


def sweep(*days: int) -> None:
    for day in days:
        with clock.set_to(TUESDAY + day * DAY):
            ask_everyone()


def test_an_extraction_is_followed_by_two_calls(zhou: Patient, caller: User) -> None:
    """A day and a week later, in the client's language, by whoever looks after them; days off double nothing."""
    treat(agrees_to_calls(zhou), date(2026, 11, 3), "surgery")
    sweep(0)
    assert not care_calls()
    sweep(1, 1, 2, 0, 9, 10)
    first, second = care_calls()
    assert (first.owner, first.purpose, first.due_on) == (caller, "care", date(2026, 11, 4))
    assert "出血" in first.words and "拆线" in second.words
    assert CareCall.objects.count() == 2


def test_what_is_due_with_one_person_is_one_call(zhou: Patient) -> None:
    for category in ("surgery", "whitening"):
        treat(agrees_to_calls(zhou), date(2026, 11, 3), category)
    sweep(1)
    [task] = care_calls()
    assert "出血" in task.words and "颜色" in task.words


def test_nobody_is_called_about_what_is_long_over_or_turned_off(zhou: Patient, marsh: Patient) -> None:
    treat(agrees_to_calls(zhou), date(2026, 10, 1), "surgery")
    CareCallPlan.objects.filter(category="whitening").update(on=False)
    treat(agrees_to_calls(marsh), date(2026, 11, 2), "whitening")
    sweep(0)
    assert not care_calls()


def test_who_asked_for_peace_is_left_in_peace(zhou: Patient) -> None:
    pause_contact(agrees_to_calls(zhou), PauseGround.NEVER, by=None)
    treat(zhou, date(2026, 11, 2), "surgery")
    sweep(0)
    assert not care_calls() and CareCall.objects.get().task is None
