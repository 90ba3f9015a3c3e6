"""Files go on meaning a person whose records were merged, under the number they had before (REC-10)."""

from __future__ import annotations

import pytest

from rapport.care.models import Visit
from rapport.importing.report import kept_by_undo
from rapport.importing.tests.engine import bring_in, codes, outcomes, take_back
from rapport.people.merging.actions import merge_patients
from rapport.people.merging.choosing import Pick
from rapport.people.merging.undoing import undo_merge
from rapport.people.models import Merge, Patient
from rapport.staff.models import Branch, User

pytestmark = pytest.mark.one_database

TWICE = "病历号,姓名,手机号,地址\n1,王芳,13911112222,江南路\n2,Wang Fang,13911112222,滨江路"


@pytest.fixture
def merge(riverside: Branch, desk: User) -> Merge:
    """王芳 was in the file twice; what stays is the record under number 1."""
    bring_in(riverside, TWICE)
    stays, goes = Patient.objects.order_by("file_number")
    picks = {"name": Pick.FIRST, "address": Pick.FIRST, "file_number": Pick.FIRST}
    return merge_patients(stays.pk, goes.pk, picks=picks, by=desk)


def test_the_same_file_again_changes_nothing(riverside: Branch, merge: Merge) -> None:
    assert outcomes(bring_in(riverside, TWICE)) == ["same", "same"]
    assert Patient.objects.get().full_name == "王芳"


def test_a_row_with_the_former_number_is_about_the_same_person(riverside: Branch, merge: Merge) -> None:
    imported = bring_in(riverside, "病历号,就诊日期,治疗项目,金额\n2,2024-03-05,洁治,300")
    assert outcomes(imported) == ["new"], codes(imported)
    assert Visit.objects.get().patient_id == merge.survivor_id
    imported = bring_in(riverside, "病历号,姓名,职业\n2,王芳,教师")
    assert outcomes(imported) == ["changed"]
    stays = Patient.objects.get()
    assert (stays.file_number, stays.occupation) == ("1", "教师")


def test_a_former_number_that_somebody_new_has_means_them(riverside: Branch, merge: Merge) -> None:
    Patient.objects.create(branch=riverside, full_name="李强", file_number="2")
    imported = bring_in(riverside, "病历号,就诊日期,治疗项目,金额\n2,2024-03-05,洁治,300")
    assert outcomes(imported) == ["new"]
    assert Visit.objects.get().patient.full_name == "李强"


def test_undoing_the_import_of_somebody_merged_says_what_stays(
    riverside: Branch, merge: Merge, desk: User
) -> None:
    imported = take_back(Patient.objects.get().branch.imports.get())
    assert Patient.objects.count() == 1
    told = kept_by_undo(imported)
    assert [line for line in told if "Undo the merge first" in line]
    undo_merge(merge.pk, by=desk)
    assert Patient.objects.count() == 2
