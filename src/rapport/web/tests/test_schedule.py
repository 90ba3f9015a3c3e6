"""The day at the front desk: what stands in the book, and who sees it (BOO-1, BOO-3, BOO-4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from rapport.appointments.booking import book
from rapport.appointments.models import Service
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.schedule import DESK, asked, checkup, works

MONDAY_MORNING = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def before_the_first() -> Iterator[None]:
    """Half past eight in Hangzhou."""
    with clock.set_to(MONDAY_MORNING):
        yield


@pytest.fixture
def service(dentist: User, riverside: Branch) -> Service:
    works(dentist, riverside)
    return checkup(30, 10)


@pytest.fixture
def page(client: Client, desk: User) -> Client:
    """The browser at the front desk."""
    client.force_login(desk)
    return client


def test_the_day_shows_who_comes(
    page: Client, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1."""
    book(zhou, asked(service, riverside, "10:00", dentist), DESK)
    shown = page.get(reverse("web:schedule")).content.decode()
    assert "周雅琴" in shown and "10:00–10:30" in shown and "林岚" in shown
    tomorrow = page.get(reverse("web:schedule"), {"day": "2026-11-24"}).content.decode()
    assert "周雅琴" not in tomorrow


@pytest.mark.parametrize("day", ["2026-13-01", "0001-01-01", "yesterday", "９９９９-01-01", "2026-11-23T10:00"])
def test_what_is_no_day_is_not_found(page: Client, day: str) -> None:
    assert page.get(reverse("web:schedule"), {"day": day}).status_code == 404


def test_the_day_of_another_branch_is_not_found(page: Client, almaty: Branch) -> None:
    assert page.get(reverse("web:schedule"), {"branch": almaty.pk}).status_code == 404


def test_the_owner_chooses_a_branch(client: Client, owner: User, riverside: Branch, almaty: Branch) -> None:
    client.force_login(owner)
    shown = client.get(reverse("web:schedule"), {"branch": almaty.pk}).content.decode()
    assert riverside.name in shown and almaty.name in shown
