"""The demo clinic looks kept: what its calls left to do was done in its time, but for the latest, and by day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from rapport.demo.calls import _call, _see_to
from rapport.demo.timetable import at_work, by_day
from rapport.outreach.models import Call, Task
from rapport.people.actions import give_consent
from rapport.people.models import Patient
from rapport.staff.models import User


def test_only_what_is_late_by_days_is_still_open(zhou: Patient, caller: User) -> None:
    today = zhou.branch.today()
    for work_list, days in (("own", 107), ("recall", 80), ("call_back", 9), ("recall", 2)):
        Task.objects.create(
            patient=zhou, branch=zhou.branch, work_list=work_list, due_on=today - timedelta(days=days)
        )
    _see_to(Random(1), zhou.branch, caller)
    assert Task.objects.open().get().due_on == today - timedelta(days=2)
    assert set(Task.objects.exclude(closed_at=None).values_list("closed_by", flat=True)) == {caller.pk}
    for task in Task.objects.exclude(closed_at=None):
        assert task.closed_at is not None and zhou.branch.day_of(task.closed_at) == task.due_on


def test_nobody_calls_and_nothing_is_noted_at_night(zhou: Patient, caller: User) -> None:
    branch, day = zhou.branch, zhou.branch.today() - timedelta(days=30)
    give_consent(zhou, "care", by=None, given_on=day - timedelta(days=9))
    for zone, calls in (("America/New_York", 0), ("", 1)):
        zhou.time_zone = zone
        zhou.save()
        _call(Random(1), zhou, day, caller)
        assert Call.objects.count() == calls
    night = datetime(2026, 11, 20, 18, 22, tzinfo=UTC)  # 02:22 in Hangzhou
    evening, morning = (by_day(branch, night, timedelta(hours=step)) for step in (-1, 1))
    assert [f"{branch.local(at):%d %H:%M}" for at in (evening, morning)] == ["20 19:22", "21 08:22"]
    assert by_day(branch, morning) == morning
    assert f"{at_work(branch, 2, 11):%H:%M}" == "11:00"
