"""Two records of somebody who was asked, complained and was talked over become one, and two again (REC-10)."""

from __future__ import annotations

import pytest

from rapport.feedback.models import Complaint, Loss, Minute, Promise, Slip, Survey
from rapport.feedback.slips import deal_with
from rapport.lib.refusal import Refused
from rapport.outreach.models import Task
from rapport.people.merging.undoing import undo_merge
from rapport.people.models import Patient
from rapport.staff.models import User
from tests.everything import Everything
from tests.two_records import everything, merged

_OF_A_PERSON = (Survey, Slip, Complaint, Promise, Minute)


def said(patient: Patient, by: User) -> None:
    """A slip that is being asked about again, a complaint, a promise, a minute, and that they were lost."""
    its = Everything(patient, by, words="等太久")
    deal_with(its.slip, "道歉了", by=by)
    assert all((its.complained, its.promised, its.minute, its.loss))


def test_what_clients_said_moves_and_goes_back_exactly(zhou: Patient, twice: Patient, owner: User) -> None:
    """REC-10: nothing said is lost; of two losses that run one stands, and both come back."""
    for patient in (zhou, twice):
        said(patient, owner)
    before = everything()
    merge = merged(zhou, twice, owner)
    for model in _OF_A_PERSON:
        rows = model._default_manager.all()
        assert {row.patient_id for row in rows} == {zhou.pk} and rows.count() in (2, 4), model
    assert set(Task.objects.open().values_list("patient", flat=True)) == {zhou.pk}
    assert Loss.objects.get().patient == zhou
    assert undo_merge(merge.pk, by=owner).kept == []
    assert everything() == before


def test_a_slip_goes_on_after_its_client_was_merged(zhou: Patient, twice: Patient, owner: User) -> None:
    """REC-10, AFT-5: a page opened before is refused in words; opened again it deals with the one that stands."""
    slip: Slip = Everything(twice, owner, words="等太久").slip
    merged(zhou, twice, owner)
    with pytest.raises(Refused, match="Open it again"):
        deal_with(slip, "道歉了", by=owner)
    slip.refresh_from_db()
    deal_with(slip, "道歉了", by=owner)
    slip.refresh_from_db()
    assert slip.task and (slip.patient, slip.task.patient, slip.asked_again.get().patient) == (zhou,) * 3
