"""A questionnaire that is opened, and what is sent with it."""

from __future__ import annotations

from rapport.people.models import Patient, Questionnaire
from rapport.people.questionnaires import open_questionnaire, questionnaire_of
from rapport.staff.models import User


def opened(patient: Patient, by: User) -> Questionnaire:
    _questionnaire, token = open_questionnaire(patient, by=by, on_tablet=False)
    found = questionnaire_of(token)
    assert found is not None
    return found


def sent(**answers: str | list[str]) -> dict[str, list[str]]:
    return {"full_name": ["周雅琴"]} | {
        key: [value] if isinstance(value, str) else value for key, value in answers.items()
    }
