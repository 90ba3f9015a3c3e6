from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from rapport.feedback.answering import Answers, answer_survey
from rapport.feedback.complaints import NewComplaint, new_token, raise_with_link
from rapport.feedback.meeting import meeting_of, write_minute
from rapport.feedback.models import (
    Complaint,
    Heard,
    Loss,
    Minute,
    Promise,
    Question,
    Review,
    ServiceForm,
    Slip,
    Survey,
    Through,
)
from rapport.feedback.promises import NewPromise, promise
from rapport.feedback.questions import install_questions, sheet_of
from rapport.feedback.reviews import open_review, write_review
from tests.everything.care import OfCare


@dataclass(frozen=True)
class OfFeedback(OfCare):
    """What a person thinks of the clinic, and what comes of it."""

    @cached_property
    def question(self) -> Question:
        install_questions()
        return Question.objects.asked().get(key="waiting")

    @cached_property
    def slip(self) -> Slip:
        """Lies with the dentist; said in a survey by somebody who was not satisfied."""
        branch = self.patient.branch
        month, due = branch.today().replace(day=1), branch.today()
        survey = Survey.objects.create(patient=self.patient, branch=branch, month=month, due_on=due)
        said = Answers(points={sheet_of(survey).overall.pk: 5}, remark=self.words)
        answer_survey(survey, said, through=Through.DESK, by=self.by)
        return Slip.objects.get(survey=survey)

    @cached_property
    def service_form(self) -> ServiceForm:
        told = {"patient": self.patient, "branch": self.patient.branch, "visit": self.visit}
        return ServiceForm.objects.create(**told, category_id="hygiene", due_on=self.patient.branch.today())

    @cached_property
    def loss(self) -> Loss:
        told = {"patient": self.patient, "branch": self.patient.branch, "words": self.words}
        return Loss.objects.create(**told, lost_on=self.patient.branch.today())

    @cached_property
    def complained(self) -> tuple[Complaint, str]:
        """A complaint, and the link to follow it."""
        told = NewComplaint(
            self.patient.branch, Heard.DESK, self.words or "等太久", ["process"], patient=self.patient
        )
        token = new_token()
        return raise_with_link(told, token, by=self.by), token

    @cached_property
    def promised(self) -> Promise:
        due = self.patient.branch.today() + timedelta(days=2)
        return promise(self.patient, NewPromise(self.words or "回电", self.by, due), by=self.by)

    @cached_property
    def review(self) -> Review:
        review = open_review([self.complained[0]], "process", by=self.by)
        words = self.words or "没人通知"
        return write_review(review, cause=words, action=words, owner=self.by, due_on=None, by=self.by)

    @cached_property
    def survey(self) -> Survey:
        """One that nobody has answered yet."""
        branch = self.patient.branch
        month, due = branch.today().replace(day=1), branch.today()
        return Survey.objects.create(patient=self.patient, branch=branch, month=month, due_on=due)

    @cached_property
    def minute(self) -> Minute:
        meeting = meeting_of(self.patient.branch, self.patient.branch.today())
        return write_minute(meeting, self.words or "停车场", by=self.by, about=self.patient, is_problem=True)
