"""Many rows at once: what is written down is what was said, few or many, with the ids it then has."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from rapport.lib.blank import Blank
from rapport.lib.bulk import create_many, insert_many, update_many
from rapport.people.models import ChangedPatient, ContactPoint, Patient, PatientTag
from rapport.staff.models import Branch
from tests.cast import register

# below and above where PostgreSQL copies instead of inserting
FEW, MANY = 3, 700


@pytest.mark.parametrize("count", [FEW, MANY])
def test_new_records_have_the_ids_under_which_they_stand(riverside: Branch, count: int) -> None:
    blank = Blank(Patient, branch=riverside)
    born = date(1980, 5, 1)
    people = [
        blank(full_name=f'王"{place}\\\t', file_number=str(place), birth_date=born) for place in range(count)
    ]
    created = create_many(Patient, people)
    assert created == people
    stored = Patient.objects.in_bulk([person.pk for person in created])
    for person in created:
        found = stored[person.pk]
        assert (found.full_name, found.birth_date) == (person.full_name, born)
        assert found.created_at == person.created_at
    # the next one comes after them
    assert register(riverside, "李雷").pk > max(stored)


def test_records_that_begin_alike_share_nothing(riverside: Branch) -> None:
    blank = Blank(Patient, branch=riverside)
    one, other = blank(full_name="王芳"), blank(full_name="李雷")
    one.branch = Branch(name="Almaty")
    assert (one.full_name, other.full_name, other.branch) == ("王芳", "李雷", riverside)


@pytest.mark.parametrize("count", [FEW, MANY])
def test_each_row_gets_values_of_its_own(riverside: Branch, count: int) -> None:
    people = create_many(Patient, [Patient(branch=riverside, full_name=str(place)) for place in range(count)])
    rows = [(f"{{№}}, \\ '{p.full_name}'", date(1990, 1, 1) if p.pk % 2 else None, p.pk) for p in people]
    update_many(Patient, ("occupation", "birth_date"), rows)
    assert sorted(Patient.objects.values_list("occupation", "birth_date", "pk"), key=str) == sorted(rows, key=str)


@pytest.mark.parametrize("count", [FEW, MANY])
def test_what_stands_there_twice_or_belongs_to_nobody_is_refused(riverside: Branch, count: int) -> None:
    wang = register(riverside, "王芳")
    tagged = [Blank(PatientTag)(patient_id=wang.pk, tag_id=0) for _ in range(count)]
    with pytest.raises(IntegrityError), transaction.atomic():
        create_many(PatientTag, tagged)
    contact = {"patient_id": wang.pk, "kind": "phone", "value": "1"}
    with pytest.raises(IntegrityError), transaction.atomic():
        create_many(ContactPoint, [Blank(ContactPoint)(**contact) for _ in range(count)])
    assert not ContactPoint.objects.exists()


def test_no_rows_cost_nothing(db: None) -> None:
    insert_many(ChangedPatient, ("patient_id",), [])
    update_many(Patient, ("occupation",), [])
    assert create_many(Patient, []) == []
