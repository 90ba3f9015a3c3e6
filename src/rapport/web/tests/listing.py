"""How the stories of the list of patients look at it, and fill it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from django.test import Client

from rapport.care.actions import NewVisit, record_visits
from rapport.care.models import Treatment, Visit
from rapport.people.models import Patient
from rapport.staff.models import User

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)  # noon in Shanghai


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def names_in(html: str) -> list[str]:
    return re.findall(r'data-open href="[^"]*">([^<]*)</a>', html)


def listed(user: User, query: str = "") -> list[str]:
    response = signed_in(user).get(f"/patients/?{query}")
    assert response.status_code == 200, response
    return names_in(response.content.decode())


def saw(patient: Patient, day: date, amount: int = 0, category: str = "hygiene") -> None:
    line = Treatment(name="洁治", category_id=category, amount=amount)
    record_visits([NewVisit(Visit(patient=patient, branch=patient.branch, day=day), [line])])
