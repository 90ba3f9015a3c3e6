"""Somebody was treated and is asked how it went."""

from __future__ import annotations

from datetime import timedelta

from rapport.care.actions import NewVisit, record_visits
from rapport.care.models import Treatment, Visit
from rapport.feedback.answering import Answers, answer_survey
from rapport.feedback.models import Question, Survey, SurveyedVisit, Through
from rapport.people.models import Patient
from rapport.staff.models import User


def asked(
    patient: Patient, category: str = "hygiene", *, dentist: User | None = None, days_ago: int = 2
) -> Survey:
    """A survey about a visit of `category` some days ago."""
    branch = patient.branch
    day = branch.today() - timedelta(days=days_ago)
    visit = Visit(patient=patient, branch=branch, day=day, dentist=dentist)
    [visit] = record_visits([NewVisit(visit, [Treatment(name="—", category_id=category, amount=30_000)])])
    survey = Survey.objects.create(
        patient=patient,
        branch=branch,
        month=day.replace(day=1),
        category_id=category,
        dentist=dentist,
        due_on=branch.today() + timedelta(days=10),
    )
    SurveyedVisit.objects.create(survey=survey, visit=visit)
    return survey


def question(key: str) -> Question:
    """The question that is asked now under the key of one that comes with the product."""
    return Question.objects.asked().get(key=key)


def gives(survey: Survey, points: int, by: User) -> None:
    """So many points to the whole, taken down by `by`."""
    answers = Answers(points={question("overall").pk: points})
    answer_survey(survey, answers, through=Through.DESK, by=by)
