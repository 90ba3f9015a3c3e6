"""How many tasks a day, whose they are, and when they climb (REC-9, CAM-6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.lib import clock
from rapport.outreach.models import Manners, Task
from rapport.people.actions import appoint_steward
from rapport.people.models import Patient
from rapport.segmentation.models import WaitingForList
from rapport.segmentation.refresh import drain_changed, refresh_facts
from rapport.segmentation.tasks import look_at_everyone
from rapport.segmentation.tests.stories import TODAY, came, noon, paid
from rapport.segmentation.tests.worklists.steps import lists_of, only
from rapport.segmentation.worklists import sweep
from rapport.segmentation.worklists.reading import rules_in_use
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from tests.cast import PASSWORD, register

pytestmark = [pytest.mark.django_db, pytest.mark.now(noon())]


def test_an_old_base_makes_no_heap_and_the_most_valuable_come_first(riverside: Branch, caller: User) -> None:
    only("recall_hygiene")
    Manners.objects.create(branch=riverside, tasks_a_day=3)
    people = [register(riverside, f"Person {place}") for place in range(10)]
    for place, person in enumerate(people):
        came(person, date(2026, 4, 1), treated="hygiene")
        paid(person, 1000 * (place + 1), date(2026, 4, 1))
    refresh_facts()
    assert sweep_lists() == 3
    assert sweep_lists() == 0
    assert {task.patient for task in Task.objects.all()} == set(people[-3:])
    assert WaitingForList.objects.get().people == 7
    with clock.set_to(noon(TODAY + timedelta(days=5))):  # days off make no burst
        look_at_everyone()
        assert Task.objects.count() == 6
        Manners.objects.update(tasks_a_day=0)
        assert sweep_lists() == 4  # no limit


def test_done_in_turn_by_who_has_least_to_do(riverside: Branch, caller: User, owner: User) -> None:
    other = add_user("second", name="Second", password=PASSWORD, roles=[("customer_service", riverside)])
    only("recall_hygiene")
    for place in range(6):
        came(register(riverside, f"Person {place}"), date(2026, 4, 1), treated="hygiene")
    sweep_after = drain_changed()
    assert sweep_after and [user.tasks.count() for user in (caller, other)] == [3, 3]


def test_the_steward_comes_first(marsh: Patient, desk: User, owner: User, caller: User) -> None:
    """REC-9: the steward, or the staff of the role in turn."""
    steward = add_user("own", name="Own", password=PASSWORD, roles=[("consultant", marsh.branch)])
    appoint_steward(marsh, steward, "consultant", by=desk)
    came(marsh, date(2026, 5, 20), treated="hygiene")
    assert lists_of(marsh) == ["recall_hygiene"]
    assert Task.objects.get().owner == steward


def test_a_steward_who_works_elsewhere_by_now_is_passed_over(
    marsh: Patient, desk: User, owner: User, caller: User, almaty: Branch
) -> None:
    """A task whose owner may not see the person would be seen by nobody."""
    appoint_steward(marsh, caller, "customer_service", by=desk)
    caller.roles.update(branch=almaty)
    came(marsh, date(2026, 5, 20), treated="hygiene")
    assert lists_of(marsh) == ["recall_hygiene"]
    assert Task.objects.get().owner is None


def test_what_is_late_climbs(marsh: Patient) -> None:
    came(marsh, date(2026, 5, 20), treated="hygiene")
    assert lists_of(marsh) == ["recall_hygiene"]
    for days, height in ((7, 0), (11, 1), (18, 2)):
        with clock.set_to(noon(TODAY + timedelta(days=days))):
            look_at_everyone()
            assert Task.objects.get().climbed == height


def test_the_sweep_asks_as_much_for_many_as_for_few(riverside: Branch, caller: User) -> None:
    def cost() -> int:
        refresh_facts()
        with CaptureQueriesContext(connection) as captured:
            assert sweep_lists() > 0
        return len(captured)

    came(register(riverside, "Person"), date(2026, 4, 1), treated="hygiene")
    few = cost()
    for place in range(20):
        person = register(riverside, f"Person {place}", birth_date=date(1980, 11, 22))
        came(person, date(2026, 4, 1), treated="hygiene")
    assert cost() == few


def _twice(monkeypatch: pytest.MonkeyPatch) -> int:
    """Two sweeps that both find the same person before either has written."""
    rules = rules_in_use()
    [scope] = list(sweep.scopes())
    wrote = sweep.make_tasks
    monkeypatch.setattr(sweep, "make_tasks", lambda *given: 0)
    sweep.sweep_scope(rules, scope)
    found = sweep._whose_turn(TODAY.isoformat())
    monkeypatch.setattr(sweep, "make_tasks", wrote)
    monkeypatch.setattr(sweep, "_whose_turn", lambda occasion: found)
    for _sweep in range(2):
        sweep.make_tasks(rules, scope, TODAY.isoformat())
    return Task.objects.count()


def test_two_sweeps_at_once_double_nothing(marsh: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    came(marsh, date(2026, 5, 20), treated="hygiene")
    refresh_facts()
    assert _twice(monkeypatch) == 1


def test_without_the_constraints_two_sweeps_would_double(marsh: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard off."""
    came(marsh, date(2026, 5, 20), treated="hygiene")
    refresh_facts()
    with connection.cursor() as cursor:
        for guard in ("a_rule_makes_a_task_once", "one_open_task_of_a_rule"):
            cursor.execute(f"DROP INDEX {guard}")
    assert _twice(monkeypatch) == 2
