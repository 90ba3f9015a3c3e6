"""Three people whom rules are tried on."""

from __future__ import annotations

import pytest
from dateutil.relativedelta import relativedelta

from rapport.care.actions import NewVisit, write_visit
from rapport.care.models import Treatment, Visit
from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts


def came(patient: Patient, *, months_ago: int) -> Patient:
    day = patient.branch.today() - relativedelta(months=months_ago)
    visit = Visit(patient=patient, branch=patient.branch, day=day)
    write_visit(NewVisit(visit, [Treatment(name="洁牙", amount=30_000)]))
    return patient


@pytest.fixture
def house(zhou: Patient, marsh: Patient, khalilova: Patient) -> list[Patient]:
    """Three who came one, four and five months ago: all active by the rules that come with the product."""
    people = [came(zhou, months_ago=1), came(marsh, months_ago=4), came(khalilova, months_ago=5)]
    refresh_facts()
    return people
