"""A questionnaire as a link, and as it was given on paper."""

from __future__ import annotations

from django.urls import reverse

from rapport.people.models import Patient, Questionnaire
from rapport.people.questionnaires import give_questionnaire, open_on_paper, open_questionnaire
from rapport.staff.models import User

# each kind of database is asked by the tests of the actions


def link(patient: Patient, by: User, *, on_tablet: bool = False) -> str:
    return reverse("web:questionnaire", args=[open_questionnaire(patient, by=by, on_tablet=on_tablet)[1]])


def given(patient: Patient, by: User, **answers: str) -> Questionnaire:
    sent = {"full_name": patient.full_name, **answers}
    return give_questionnaire(open_on_paper(patient, by=by), {key: [text] for key, text in sent.items()}, by=by)
