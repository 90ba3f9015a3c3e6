"""Somebody who stands somewhere, and what their pages show, in few words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.test import Client
from django.urls import reverse

from rapport.care.actions import NewVisit, judge_patient, record_visits
from rapport.care.models import Treatment, Visit
from rapport.people.models import Patient
from rapport.segmentation.refresh import drain_changed
from rapport.staff.models import User

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def known_to_all(patient: Patient, dentist: User) -> Patient:
    """They came three times, once for an implant, and the dentist has judged them."""
    come(patient, 300, 100)
    come(patient, 10, category="implant", amount=987_600)
    judge_patient(patient, awareness=3, demands=3, reluctance=1, by=dentist)
    work()
    return patient


def come(patient: Patient, *days_ago: int, category: str = "filling", amount: int = 40_000) -> None:
    where = {"patient": patient, "branch": patient.branch}
    lines = {"name": "…", "category_id": category, "amount": amount}
    days = [TODAY - timedelta(days=ago) for ago in days_ago]
    record_visits([NewVisit(Visit(day=day, **where), [Treatment(**lines)]) for day in days])


def work() -> None:
    while drain_changed():
        pass


def page(client: Client, name: str, patient: Patient, *more: object) -> str:
    response = client.get(reverse(name, args=[patient.pk, *more]))
    assert response.status_code == 200
    return response.content.decode()
