"""Some of those whom a rule would offer something are left in peace, to tell what the calls bring (CAM-8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from rapport.lib import clock
from rapport.outreach.holdout import CALLS_COUNT_FOR
from rapport.outreach.models import Closing, Manners, Task, TaskRule
from rapport.outreach.task_actions import close_tasks
from rapport.people.models import Patient
from rapport.segmentation.models import WaitingForList
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tests.stories import TODAY, came, noon
from rapport.segmentation.tests.worklists.steps import lists_of, only
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = [pytest.mark.django_db, pytest.mark.now(noon())]

LONG_AGO = date(2024, 11, 2)


@pytest.fixture
def sleepers(riverside: Branch, caller: User) -> list[Patient]:
    """Forty who have not come for two years; the rule that offers them something holds back every second one."""
    only("sleeping", "recall_hygiene")
    TaskRule.objects.filter(key="sleeping").update(held_share=50)
    Manners.objects.create(branch=riverside, tasks_a_day=0)
    people = [register(riverside, f"周{n}") for n in range(40)]
    for person in people:
        came(person, LONG_AGO)
    refresh_facts()
    return people


def held() -> set[int]:
    return set(Task.objects.filter(closed_how=Closing.HELD_BACK).values_list("patient", flat=True))


@pytest.mark.each_database
def test_chance_leaves_about_every_second_in_peace(sleepers: list[Patient], caller: User) -> None:
    """CAM-8: they stand on no list, wait for none, are nobody's work, and stay so however often one looks."""
    on_the_list = sweep_lists()
    drawn = held()
    assert on_the_list + len(drawn) == 40 and 8 < len(drawn) < 32
    assert set(Task.objects.open().values_list("owner", flat=True)) == {caller.pk}
    assert not Task.objects.exclude(closed_at=None).exclude(owner=None).exists()
    assert not WaitingForList.objects.exists()
    assert set(Task.objects.values_list("drawn", flat=True)) == {50}
    with clock.set_to(noon(TODAY + timedelta(days=30))):
        assert sweep_lists() == 0 and held() == drawn


def test_whoever_is_held_back_takes_up_no_room(sleepers: list[Patient]) -> None:
    """CAM-8: on a list that takes ten a day there are ten, in the end of the day's sweeps."""
    Manners.objects.update(tasks_a_day=10)
    made = [sweep_lists() for _again in range(30)]
    assert 0 < made[0] < 10 and sum(made) == 10 == Task.objects.open().count()


@pytest.mark.each_database
def test_when_it_has_been_counted_they_get_their_turn(sleepers: list[Patient]) -> None:
    """CAM-8: a second time nobody is drawn, and what comes then is no part of what is compared."""
    sweep_lists()
    drawn = held()
    with clock.set_to(noon(TODAY + CALLS_COUNT_FOR + timedelta(days=1))):
        assert sweep_lists() == len(drawn)
        assert {task.patient_id for task in Task.objects.open().filter(drawn=0)} == drawn
        assert held() == drawn


@pytest.mark.each_database
def test_whoever_is_held_back_from_an_offer_is_not_held_back_from_care(sleepers: list[Patient]) -> None:
    """A cleaning that is due is told to whoever was held back; after a call it would not be (LOY-4)."""
    sweep_lists()
    patient, other = Patient.objects.get(pk=min(held())), Task.objects.open().order_by("pk")[0]
    close_tasks([other], Closing.REFUSED, by=other.owner)  # type: ignore[arg-type]
    for one in (patient, other.patient):
        came(one, TODAY - timedelta(days=300), treated="hygiene")
    assert (lists_of(patient), lists_of(other.patient)) == (["recall_hygiene"], [])


def test_care_is_never_held_back(sleepers: list[Patient]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskRule.objects.filter(key="recall_hygiene").update(held_share=10)
    TaskRule.objects.filter(key="sleeping").update(held_share=0)
    assert sweep_lists() == 40 and not held()


def test_who_was_held_back_has_refused_nothing(sleepers: list[Patient]) -> None:
    """CAM-3: the better offer is for those who said no to the first."""
    TaskRule.objects.filter(key="sleeping_again").update(on=True)
    sweep_lists()
    with clock.set_to(noon(TODAY + CALLS_COUNT_FOR - timedelta(days=1))):
        TaskRule.objects.filter(key="sleeping_again").update(follows_after=1)
        assert sweep_lists() == 0
