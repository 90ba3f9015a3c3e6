from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from rapport.care.actions import (
    NewOption,
    NewVisit,
    give_time_to_think,
    note_findings,
    note_interruption,
    present_plan,
    start_course,
    write_visit,
)
from rapport.care.models import (
    Course,
    Finding,
    Interruption,
    Photo,
    PhotoPair,
    Plan,
    PlanOption,
    ThinkingTime,
    Treatment,
    Visit,
)
from rapport.lib import clock
from tests.everything.of import Of


@dataclass(frozen=True)
class OfCare(Of):
    """What the dentists write down."""

    @cached_property
    def visit(self) -> Visit:
        day = self.patient.branch.today() - timedelta(days=9)
        visit = Visit(patient=self.patient, branch=self.patient.branch, day=day)
        visit.complaint = visit.remark = self.words
        return write_visit(NewVisit(visit, [Treatment(name=f"种植 {self.words}", amount=self.amount)]))

    @cached_property
    def finding(self) -> Finding:
        day = self.patient.branch.today()
        found = Finding(patient=self.patient, place="36", kind="other", words=f"裂 {self.words}", found_on=day)
        return note_findings([found], by=self.by)[0]

    @cached_property
    def plan(self) -> Plan:
        plan = Plan(patient=self.patient, branch=self.patient.branch, title=f"计划 {self.words}", wish=self.words)
        plan.remark = self.words
        options = [NewOption(PlanOption(name=f"方案{n}", price=self.amount, result=self.words)) for n in (1, 2)]
        return present_plan(plan, on=self.patient.branch.today(), by=self.by, options=options)

    @cached_property
    def thinking(self) -> ThinkingTime:
        today = self.patient.branch.today()
        days = {"starts_on": today, "ends_on": today + timedelta(days=10)}
        return give_time_to_think(self.patient, None, words=self.words, by=self.by, **days)

    @cached_property
    def course(self) -> Course:
        day = self.patient.branch.today() - timedelta(days=5)
        return start_course(Course(patient=self.patient, title="正畸", started_on=day))

    @cached_property
    def interruption(self) -> Interruption:
        said = {"words": self.words, "strategy": self.words, "noticed_on": self.patient.branch.today()}
        return note_interruption(
            Interruption(patient=self.patient, course=self.course, reason="price", **said), by=self.by
        )

    @cached_property
    def photos(self) -> list[Photo]:
        """Two rows without their pictures, of which there is no need where only rights are asked for."""
        told = {"taken_on": self.patient.branch.today(), "added_at": clock.now(), "width": 4, "height": 4}
        return [
            Photo.objects.create(patient=self.patient, token=f"{self.patient.pk}-{n}", sha256=str(n), **told)
            for n in range(2)
        ]

    @cached_property
    def pair(self) -> PhotoPair:
        before, after = self.photos
        return PhotoPair.objects.create(before=before, after=after, by=self.by, at=clock.now())
