"""Many who change one record at the same moment: every edit is either written or told that it was not."""

from __future__ import annotations

from functools import partial

import pytest
from django.db.models import Q

from rapport.people.actions import Edited, Outdated, edit_patient, editing
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from tests.at_once import all_at_once
from tests.cast import register

EDITORS = 8

pytestmark = pytest.mark.django_db(transaction=True)


def edit_at_once(patient: Patient, by: User) -> tuple[list[int], list[int]]:
    """Every editor reads the record and appends their number to the hobbies; who wrote, and who was refused."""
    read = [Patient.objects.get(pk=patient.pk) for _editor in range(EDITORS)]
    jobs = (
        partial(
            edit_patient, one.pk, Edited({"hobbies": f"{one.hobbies} {n}"}, None, None), version=one.version, by=by
        )
        for n, one in enumerate(read)
    )
    given = all_at_once(*jobs, told=Outdated)
    refused = [number for number, one in enumerate(given) if isinstance(one, Outdated)]
    return [number for number in range(EDITORS) if number not in refused], refused


def lost(patient: Patient, written: list[int]) -> set[int]:
    """Edits that were said to be written and are not there."""
    patient.refresh_from_db()
    return {number for number in written if str(number) not in patient.hobbies.split()}


def test_of_many_editors_one_writes_and_all_others_are_told(riverside: Branch, owner: User) -> None:
    """REC-12: no edit is lost silently."""
    patient = register(riverside, "周雅琴")
    written, refused = edit_at_once(patient, owner)
    assert (len(written), len(refused)) == (1, EDITORS - 1)
    assert lost(patient, written) == set()
    assert patient.version == 2


def test_without_the_version_in_the_statement_edits_are_lost(
    riverside: Branch, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the test above with the guard taken away: it bites."""
    monkeypatch.setattr(editing, "_still", lambda version: Q())
    patient = register(riverside, "周雅琴")
    written, _refused = edit_at_once(patient, owner)
    assert lost(patient, written)


def test_every_way_to_write_makes_a_new_version(riverside: Branch, owner: User) -> None:
    """An import or a merge that writes many at once is noticed by who edits one of them, too."""
    patient = register(riverside, "周雅琴")
    patient.occupation = "教师"
    patient.save()
    assert patient.version == 2
    Patient.objects.filter(pk=patient.pk).update(hobbies="围棋")
    Patient.objects.bulk_update([patient], ["occupation"])
    patient.refresh_from_db()
    assert patient.version == 4
    with pytest.raises(Outdated):
        edit_patient(patient.pk, Edited({"occupation": "x"}, None, None), version=3, by=owner)
