"""What the calls of a rule brought, beside those whom chance left in peace (CAM-8)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from rapport.lib import clock
from rapport.outreach.calls.beginning import begin_call
from rapport.outreach.calls.ending import end_call
from rapport.outreach.holdout import CALLS_COUNT_FOR
from rapport.outreach.models import CallOutcome, Closing, Task, TaskRule
from rapport.outreach.task_actions import close_tasks
from rapport.people.models import Patient
from rapport.segmentation.called import Called, called, lots, minutes_on_the_phone
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tests.stories import came, paid
from rapport.segmentation.tests.worklists.steps import offer_by_call
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = pytest.mark.django_db

# late in the evening of the 20th at the riverside
EVENING = datetime(2026, 8, 20, 12, tzinfo=UTC)
THAT_DAY = date(2026, 8, 20)
LAST_DAY = THAT_DAY + CALLS_COUNT_FOR
A_DAY = timedelta(days=1)


@pytest.fixture
def groups(riverside: Branch, caller: User) -> tuple[list[Patient], list[Patient]]:
    """Forty sleepers, about half of them on the list since that evening; the others held back."""
    with clock.set_to(EVENING):
        return offer_by_call(riverside, share=50, by=caller)


def found(branch: Branch, until: date = LAST_DAY) -> Called | None:
    [*lines] = called([branch.pk], THAT_DAY, until)
    assert len(lines) <= 1
    return lines[0] if lines else None


@pytest.mark.each_database
def test_who_came_of_each_group_and_what_they_spent(
    groups: tuple[list[Patient], list[Patient]],
    riverside: Branch,
    almaty: Branch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """CAM-8: visits count from the day after on, for sixty days; money as everywhere: what was paid, and of those
    who never paid what was done. Nothing is told before the sixty days are over."""
    (one, two, three, four, *_others), (other, last, *_held) = groups
    came(one, THAT_DAY + A_DAY, amount=50_000)
    came(one, THAT_DAY + 2 * A_DAY, amount=10_000)
    came(two, LAST_DAY, amount=99_000)
    paid(two, 80_000, LAST_DAY)
    came(three, THAT_DAY, amount=70_000)
    came(four, LAST_DAY + A_DAY, amount=70_000)
    came(other, THAT_DAY + 5 * A_DAY, amount=20_000)
    came(last, THAT_DAY, amount=20_000)
    assert found(riverside, LAST_DAY - A_DAY) is None
    with django_assert_num_queries(2):
        line = found(riverside)
    assert line and (line.rule.key, line.share) == ("sleeping", 50)
    assert (line.offered.people, line.offered.came, line.offered.spent) == (len(groups[0]), 2, 140_000)
    assert (line.held_back.people, line.held_back.came, line.held_back.spent) == (len(groups[1]), 1, 20_000)
    assert line.difference and not line.difference.told, "two beside one is chance"
    assert found(almaty) is None


def test_it_is_told_where_chance_would_hardly_do_it(
    groups: tuple[list[Patient], list[Patient]], riverside: Branch
) -> None:
    for person in groups[0]:
        came(person, THAT_DAY + 9 * A_DAY)
    line = found(riverside)
    assert line and line.difference and line.difference.told and line.difference.value == 1


@pytest.mark.each_database
def test_with_whom_somebody_spoke_and_for_how_long(
    groups: tuple[list[Patient], list[Patient]], riverside: Branch, caller: User
) -> None:
    """CAM-8: what calls cost are minutes. Whom nobody reached is counted, as there are such among the others."""
    spoken, refused, missed, *_others = groups[0]
    with clock.set_to(EVENING + A_DAY):
        call = begin_call(Task.objects.open().get(patient=refused), by=caller)
    with clock.set_to(EVENING + A_DAY + timedelta(minutes=7)):
        end_call(call, CallOutcome.REFUSED, by=caller)
        close_tasks(Task.objects.open().filter(patient=spoken), Closing.DONE, by=caller)
        close_tasks(Task.objects.open().filter(patient=missed), Closing.NOT_REACHED, by=caller)
    line = found(riverside)
    assert line and (line.spoken, line.refused, line.not_reached) == (2, 1, 1)
    assert line.offered.people == len(groups[0])
    assert minutes_on_the_phone(lots([riverside.pk], THAT_DAY, THAT_DAY)) == 7


def test_each_share_is_compared_by_itself(groups: tuple[list[Patient], list[Patient]], riverside: Branch) -> None:
    """Those who came on the list while one in ten was held back are no comparison for one in two."""
    TaskRule.objects.filter(key="sleeping").update(held_share=10)
    with clock.set_to(EVENING + A_DAY):
        for n in range(40, 60):
            came(register(riverside, f"周{n}", phone=f"138000000{n:02}"), date(2024, 8, 1))
        refresh_facts()
        sweep_lists()
    lines = called([riverside.pk], THAT_DAY, LAST_DAY + A_DAY)
    assert [line.share for line in lines] == [10, 50]
    assert sum(line.offered.people + line.held_back.people for line in lines) == 60
