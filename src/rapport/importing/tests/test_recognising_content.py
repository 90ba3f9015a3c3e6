"""What recognition does where headings say little, and how a corrected mapping is kept."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.importing.recognising import FIELDS, Kind, Mapping, Why, fingerprint, recognise

_PEOPLE = [
    ["П-101", "Иванова Мария Сергеевна", "12.05.1985", "ж", "8 916 123-45-67"],
    ["П-102", "Петров Пётр Ильич", "25.11.1958", "м", "8 916 123-45-68"],
    ["П-103", "Ким Анна Олеговна", "30.01.2009", "ж", "8 916 123-45-69"],
]


@pytest.mark.parametrize(
    "headings",
    [
        ["", "", "", "", ""],
        ["F1", "F2", "F3", "F4", "F5"],
        ["Колонка1", "Колонка2", "Колонка3", "Колонка4", "Колонка5"],
    ],
)
def test_people_are_recognised_without_headings(headings: list[str]) -> None:
    guess = recognise("Лист1", headings, _PEOPLE)
    assert guess.kind is Kind.PATIENTS
    assert guess.mapping.columns == {0: "file_number", 1: "full_name", 2: "birth_date", 3: "sex", 4: "phones"}
    assert set(guess.why.values()) == {Why.CONTENT}


def test_a_column_of_ages_is_no_birth_date() -> None:
    guess = recognise(
        "Лист1", ["ФИО", "Дата рождения"], [["Ким Анна Олеговна", "34"], ["Петров Пётр Ильич", "61"]]
    )
    assert 1 in guess.unused


def test_a_counter_of_rows_is_nobodys_number() -> None:
    rows = [["1", "王小明", "13800138000"], ["2", "李娜", "13800138001"], ["3", "张伟", "13800138002"]]
    assert recognise("Sheet1", ["№", "姓名", "手机"], rows).mapping.columns == {1: "full_name", 2: "phones"}


def test_identity_papers_are_left_aside_even_where_they_look_like_phones() -> None:
    rows = [["Kristin Glass", "999-70-2589", "X51847407X"], ["Katie Matthews", "999-33-8371", "X9166831X"]]
    guess = recognise("Sheet1", ["Name", "SSN", "Passport"], rows)
    assert (guess.unused, guess.why[1], guess.why[2]) == ((1, 2), Why.NOT_OURS, Why.NOT_OURS)


@pytest.mark.parametrize(("name", "kind"), [("Касса", Kind.PAYMENTS), ("Оказанные услуги", Kind.VISITS)])
def test_the_name_of_a_sheet_decides_between_equals(name: str, kind: Kind) -> None:
    headings = ["Дата", "Пациент", "Сумма", "Примечание"]
    rows = [["01.02.2024", "Ким Анна Олеговна", "1500,00", ""]]
    assert recognise(name, headings, rows).kind is kind


@pytest.mark.parametrize("headings", [[], ["a", "b"], ["Температура", "Давление"], ["", ""]])
def test_where_nothing_fits_no_kind_is_guessed(headings: list[str]) -> None:
    guess = recognise("Sheet1", headings, [["1", "2"], ["3", "4"]])
    assert (guess.kind, guess.confidence, guess.mapping.columns) == (None, 0.0, {})


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["05.03.2024"], "dmy"),
        (["3/25/2024", "4/5/2024"], "mdy"),
        (["25/3/2024", "4/5/2024"], "dmy"),
        (["2024/3/5"], "mdy"),
    ],
)
def test_the_order_of_dates_is_the_columns(dates: list[str], order: str) -> None:
    rows = [["Kristin Glass", day, "1,200.50"] for day in dates]
    mapping = recognise("Visits", ["Patient", "Visit date", "Amount"], rows).mapping
    assert (mapping.date_order, mapping.decimal) == (order, ".")


def test_language_decides_where_dates_are_ambiguous() -> None:
    rows = [["Ким Анна", "5/3/2024"]]
    assert recognise("", ["Пациент", "Дата рождения"], rows).mapping.date_order == "dmy"
    assert recognise("", ["Patient", "Birth date"], rows).mapping.date_order == "mdy"
    assert recognise("", ["Patient", "Birth date"], rows, language_hint="ru").mapping.date_order == "dmy"


def test_a_mapping_survives_being_kept() -> None:
    mapping = Mapping({0: "file_number", 3: "phones", 4: "phones"}, "dmy", ",")
    assert Mapping.from_json(json.loads(json.dumps(mapping.to_json()))) == mapping
    assert mapping.by_field == {"file_number": (0,), "phones": (3, 4)}


@pytest.mark.parametrize(
    "kept",
    [
        {"columns": {}, "date_order": "x", "decimal": "."},
        {"columns": {"a": "b"}, "date_order": "ymd", "decimal": "."},
    ],
)
def test_what_is_no_mapping_is_refused(kept: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"mapping|invalid literal"):
        Mapping.from_json(kept)


def test_a_fingerprint_sees_words_and_order_only() -> None:
    assert fingerprint(["Patient_ID", "ФИО", ""]) == fingerprint(["patient id ", "фио"])
    assert fingerprint(["ФИО", "Телефон"]) != fingerprint(["Телефон", "ФИО"])


@settings(max_examples=50)
@given(
    st.text(max_size=5),
    st.lists(st.text(max_size=10), max_size=4),
    st.lists(st.lists(st.text(max_size=10), max_size=5), max_size=3),
)
def test_nothing_breaks_recognition(name: str, headings: list[str], sample: list[list[str]]) -> None:
    guess = recognise(name, headings, sample)
    assert set(guess.mapping.columns) | set(guess.unused) == set(range(len(headings)))
    if guess.kind:
        assert set(guess.mapping.columns.values()) <= {field.name for field in FIELDS[guess.kind]}
