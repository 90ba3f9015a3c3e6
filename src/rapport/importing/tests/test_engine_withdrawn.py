"""A later file says that somebody did not come after all: the visit which an earlier one made of it goes."""

from datetime import UTC, datetime

import pytest

from rapport.appointments.models import Appointment
from rapport.care.models import Visit
from rapport.importing.models import ImportRow
from rapport.importing.tests.engine import bring_in, check, codes, dump, outcomes, take_back
from rapport.people.merging.actions import merge_patients
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import Branch, User
from tests.cast import register

pytestmark = pytest.mark.one_database

BOOKED = "预约号,病历号,预约日期,预约时间,状态,签到时间,开始时间,医生"
KEPT = f"{BOOKED}\nA1,1,2024-03-05,10:00,已完成,09:50,10:20,林岚\nA2,1,2024-02-05,10:00,已完成,,,"


@pytest.fixture(autouse=True)
def wang(riverside: Branch) -> Patient:
    return register(riverside, "王芳", file_number="1")


def facts() -> tuple[object, ...]:
    return PatientFacts.objects.values_list("visits", "last_visit__day", "last_visit__month", "no_shows").get()


@pytest.mark.parametrize(("said", "no_shows"), [("取消", 0), ("爽约", 1)])
def test_the_visit_of_an_appointment_that_was_not_kept_after_all_goes(
    riverside: Branch, said: str, no_shows: int
) -> None:
    """BOO-4. Taking the import back brings the visit back as it was."""
    bring_in(riverside, KEPT)
    before = dump()
    assert facts() == (2, 5, 3, 0)
    later = f"{BOOKED}\nA1,1,2024-03-05,10:00,{said},,,"
    preview = check(riverside, later)
    row = ImportRow.objects.get(sheet__file__imported=preview)
    assert {"field": "visit", "before": "2024-03-05", "after": ""} in row.changes
    imported = bring_in(riverside, later)
    assert outcomes(imported) == ["changed"]
    assert (Visit.objects.count(), Appointment.objects.get(starts_at__month=3).visit) == (1, None)
    assert facts() == (1, 5, 2, no_shows)
    take_back(imported)
    assert dump() == before


def test_a_visit_of_which_more_is_known_stays_and_is_told(riverside: Branch) -> None:
    bring_in(riverside, KEPT)
    bring_in(riverside, "病历号,就诊日期,治疗项目,金额\n1,2024-03-05,洁治,300")
    imported = bring_in(riverside, f"{BOOKED}\nA1,1,2024-03-05,10:00,取消,,,")
    assert codes(imported) == ["visit_stays"]
    assert Visit.objects.get(day__month=3).treatments.count() == 1


def test_the_last_word_of_a_file_counts(riverside: Branch) -> None:
    """Cancelled in one row and kept in the next: the visit never goes."""
    bring_in(riverside, KEPT)
    before = dump()
    again = "A1,1,2024-03-05,10:00,取消,,,\nA1,1,2024-03-05,10:00,已完成,09:55,10:20,林岚"
    imported = bring_in(riverside, f"{BOOKED}\n{again}")
    assert dump()["Visit"] == before["Visit"]
    assert Appointment.objects.get(starts_at__month=3).visit is not None
    take_back(imported)
    assert dump() == before


def test_kept_again_by_a_third_file_it_is_a_visit_again(riverside: Branch) -> None:
    bring_in(riverside, KEPT)
    second = bring_in(riverside, f"{BOOKED}\nA1,1,2024-03-05,10:00,取消,,,")
    between = dump()
    third = bring_in(riverside, KEPT)
    assert (Visit.objects.count(), facts()) == (2, (2, 5, 3, 0))
    take_back(third)
    assert dump() == between
    take_back(second)
    assert Visit.objects.count() == 2


def test_after_a_merge_the_visit_comes_back_to_the_record_that_stands(
    riverside: Branch, owner: User, wang: Patient
) -> None:
    bring_in(riverside, KEPT)
    imported = bring_in(riverside, f"{BOOKED}\nA1,1,2024-03-05,10:00,取消,,,")
    stands = register(riverside, "王芳芳", file_number="2")
    merge_patients(stands.pk, wang.pk, picks={}, by=owner)
    take_back(imported)
    visit = Visit.objects.get(started_at=datetime(2024, 3, 5, 2, 20, tzinfo=UTC))
    assert (visit.patient, visit.appointment.state) == (stands, "done")
