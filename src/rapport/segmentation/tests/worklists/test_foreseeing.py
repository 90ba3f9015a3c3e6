"""When a rule of the lists will fit one person, and that nobody is foreseen whom the sweep leaves in peace."""

from __future__ import annotations

from datetime import date

import pytest

from rapport.lib import clock
from rapport.outreach.models import Closing, Task, WorkList
from rapport.outreach.task_actions import close_tasks
from rapport.people.models import Patient
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
