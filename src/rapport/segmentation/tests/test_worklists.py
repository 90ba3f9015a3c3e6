"""Work lists: who gets a task, whose closes itself, and how many a day (REC-9, LOY-4, CAM-3, CAM-6, BAS-4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.appointments.actions import add_appointments
from rapport.appointments.booking.steps import cancel
from rapport.appointments.models import Appointment, AppointmentState, BookedThrough, Why
from rapport.care.actions import give_time_to_think
from rapport.care.models import ThinkingTime
from rapport.lib import clock
from rapport.outreach.models import Closing, Manners, Task, TaskRule
from rapport.outreach.task_actions import close_tasks, snooze_tasks, undo_tasks
from rapport.people.actions import appoint_steward, give_consent, record_departure
from rapport.people.models import Patient
from rapport.segmentation.models import WaitingForList
from rapport.segmentation.refresh import drain_changed, refresh_facts
from rapport.segmentation.tasks import look_at_everyone
from rapport.segmentation.tests.stories import TODAY, came, noon, paid
from rapport.segmentation.worklists import sweep
from rapport.segmentation.worklists.reading import rules_in_use
from rapport.segmentation.worklists.shipping import install_rules, shipped_rules
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = [pytest.mark.django_db, pytest.mark.now(noon())]


def only(*keys: str) -> None:
    TaskRule.objects.exclude(key__in=keys).update(on=False)


def lists_of(patient: Patient) -> list[str]:
    """The rules whose tasks are open for somebody, once the worker has looked."""
    while drain_changed():
        pass
    return sorted(Task.objects.open().filter(patient=patient).values_list("rule__key", flat=True))


def booked(patient: Patient, days: int) -> Appointment:
    appointment = Appointment(
        patient=patient, branch=patient.branch, starts_at=clock.now() + timedelta(days=days), state="booked"
    )
    add_appointments([appointment], [None])
    return appointment


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


def test_a_task_closes_itself_when_the_person_books_and_comes_back_when_they_cancel(marsh: Patient) -> None:
    only("recall_hygiene")
    came(marsh, date(2026, 5, 20), treated="hygiene")
    assert lists_of(marsh) == ["recall_hygiene"]
    appointment = booked(marsh, 5)
    assert lists_of(marsh) == []
    task = Task.objects.get()
    assert (task.closed_how, task.closed_by) == (Closing.REASON_GONE, None)
    appointment.state = AppointmentState.CANCELLED
    appointment.save()
    with clock.set_to(noon(TODAY + timedelta(days=1))):
        look_at_everyone()
        assert lists_of(marsh) == ["recall_hygiene"]


def test_a_reason_that_comes_back_the_same_day_opens_the_same_task(marsh: Patient) -> None:
    only("recall_hygiene")
    came(marsh, date(2026, 5, 20), treated="hygiene")
    assert lists_of(marsh) == ["recall_hygiene"]
    Task.objects.update(attempts=2)
    appointment = booked(marsh, 5)
    assert lists_of(marsh) == []
    cancel(appointment, Why.ILL, through=BookedThrough.PHONE)
    assert lists_of(marsh) == ["recall_hygiene"]
    assert Task.objects.get().attempts == 2, "what was tried is known still"


def test_of_several_that_lost_their_reason_the_last_comes_back(marsh: Patient) -> None:
    """LOY-4: one thing at a time."""
    rules = ["recall_hygiene", "recall_filling"]
    only(*rules)
    months = dict(TaskRule.objects.filter(key__in=rules).values_list("key", "months"))
    came(marsh, date(2026, 5, 20), treated="hygiene")
    came(marsh, date(2025, 11, 1), treated="filling")
    for key in rules:
        assert lists_of(marsh) == [key]
        TaskRule.objects.filter(key=key).update(months=99)
        sweep_lists()
    assert lists_of(marsh) == []
    for key in rules:
        TaskRule.objects.filter(key=key).update(months=months[key])
    sweep_lists()
    assert lists_of(marsh) == ["recall_filling"]


def test_a_reason_that_comes_back_leaves_in_peace_who_was_turned_to_meanwhile(
    marsh: Patient, caller: User
) -> None:
    """LOY-4: some weeks of rest after a refusal."""
    only("recall_hygiene", "recall_filling")
    came(marsh, date(2026, 5, 20), treated="hygiene")
    came(marsh, date(2025, 11, 1), treated="filling")
    assert lists_of(marsh) == ["recall_hygiene"]
    months = TaskRule.objects.get(key="recall_hygiene").months
    TaskRule.objects.filter(key="recall_hygiene").update(months=99)
    sweep_lists()
    assert lists_of(marsh) == ["recall_filling"]
    close_tasks(Task.objects.open(), Closing.REFUSED, by=caller)
    TaskRule.objects.filter(key="recall_hygiene").update(months=months)
    sweep_lists()
    assert lists_of(marsh) == []


def test_nobody_is_recalled_who_has_died_or_left(riverside: Branch, desk: User) -> None:
    died = register(riverside, "Died", deceased=True)
    came(died, date(2026, 5, 1), treated="hygiene")
    assert lists_of(died) == []
    left = register(riverside, "Left")
    came(left, date(2026, 5, 1), treated="hygiene")
    record_departure(left, left_on=TODAY, by=desk)
    assert lists_of(left) == []


def test_who_was_turned_to_is_left_in_peace(marsh: Patient, caller: User) -> None:
    """LOY-4: one thing at a time, and some weeks of rest after it."""
    only("recall_hygiene", "recall_filling")
    came(marsh, date(2026, 5, 20), treated="hygiene")
    came(marsh, date(2025, 11, 1), treated="filling")
    assert lists_of(marsh) == ["recall_hygiene"]
    close_tasks(Task.objects.open(), Closing.REFUSED, by=caller)
    for days, expected in ((1, []), (20, []), (31, ["recall_filling"])):
        with clock.set_to(noon(TODAY + timedelta(days=days))):
            look_at_everyone()
            assert lists_of(marsh) == expected


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
    from rapport.staff.actions import add_user
    from tests.cast import PASSWORD

    other = add_user("second", name="Second", password=PASSWORD, roles=[("customer_service", riverside)])
    only("recall_hygiene")
    for place in range(6):
        came(register(riverside, f"Person {place}"), date(2026, 4, 1), treated="hygiene")
    sweep_after = drain_changed()
    assert sweep_after and [user.tasks.count() for user in (caller, other)] == [3, 3]


def test_the_steward_comes_first(marsh: Patient, desk: User, owner: User, caller: User) -> None:
    """REC-9: the steward, or the staff of the role in turn."""
    from rapport.staff.actions import add_user
    from tests.cast import PASSWORD

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


def test_done_and_put_off_can_be_taken_back(marsh: Patient, caller: User, owner: User) -> None:
    came(marsh, date(2026, 5, 20), treated="hygiene")
    lists_of(marsh)
    batch, number = close_tasks(Task.objects.open(), Closing.DONE, by=caller, words="will come")
    assert number == 1 and not Task.objects.open().exists()
    assert undo_tasks(batch, by=owner) == 0  # only by who did it
    assert undo_tasks(batch, by=caller) == 1
    task = Task.objects.open().get()
    assert (task.closed_how, task.closed_by, task.closed_words) == ("", None, "")
    batch, _number = snooze_tasks([task], clock.now() + timedelta(days=30), by=caller)
    assert task.due_on == TODAY + timedelta(days=30)
    assert not Task.objects.waiting(clock.now()).exists()
    appointment = booked(marsh, 5)
    assert "recall_hygiene" not in lists_of(marsh)
    assert undo_tasks(batch, by=caller) == 0  # its reason is gone
    appointment.delete()
    Task.objects.filter(pk=task.pk).update(closed_at=None, closed_how="")
    close_tasks([task], Closing.DROPPED, by=caller)
    assert undo_tasks(batch, by=caller) == 0  # changed since
    assert undo_tasks(batch, by=caller) == 0
