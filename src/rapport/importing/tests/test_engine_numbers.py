"""Spreadsheets take 000123 for an amount and keep 123: people and what belongs to them are still found."""

import pytest

from rapport.care.models import Payment, Treatment
from rapport.importing.deciding.people import contacts_of
from rapport.importing.tests.engine import bring_in, check, codes, outcomes, take_back, written
from rapport.lib.phone import read_phones
from rapport.people.models import FormerNumber, Patient
from rapport.staff.models import Branch
from tests.cast import register

pytestmark = pytest.mark.one_database

PEOPLE = "病历号,姓名,出生日期,地址"
VISITS = "病历号,就诊日期,医生,治疗项目,金额,实收"


@pytest.mark.parametrize(("kept", "comes"), [("000123", "123"), ("123", "000123")])
def test_a_number_that_lost_its_zeros_means_the_same_person(riverside: Branch, kept: str, comes: str) -> None:
    """Once with a birth date and once with a name alone; the clinic's number stays as it is written."""
    bring_in(riverside, f"{PEOPLE}\n{kept},王芳,1980-02-03,旧址\n{kept}7,李强,,")
    imported = bring_in(riverside, f"{PEOPLE}\n{comes},王芳,1980-02-03,新址\n{comes}7,李强,,新址")
    assert outcomes(imported) == ["changed", "changed"]
    people = Patient.objects.values_list("file_number", "full_name", "address").order_by("pk")
    assert list(people) == [(kept, "王芳", "新址"), (f"{kept}7", "李强", "新址")]


def test_two_people_whose_numbers_differ_in_zeros_stay_two(riverside: Branch) -> None:
    for number, name in (("0123", "王芳"), ("123", "李强")):
        register(riverside, name, file_number=number)
    imported = bring_in(riverside, f"{PEOPLE}\n123,李强,,新址\n0123,王芳,,新址\n00123,,,")
    assert outcomes(imported)[:2] == ["changed", "changed"]
    visits = bring_in(riverside, f"{VISITS}\n123,2024-03-05,,洁治,300,\n0123,2024-03-05,,洁治,300,")
    assert outcomes(visits) == ["new", "new"]
    assert [patient.visits.count() for patient in Patient.objects.all()] == [1, 1]


def test_a_number_that_may_be_either_of_two_is_told_and_not_guessed(riverside: Branch) -> None:
    for number, name in (("0123", "王芳"), ("123", "李强")):
        register(riverside, name, file_number=number)
    visits = check(riverside, f"{VISITS}\n00123,2024-03-05,,洁治,300,\n")
    assert (outcomes(visits), codes(visits)) == (["refused"], ["person_ambiguous"])


def test_another_name_under_a_number_with_other_zeros_is_another_person(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="0123")
    assert outcomes(bring_in(riverside, f"{PEOPLE}\n123,李强,1991-07-08,")) == ["new"]
    assert Patient.objects.count() == 2


def test_one_list_that_has_both_spellings_has_two_people(
    riverside: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far they stand apart; that they may be one is told."""
    text = f"{PEOPLE}\n0123,王芳,1980-02-03,\n123,王芳,1980-02-03,"
    together = bring_in(riverside, text)
    assert (outcomes(together), codes(together)) == (["new", "new"], ["may_be_same"])
    take_back(together)
    monkeypatch.setattr("rapport.importing.carefully.ROWS_AT_ONCE", 1)
    apart = bring_in(riverside, text)
    assert (outcomes(apart), codes(apart)) == (["new", "new"], ["may_be_same"])
    assert outcomes(bring_in(riverside, text)) == ["same", "same"]


def test_visits_known_by_the_number_with_zeros_are_known_by_the_one_without(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="000123")
    bring_in(riverside, f"{VISITS}\n000123,2024-03-05,林岚,洁治,300,300")
    before = written()
    imported = bring_in(riverside, f"{VISITS}\n123,2024-03-05,林岚,洁治,300,300")
    assert (outcomes(imported), written()) == (["same"], before)
    corrected = bring_in(riverside, f"{VISITS}\n123,2024-03-05,林岚,洁治,350,350")
    assert outcomes(corrected) == ["changed"]
    assert (Treatment.objects.get().amount, Payment.objects.get().amount) == (35000, 35000)
    take_back(corrected)
    assert written() == before


def test_people_and_visits_of_one_import_meet_whatever_became_of_the_zeros(riverside: Branch) -> None:
    files = (
        f"{PEOPLE}\n000123,王芳,1980-02-03,",
        f"{VISITS}\n123,2024-03-05,,洁治,300,\n000123,2024-03-06,,洁治,300,",
    )
    assert outcomes(check(riverside, *files)) == ["new", "new", "new"]
    assert outcomes(bring_in(riverside, *files)) == ["new", "new", "new"]
    assert Patient.objects.get().visits.count() == 2


def test_a_number_of_before_a_merge_is_found_without_its_zeros(riverside: Branch) -> None:
    wang = register(riverside, "王芳", file_number="7")
    FormerNumber.objects.create(patient=wang, branch=riverside, number="000123")
    assert outcomes(bring_in(riverside, f"{VISITS}\n123,2024-03-05,,洁治,300,")) == ["new"]
    assert wang.visits.count() == 1


def test_a_number_of_zeros_alone_names_nobody_else(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="0")
    imported = bring_in(riverside, f"{PEOPLE}\n00,王芳,,")
    assert outcomes(imported) == ["new"]


def test_landlines_are_written_down_as_such() -> None:
    """REC-2: no SMS will go there."""
    found = contacts_of(read_phones("0571-87654321, 13800138000", "CN"))
    assert [(one.value, one.landline) for one in found] == [("+8657187654321", True), ("+8613800138000", False)]
