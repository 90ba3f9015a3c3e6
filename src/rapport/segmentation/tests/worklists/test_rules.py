"""Whom the rules that come with the product put on a list, and when (REC-9, CAM-3, CAM-6, BAS-4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rapport.care.actions import give_time_to_think
from rapport.care.models import ThinkingTime
from rapport.lib import clock
from rapport.outreach.models import Closing, Task, TaskRule
from rapport.outreach.task_actions import close_tasks, undo_tasks
from rapport.people.actions import appoint_steward, give_consent, record_departure
from rapport.people.models import Patient
from rapport.segmentation.tasks import look_at_everyone
from rapport.segmentation.tests.stories import TODAY, came, noon
from rapport.segmentation.tests.worklists.steps import lists_of, only
from rapport.segmentation.worklists.reading import rules_in_use
from rapport.segmentation.worklists.shipping import install_rules, shipped_rules
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = [pytest.mark.django_db, pytest.mark.now(noon())]


def test_the_rules_that_come_are_installed_once_and_all_can_be_read(riverside: Branch) -> None:
    assert TaskRule.objects.count() == len(shipped_rules()) == len(rules_in_use())
    assert install_rules() == 0
    assert all(str(rule) != rule.key for rule in TaskRule.objects.all())


def test_a_cleaning_half_a_year_ago_is_recalled_with_its_day(marsh: Patient, caller: User) -> None:
    """CAM-6, AFT: fires when the last treatment of the kind is older than its months."""
    came(marsh, date(2026, 5, 20), treated="hygiene")
    assert lists_of(marsh) == ["recall_hygiene"]
    task = Task.objects.get()
    assert (task.evidence["treatment"], task.owner, task.purpose) == ("2026-05-20", caller, "care")
    assert task.due_on == TODAY + timedelta(days=7)


def test_a_cleaning_in_time_is_not_recalled_and_months_are_the_clinics(marsh: Patient) -> None:
    came(marsh, date(2026, 7, 1), treated="hygiene")
    assert lists_of(marsh) == []
    TaskRule.objects.filter(key="recall_hygiene").update(months=4)
    sweep_lists()
    assert lists_of(marsh) == ["recall_hygiene"]


def test_nobody_is_recalled_who_has_died_or_left(riverside: Branch, desk: User) -> None:
    died = register(riverside, "Died", deceased=True)
    came(died, date(2026, 5, 1), treated="hygiene")
    assert lists_of(died) == []
    left = register(riverside, "Left")
    came(left, date(2026, 5, 1), treated="hygiene")
    record_departure(left, left_on=TODAY, by=desk)
    assert lists_of(left) == []


def test_a_plan_is_asked_about_once_and_gently_after_the_time_to_think(
    marsh: Patient, dentist: User, caller: User
) -> None:
    """LOY-4: nothing while it runs, then one follow-up, then never again."""
    TaskRule.objects.filter(key="consent_missing").update(on=False)
    came(marsh, date(2026, 11, 1))
    give_time_to_think(marsh, None, starts_on=date(2026, 11, 10), ends_on=date(2026, 11, 24), words="", by=dentist)
    assert lists_of(marsh) == []
    with clock.set_to(noon(date(2026, 11, 25))):
        look_at_everyone()
        assert lists_of(marsh) == ["plan_thought_over"]
        batch, _number = close_tasks(Task.objects.open(), Closing.DONE, by=caller)
        assert ThinkingTime.objects.get().followed_up_by == caller
        assert undo_tasks(batch, by=caller) == 1
        assert lists_of(marsh) == ["plan_thought_over"] and not ThinkingTime.objects.get().followed_up_by
        close_tasks(Task.objects.open(), Closing.DONE, by=caller)
    with clock.set_to(noon(date(2027, 3, 1))):
        look_at_everyone()
        assert "plan_thought_over" not in lists_of(marsh)


def test_a_valuable_client_without_a_steward_is_work(riverside: Branch, desk: User, dentist: User) -> None:
    """REC-9."""
    only("no_steward")
    key = register(riverside, "Key client", influence="official")
    came(key, date(2026, 11, 1))
    assert lists_of(key) == ["no_steward"]
    assert Task.objects.get().owner == desk
    appoint_steward(key, dentist, "dentist", by=desk)
    assert lists_of(key) == []


def test_a_birthday_is_told_once_though_they_come_on_it(riverside: Branch, caller: User) -> None:
    only("birthday")
    person = register(riverside, "Birthday child", birth_date=date(1980, 11, 23))
    came(person, date(2026, 10, 1))
    assert lists_of(person) == ["birthday"]
    close_tasks(Task.objects.open(), Closing.DONE, by=caller)
    came(person, date(2026, 11, 21))
    with clock.set_to(noon(date(2026, 11, 23))):
        look_at_everyone()
        assert lists_of(person) == []
    with clock.set_to(noon(date(2027, 11, 21))):
        look_at_everyone()
        assert lists_of(person) == ["birthday"]


def test_name_days_are_those_of_russian_names(riverside: Branch, almaty: Branch) -> None:
    """BAS-4: first name → name-day; Chinese names have none."""
    only("name_day")
    with clock.set_to(noon(date(2026, 12, 5))):
        katya = register(almaty, "Петрова Екатерина", family_name="Петрова", given_name="Екатерина")
        yaqin = register(riverside, "周雅琴", family_name="周", given_name="雅琴")
        for person in (katya, yaqin):
            came(person, date(2026, 10, 1))
        assert (lists_of(katya), lists_of(yaqin)) == (["name_day"], [])
        assert Task.objects.get().evidence["name_day"] == 1207


def test_the_ladder_of_offers_to_who_sleeps(marsh: Patient, caller: User) -> None:
    """CAM-3: a good offer; refused, a better one after some months; then no more until they come."""
    only("sleeping", "sleeping_again")
    came(marsh, date(2025, 9, 1))
    assert lists_of(marsh) == ["sleeping"]
    close_tasks(Task.objects.open(), Closing.REFUSED, by=caller)
    for days, expected in ((30, []), (91, ["sleeping_again"])):
        with clock.set_to(noon(TODAY + timedelta(days=days))):
            look_at_everyone()
            assert lists_of(marsh) == expected
    with clock.set_to(noon(TODAY + timedelta(days=92))):
        close_tasks(Task.objects.open(), Closing.REFUSED, by=caller)
    with clock.set_to(noon(TODAY + timedelta(days=900))):
        look_at_everyone()
        assert lists_of(marsh) == []
        came(marsh, clock.now().date())
    with clock.set_to(noon(TODAY + timedelta(days=1400))):
        look_at_everyone()
        assert lists_of(marsh) == ["sleeping"]


def test_consent_is_asked_of_who_was_here_lately(riverside: Branch, desk: User) -> None:
    """REC-11."""
    only("consent_missing")
    person = register(riverside, "No consent")
    came(person, date(2026, 11, 1))
    assert lists_of(person) == ["consent_missing"]
    give_consent(person, "processing", by=desk)
    assert lists_of(person) == []
