"""Courses of treatment, and those who broke off."""

from datetime import date, timedelta

import pytest

from rapport.care.actions import NewVisit, finish_course, note_interruption, record_visits, start_course
from rapport.care.interruptions import count_reasons
from rapport.care.models import Course, Interruption, Visit
from rapport.care.models.interruption import InterruptionQuerySet
from rapport.care.rules import SILENT_DAYS, probably_interrupted
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import User
from tests.cast import register

TODAY = date(2026, 11, 21)


def come(patient: Patient, day: date) -> Visit:
    return record_visits([NewVisit(Visit(patient=patient, branch=patient.branch, day=day))])[0]


def break_off(patient: Patient, reason: str, on: date, by: User) -> Interruption:
    return note_interruption(Interruption(patient=patient, reason=reason, noticed_on=on), by=by)


def test_a_course_holds_visits_together_and_is_finished_once(zhou: Patient, dentist: User) -> None:
    first, second = (come(zhou, TODAY - timedelta(days=days)) for days in (60, 30))
    course = start_course(Course(patient=zhou, title="Braces", started_on=first.day), [first, second])
    assert set(course.visits.all()) == {first, second}
    finish_course(course, on=TODAY, by=dentist)
    with pytest.raises(Refused) as refusal:
        finish_course(course, on=TODAY, by=dentist)
    assert refusal.value.code == "course_finished"


def test_a_course_that_ends_before_it_starts_is_refused(zhou: Patient, dentist: User) -> None:
    backwards = Course(patient=zhou, title="Braces", started_on=TODAY, planned_end=TODAY - timedelta(days=1))
    with pytest.raises(Refused):
        start_course(backwards)
    course = start_course(Course(patient=zhou, title="Braces", started_on=TODAY))
    with pytest.raises(Refused):
        finish_course(course, on=TODAY - timedelta(days=1), by=dentist)


def test_silence_without_an_appointment_looks_like_breaking_off(zhou: Patient, marsh: Patient) -> None:
    """PRO-6: listed as probably interrupted, never set by itself."""
    long_ago = TODAY - timedelta(days=SILENT_DAYS)
    assert probably_interrupted(long_ago, None, TODAY)
    assert not probably_interrupted(long_ago + timedelta(days=1), None, TODAY)
    assert not probably_interrupted(long_ago, TODAY, TODAY)
    assert not probably_interrupted(long_ago, None, TODAY, finished=True)
    silent, busy = (start_course(Course(patient=p, title="x", started_on=long_ago)) for p in (zhou, marsh))
    come(marsh, TODAY - timedelta(days=3))
    assert list(Course.objects.silent(TODAY, SILENT_DAYS)) == [silent]
    assert Course.objects.with_last_day().get(pk=busy.pk).last_day == TODAY - timedelta(days=3)
    assert not Interruption.objects.exists()


def test_coming_again_resolves_an_interruption_by_itself(zhou: Patient, caller: User) -> None:
    """PRO-6: nothing is to be set when the person comes back, so nothing can be forgotten."""
    come(zhou, TODAY - timedelta(days=200))
    noted = break_off(zhou, "price", TODAY - timedelta(days=100), caller)
    assert noted.recorded_by == caller
    assert Interruption.objects.with_return().get().came_again is None
    come(zhou, TODAY - timedelta(days=5))
    come(zhou, TODAY)
    assert Interruption.objects.with_return().get().came_again == TODAY - timedelta(days=5)


def lately(user: User) -> InterruptionQuerySet:
    return Interruption.objects.visible_to(user).noticed_between(TODAY - timedelta(days=90), TODAY)


def test_the_owner_sees_the_most_frequent_reasons(
    zhou: Patient, marsh: Patient, khalilova: Patient, owner: User, caller: User
) -> None:
    """PRO-6: reasons are reported, the most frequent first; of another branch nothing is told."""
    other = register(zhou.branch, "甲")
    for patient, reason in ((zhou, "time"), (marsh, "price"), (other, "price"), (khalilova, "moved")):
        break_off(patient, reason, TODAY - timedelta(days=40), caller)
    break_off(zhou, "pain", TODAY - timedelta(days=400), caller)
    come(marsh, TODAY)
    counted = [(c.reason, c.people, c.came_again) for c in count_reasons(lately(owner))]
    assert counted == [("price", 2, 1), ("moved", 1, 0), ("time", 1, 0)]
    assert {c.reason for c in count_reasons(lately(caller))} == {"price", "time"}
