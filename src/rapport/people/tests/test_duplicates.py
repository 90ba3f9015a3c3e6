"""Which records are taken for one person (REC-10), and which never are."""

from __future__ import annotations

from datetime import date

import pytest

from rapport.people.actions import NewPatient, register_patients
from rapport.people.duplicates import MOST_ON_ONE_PHONE, Record, find_duplicates, find_duplicates_of, reason_for
from rapport.people.models import ChangedPatient, ContactPoint, Household, LikelyDuplicate, Patient
from rapport.people.models.duplicate import DuplicateReason
from rapport.staff.models import Branch
from tests.cast import register

PHONE, BIRTH, NOTHING = DuplicateReason.SAME_PHONE, DuplicateReason.SAME_BIRTH_DATE, None
BORN, OTHER = date(1980, 3, 5), date(1980, 3, 6)


def record(
    pk: int,
    full: str,
    born: date | None = BORN,
    *,
    given: str = "",
    sex: str = "",
    home: int | None = None,
    by: int | None = None,
) -> Record:
    return Record(pk, full, given, sex, born, home, by)


@pytest.mark.parametrize(
    ("a", "b", "same_phone", "reason"),
    [
        (record(1, "Иванова Мария"), record(2, "Ivanova Maria"), False, BIRTH),
        (record(1, "王小明"), record(2, "Wang Xiaoming"), False, BIRTH),
        (record(1, "Smith John"), record(2, "John Smith"), False, BIRTH),
        (record(1, "Иванова Мария"), record(2, "Петров Олег"), False, NOTHING),
        (record(1, "Иванова Мария"), record(2, "Иванова Мария", OTHER), False, NOTHING),
        (record(1, "Иванова Мария", None), record(2, "Иванова Мария", None), False, NOTHING),
        (record(1, "Иванова Мария", None), record(2, "Петров Олег"), True, PHONE),
        (record(1, "Иванова Мария"), record(2, "Иванова Мария"), True, PHONE),
        # mother and child, born on different days, on one phone
        (record(1, "李娜", BORN), record(2, "李小宝", OTHER), True, NOTHING),
        # a family that is known to be one
        (record(1, "李娜", None, home=7), record(2, "李小宝", None, home=7), True, NOTHING),
        (record(1, "李娜", None), record(2, "李小宝", None, by=1), True, NOTHING),
        (record(1, "李大宝", None, by=9), record(2, "李小宝", None, by=9), True, NOTHING),
        # twins: the mother's phone, one birth date, one family name
        (record(1, "王小明", given="小明"), record(2, "王大红", given="大红"), True, NOTHING),
        (record(1, "Иванов Александр", sex="male"), record(2, "Иванова Александра", sex="female"), False, NOTHING),
        (record(1, "Иванова Мария", home=7), record(2, "Иванова Марина", home=7), False, NOTHING),
        # married since: another surname, the same phone, birth date and given name
        (record(1, "Иванова Мария", given="Мария"), record(2, "Штерн Мария", given="Мария"), True, PHONE),
        # entered twice in one household
        (record(1, "Иванова Мария", home=7), record(2, "Иванова Мария", home=7), True, BIRTH),
    ],
)
def test_the_decision_on_two_records(a: Record, b: Record, same_phone: bool, reason: object) -> None:
    """REC-10."""
    assert reason_for(a, b, same_phone=same_phone) == reason
    assert reason_for(b, a, same_phone=same_phone) == reason


def pairs() -> dict[tuple[int, int], str]:
    return {(d.first_id, d.second_id): d.reason for d in LikelyDuplicate.objects.all()}


def test_the_sweep_writes_exactly_the_pairs_there_are(riverside: Branch) -> None:
    """REC-10."""
    a = register(riverside, "Ivanova Maria", birth_date=BORN, phone="+8613800138000")
    b = register(riverside, "Иванова Мария", birth_date=BORN)
    c = register(riverside, "Someone Else", phone="+8613800138000")
    assert find_duplicates() == 2
    assert pairs() == {(a.pk, b.pk): BIRTH, (a.pk, c.pk): PHONE}
    ChangedPatient.objects.all().delete()
    before = set(LikelyDuplicate.objects.values_list("pk", flat=True))
    find_duplicates()
    assert set(LikelyDuplicate.objects.values_list("pk", flat=True)) == before, "what is right stays as it is"
    assert not ChangedPatient.objects.exists()
    Patient.objects.filter(pk=b.pk).update(birth_date=OTHER)
    find_duplicates()
    assert pairs() == {(a.pk, c.pk): PHONE}
    assert set(ChangedPatient.objects.values_list("patient_id", flat=True)) == {a.pk, b.pk}


def test_another_reason_replaces_the_one_before(riverside: Branch) -> None:
    a = register(riverside, "Ivanova Maria", birth_date=BORN, phone="+8613800138000")
    b = register(riverside, "Иванова Мария", birth_date=BORN)
    find_duplicates()
    ContactPoint.objects.create(patient=b, kind="phone", value="+8613800138000")
    find_duplicates()
    assert pairs() == {(a.pk, b.pk): PHONE}


def test_an_invalid_number_and_another_extension_pair_nobody(riverside: Branch) -> None:
    for n, (valid, extension) in enumerate([(False, ""), (False, ""), (True, "1"), (True, "2")]):
        contact = ContactPoint(kind="phone", value="+8657188880000", valid=valid, extension=extension)
        register_patients([NewPatient(Patient(branch=riverside, full_name=f"Nobody {n}"), [contact])], by=None)
    assert find_duplicates() == 0


def test_the_number_of_a_company_pairs_nobody(riverside: Branch) -> None:
    def more(number: int) -> None:
        contact = [
            NewPatient(
                Patient(branch=riverside, full_name="Li"), [ContactPoint(kind="phone", value="+8657188880000")]
            )
            for _ in range(number)
        ]
        register_patients(contact, by=None)

    more(MOST_ON_ONE_PHONE)
    assert find_duplicates() == MOST_ON_ONE_PHONE * (MOST_ON_ONE_PHONE - 1) // 2
    more(1)
    assert find_duplicates() == 0


def test_a_few_people_alone_give_what_the_sweep_gives(riverside: Branch) -> None:
    a = register(riverside, "Ivanova Maria", birth_date=BORN, phone="+8613800138000")
    b = register(riverside, "Иванова Мария", birth_date=BORN)
    c = register(riverside, "Someone Else", phone="+8613800138000")
    other = register(riverside, "Li Na", birth_date=OTHER)
    assert find_duplicates_of([c.pk]) == 1
    assert pairs() == {(a.pk, c.pk): PHONE}
    assert find_duplicates_of([a.pk, b.pk, other.pk]) == 2
    piecemeal = pairs()
    find_duplicates()
    assert pairs() == piecemeal
    home = Household.objects.create(name="Ivanov")
    Patient.objects.filter(pk__in=[a.pk, c.pk]).update(household=home)
    find_duplicates_of([c.pk])
    assert pairs() == {(a.pk, b.pk): BIRTH}
