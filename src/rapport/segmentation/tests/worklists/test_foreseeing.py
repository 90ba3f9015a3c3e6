"""When a rule of the lists will fit one person, and that nobody is foreseen whom the sweep leaves in peace."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rapport.lib import clock
from rapport.outreach.models import Closing, Task, WorkList
from rapport.outreach.task_actions import close_tasks
from rapport.people.models import Patient
from rapport.segmentation.tasks import look_at_everyone
from rapport.segmentation.tests.stories import TODAY, came, noon
from rapport.segmentation.tests.worklists.steps import lists_of, only
from rapport.segmentation.worklists.foreseeing import foresee
from rapport.staff.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.now(noon())]


def foreseen(patient: Patient) -> list[tuple[str, date]]:
    found = foresee(patient.pk, [WorkList.RECALL, WorkList.SLEEPING], TODAY, clock.now())
    return [(one.rule.key, one.day) for one in found]


def test_the_next_cleaning_is_seen_months_ahead(marsh: Patient) -> None:
    only("recall_hygiene")
    came(marsh, date(2026, 10, 5), treated="hygiene")
    assert lists_of(marsh) == []
    [(key, day)] = foreseen(marsh)
    assert (key, f"{day:%Y-%m}") == ("recall_hygiene", "2027-04")


def test_it_says_the_same_of_each_as_the_sweep_of_all(
    marsh: Patient, zhou: Patient, khalilova: Patient, desk: User
) -> None:
    """One rule keeps people off the lists, asked in sets or of one person alone."""
    only("recall_hygiene", "sleeping")
    for patient, days in (
        (marsh, [date(2026, 5, 20)]),
        (zhou, [date(2026, 4, 2)]),
        (khalilova, [date(2024, 5, 2)]),
    ):
        came(patient, *days, treated="hygiene")
        assert len(lists_of(patient)) == 1
    recalled = Task.objects.get(patient=zhou)
    # long ago somebody did it; the other one just now, about something else
    close_tasks(Task.objects.exclude(pk=recalled.pk), Closing.DONE, by=desk)
    Task.objects.filter(patient=marsh).update(closed_at=noon(date(2026, 4, 1)), occasion="2026-04-01")
    recalled.delete()
    for days in (0, 20, 40, 200):
        with clock.set_to(noon(TODAY + timedelta(days=days))):
            look_at_everyone()
            made = set(Task.objects.open().values_list("patient", "rule__key"))
            Task.objects.open().delete()
            today = marsh.branch.today()
            alone = {
                (patient.pk, one.rule.key)
                for patient in (marsh, zhou, khalilova)
                for one in foresee(patient.pk, [WorkList.RECALL, WorkList.SLEEPING], today, clock.now())
                if one.day == today
            }
            assert alone == made and (made or days == 20), days


def test_who_is_kept_off_the_list_today_is_not_foreseen_for_today(marsh: Patient, desk: User) -> None:
    """LOY-4: they said no, and the rule itself lets them be for half a year; untouched, it would have its turn."""
    only("recall_hygiene")
    came(marsh, date(2026, 5, 20), treated="hygiene")
    assert lists_of(marsh) == ["recall_hygiene"]
    assert foreseen(marsh) == []
    close_tasks(Task.objects.all(), Closing.REFUSED, by=desk)
    assert foreseen(marsh) == []
    Task.objects.all().delete()
    assert foreseen(marsh) == [("recall_hygiene", TODAY)]
