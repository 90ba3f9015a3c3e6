"""Who was won, kept and lost in a time, and what the lost ones were worth (LOY-5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from rapport.lib import clock
from rapport.people.models import Patient
from rapport.segmentation.costs import turnover
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tests.stories import TODAY, came, noon, paid
from rapport.staff.models import Branch
from tests.cast import register

pytestmark = [pytest.mark.each_database, pytest.mark.now(noon())]
START = TODAY - timedelta(days=90)


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


def client(branch: Branch, name: str, *days: int) -> Patient:
    person = register(branch, name)
    came(person, *(before(one) for one in days))
    return person


def stand_again(*days: int) -> None:
    """The nightly looks of these days, the last of them today's."""
    for one in days:
        with clock.set_to(noon(before(one))):
            refresh_facts()


def test_won_kept_and_lost_of_each_branch(
    riverside: Branch, almaty: Branch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """LOY-5: won came first in the time; kept had been there within the year before and came again; lost went to
    sleep or left in it, and were worth what they spent in the year up to their last visit."""
    client(riverside, "New", 90, 10)
    client(riverside, "Earlier", 91)
    client(riverside, "Kept", 200, 5)
    client(riverside, "Back after long", 600, 5)
    client(almaty, "New there", 1)
    lost = client(riverside, "Lost", 900, 400)
    paid(lost, 700, before(900))
    paid(lost, 300, before(500))
    paid(lost, 40, before(395))
    paid(lost, 5_000, before(396), at=almaty)
    unpaid = register(riverside, "Lost, and never paid")
    came(unpaid, before(370), amount=9)
    client(riverside, "Slept before", 500)
    back = client(riverside, "Slept and came", 380)
    stand_again(100, 30)
    came(back, before(3))
    dead = client(riverside, "Died", 20)
    stand_again(2)
    Patient.objects.filter(pk=dead.pk).update(deceased=True)
    stand_again(0)
    spans = dict.fromkeys((riverside, almaty), (START, TODAY))
    with django_assert_num_queries(5):
        found = turnover(spans, spans, spans)
    here, there = found[riverside], found[almaty]
    assert (here.won, here.kept) == (2, 2)
    assert (here.asleep, here.left, here.lost, here.lost_spend) == (2, 1, 3, 349)
    assert (there.won, there.kept, there.lost, there.lost_spend) == (1, 0, 0, 0)
    assert turnover({}, {}, {}) == {}
