"""A telephone beside a name in one cell: both are read, or the cell stays as it is and is remarked on."""

import pytest

from rapport.importing.recognising import Kind
from rapport.importing.rows import PatientRow, VisitRow
from rapport.importing.rows.problems import sentence
from rapport.importing.tests.rows.steps import codes_of, row
from rapport.importing.values.beside import phone_beside

CN, RU, US = "+8613800138000", "+79161234567", "+12125550123"


@pytest.mark.parametrize(
    ("cell", "region", "name", "numbers"),
    [
        ("王小明 13800138000", "CN", "王小明", [CN]),
        ("王小明13800138000", "CN", "王小明", [CN]),
        ("王小明（13800138000）", "CN", "王小明", [CN]),
        ("王小明 电话：138-0013-8000", "CN", "王小明", [CN]),
        ("13800138000 王小明", "CN", "王小明", [CN]),
        ("Иванова Мария 8 916 123-45-67", "RU", "Иванова Мария", [RU]),
        ("Иванова Мария, тел. 8(916)1234567", "RU", "Иванова Мария", [RU]),
        ("Иванова М.С. 89161234567, 89031112233", "RU", "Иванова М.С.", [RU, "+79031112233"]),
        ("Ким Т 89161234567", "RU", "Ким Т", [RU]),
        ("Иванова Мария\n89161234567", "RU", "Иванова Мария", [RU]),
        ("Jane Smith Jr. 212-555-0123", "US", "Jane Smith Jr.", [US]),
        ("Smith, Jane (212) 555-0123", "US", "Smith, Jane", [US]),
    ],
)
def test_name_and_phone_of_one_cell(cell: str, region: str, name: str, numbers: list[str]) -> None:
    found, phones = phone_beside(cell, region)
    assert (found, [phone.e164 for phone in phones]) == (name, numbers)


def test_a_number_written_as_one_is_kept_although_nobody_can_have_it() -> None:
    name, phones = phone_beside("Smith, Jane (555) 010-9999", "US")
    assert (name, [(phone.raw, phone.valid) for phone in phones]) == ("Smith, Jane", [("(555) 010-9999", False)])


@pytest.mark.parametrize(
    ("cell", "region", "whose"),
    [("王小明 妈妈13800138000", "CN", "妈妈"), ("Иванова Оля (мама 89161234567)", "RU", "мама")],
)
def test_whose_number_it_is_stays_beside_the_number(cell: str, region: str, whose: str) -> None:
    name, (phone,) = phone_beside(cell, region)
    assert (name, phone.note) == (cell.replace("（", " ").split("(")[0].split(" 妈")[0].strip(), whose)


@pytest.mark.parametrize(
    ("cell", "region"),
    [
        ("Петров 2", "RU"),
        ("Иванова 12.03.1985", "RU"),
        ("王小明 2024-03-15", "CN"),
        ("王小明 1380013800", "CN"),
        ("李娜 20240315001", "CN"),
        ("Иванова Мария 1234567", "RU"),
        ("张三2 13900001111", "CN"),
    ],
)
def test_what_is_not_unmistakably_a_phone_stays_in_the_name(cell: str, region: str) -> None:
    assert phone_beside(cell, region) == (cell, ())


def test_the_preview_says_what_was_read_as_the_phone() -> None:
    parsed = row(Kind.PATIENTS, full_name="Иванова Мария 8 916 123-45-67", phones="8 903 111-22-33")
    assert isinstance(parsed.record, PatientRow)
    assert parsed.record.name.full == "Иванова Мария"
    assert [phone.e164 for phone in parsed.record.phones] == [RU, "+79031112233"]
    assert codes_of(parsed) == [("phone_in_name", False)]
    assert "8 916 123-45-67" in sentence(parsed.problems[0])
    assert "Иванова Мария" in sentence(parsed.problems[0])


def test_a_doubtful_number_in_a_name_is_remarked_on() -> None:
    assert codes_of(row(Kind.PATIENTS, full_name="Иванова Мария 1234567")) == [("number_in_name", False)]


def test_rows_about_visits_read_both_as_well() -> None:
    parsed = row(Kind.VISITS, full_name="Иванова Мария 8 916 123-45-67", date="05.03.2024")
    assert isinstance(parsed.record, VisitRow)
    assert [phone.e164 for phone in parsed.record.patient.phones] == [RU]
