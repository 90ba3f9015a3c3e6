"""Writes on courses of treatment and on their interruption (PRO-6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Course, Interruption, Visit
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import touch
from rapport.staff.models import User


@transaction.atomic
def start_courses(courses: Sequence[tuple[Course, Sequence[Visit]]]) -> list[Course]:
    """Write down courses with the visits that belong to each, in a handful of statements."""
    saved = Course.objects.bulk_create([course for course, _visits in courses])
    through = Course.visits.through
    through._default_manager.bulk_create(
        through(course_id=course.pk, visit_id=visit.pk) for course, visits in courses for visit in visits
    )
    touch(course.patient_id for course in saved)
    return saved


@transaction.atomic
def start_course(course: Course, visits: Sequence[Visit] = ()) -> Course:
    """Write down one course of treatment, audited. Raises Refused (course_end) when it ends before it starts."""
    if course.planned_end and course.planned_end < course.started_on:
        raise Refused("course_end", _("The planned end lies before the start. Correct one of the two days."))
    course.save()
    course.visits.set(visits)
    touch([course.patient_id])
    return course


@transaction.atomic
def finish_course(course: Course, *, on: date, by: User) -> Course:
    """Keep that a course is finished. Raises Refused: course_finished, course_end."""
    locked = Course.objects.select_for_update().get(pk=course.pk)
    if locked.finished_on:
        raise Refused("course_finished", _("This course is finished already."))
    if on < locked.started_on:
        raise Refused("course_end", _("A course cannot be finished before it started."))
    locked.finished_on, locked.finished_by = on, by
    locked.save(update_fields=["finished_on", "finished_by"])
    touch([locked.patient_id])
    return locked


@transaction.atomic
def plan_win_back(interruption: Interruption, strategy: str, *, was: str) -> Interruption:
    """Write how to win a person back (PRO-6), audited. `was` is what stood there when it was read.

    Raises Refused (strategy_changed) when somebody has written it since, with their words: nothing is saved then.
    """
    locked = Interruption.objects.select_for_update().get(pk=interruption.pk)
    # browsers write the ends of lines in their own way
    if locked.strategy.split() not in (was.split(), strategy.split()):
        raise Refused(
            "strategy_changed",
            _("Not saved: somebody wrote “%(theirs)s” meanwhile. You wrote “%(yours)s”."),
            {"theirs": locked.strategy, "yours": strategy},
        )
    locked.strategy = strategy
    locked.save(update_fields=["strategy"])
    touch([locked.patient_id])
    return locked


@transaction.atomic
def note_interruption(interruption: Interruption, *, by: User | None) -> Interruption:
    """Write down that a person broke off, why, and how to win them back (PRO-6)."""
    interruption.recorded_by, interruption.recorded_at = by, clock.now()
    interruption.save()
    touch([interruption.patient_id])
    return interruption
