"""A daily norm of cards and questionnaires, and who is where (BAS-3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rapport.lib import clock
from rapport.people.actions import NewPatient, give_consent, register_patient
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose
from rapport.people.norms import where_they_are
from rapport.people.questionnaires import give_questionnaire, open_on_paper, open_questionnaire
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from tests.cast import register

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # in Shanghai
pytestmark = pytest.mark.now(NOON)


def written_down(branch: Branch, name: str, by: User | None, days_ago: int = 0) -> Patient:
    with clock.set_to(NOON - timedelta(days=days_ago)):
        return register_patient(NewPatient(Patient(branch=branch, full_name=name)), by=by)


def test_who_is_where(riverside: Branch, almaty: Branch, desk: User, caller: User, client: Client) -> None:
    """BAS-3: today and in the month, what they wrote down themselves at this branch; imports are nobody's."""
    assert where_they_are(riverside) == []
    riverside.norm_cards, riverside.norm_questionnaires = 2, None
    riverside.save()
    colleague = add_user("an", name="安", password=None, roles=[(Role.ADMINISTRATOR, riverside)], language="en")
    for name, by, days_ago in (
        ("甲", desk, 0),
        ("乙", desk, 0),
        ("丙", desk, 3),
        ("丁", desk, 40),
        ("戊", None, 0),
    ):
        written_down(riverside, name, by, days_ago)
    written_down(almaty, "Ким", desk)
    register(riverside, "己")
    patient = written_down(riverside, "庚", caller)
    give_consent(patient, Purpose.PROCESSING, by=desk, how="paper")
    give_questionnaire(open_on_paper(patient, by=desk), {"full_name": ["庚"]}, by=desk)
    open_questionnaire(patient, by=desk, on_tablet=True)
    found = {one.user: one for one in where_they_are(riverside)}
    assert set(found) == {desk, colleague}
    cards, questionnaires = found[desk].cards, found[desk].questionnaires
    assert (cards.day, cards.month, cards.met) == (2, 3, True)
    assert (questionnaires.day, questionnaires.month, questionnaires.met) == (1, 1, False)
    assert (found[colleague].cards.day, found[colleague].cards.met) == (0, False)
    client.force_login(desk)
    assert "Cards and questionnaires" in client.get(reverse("web:today")).content.decode()
    client.post(reverse("web:counter"), {"on": "1"})
    assert "Cards and questionnaires" not in client.get(reverse("web:today")).content.decode()
