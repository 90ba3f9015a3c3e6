"""What the tab “Plan & problems” shows, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapport.care.models import Course, Finding, FindingState, Interruption, ThinkingTime
from rapport.care.rules import probably_interrupted
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at
from rapport.web.care.drawing import Drawing
from rapport.web.care.glance import PlanLineShown, chart_of, plan_lines


@dataclass(frozen=True)
class ThinkingLine:
    """A time to think, whether it runs, and whether the one gentle follow-up is due."""

    thinking: ThinkingTime
    runs: bool
    due: bool


@dataclass(frozen=True)
class CourseLine:
    course: Course
    interrupted: bool


@dataclass(frozen=True)
class MouthPage:
    """Everything `care/mouth.html` needs beside the frame and the forms."""

    patient: Patient
    chart: Drawing
    open: Sequence[Finding]
    others: Sequence[Finding]
    plans: Sequence[PlanLineShown]
    thinking: Sequence[ThinkingLine]
    courses: Sequence[CourseLine]
    interruptions: Sequence[Interruption]
    may_write: bool


_URGENCIES = ("urgent", "soon", "watch")


def mouth_page(patient: Patient, user: User) -> MouthPage:
    """The tab of `patient`, who has been loaded for someone that may see care."""
    findings = list(patient.findings.prefetch_related("changes__by"))
    findings.sort(key=lambda finding: (_URGENCIES.index(finding.urgency), finding.place, finding.pk))
    return MouthPage(
        patient=patient,
        chart=chart_of(patient, findings),
        open=[finding for finding in findings if finding.state == FindingState.OPEN],
        others=[finding for finding in findings if finding.state != FindingState.OPEN],
        plans=plan_lines(patient, list(patient.plans.all()), with_money=may_at(patient, user, Right.SEE_MONEY)),
        thinking=_thinking(patient),
        courses=_courses(patient),
        interruptions=list(patient.interruptions.with_return().select_related("course", "recorded_by")),
        may_write=may_at(patient, user, Right.WRITE_CARE),
    )


def _thinking(patient: Patient) -> list[ThinkingLine]:
    today = patient.branch.today()
    due = set(patient.thinking_times.due_for_follow_up(today).values_list("pk", flat=True))
    times = patient.thinking_times.select_related("plan", "recorded_by", "ended_by", "followed_up_by")
    return [ThinkingLine(time, time.runs_on(today), time.pk in due) for time in times]


def _courses(patient: Patient) -> list[CourseLine]:
    facts, today = getattr(patient, "facts", None) or PatientFacts(), patient.branch.today()
    return [
        CourseLine(
            course,
            probably_interrupted(
                course.last_day, facts.next_appointment, today, finished=course.finished_on is not None
            ),
        )
        for course in patient.courses.with_last_day().select_related("dentist", "plan")
    ]
