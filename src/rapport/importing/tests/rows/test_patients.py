"""Rows of people as typed records, with what is wrong in them."""

from datetime import date

import pytest

from rapport.importing.recognising import Kind
from rapport.importing.rows import PatientRow
from rapport.importing.tests.rows.steps import codes_of, row
from rapport.importing.values.names import Name
from rapport.importing.values.words import Sex


def test_a_patient_whole() -> None:
    """REC-1, REC-2."""
    parsed = row(
        Kind.PATIENTS,
        file_number="1024.0",
        full_name="Иванова Мария Сергеевна",
        sex="ж",
        birth_date="12.05.85",
        phones=["8 916 123-45-67, муж 89161234568", "8 916 123-45-67"],
        emails="Masha@Mail.RU",
        telegram="@masha_i",
        address=["Москва", "ул. Ленина, 5", "00000"],
        language="русский",
        source="Яндекс",
        referrer="Орлов Олег Львович",
        guardian_phone="89161234569",
        tags="VIP; боится боли",
        notes=["Звонить вечером", "Аллергия"],
        registered_on="01.02.2020",
        consent="02.02.2020",
    )
    record = parsed.record
    assert isinstance(record, PatientRow) and parsed.problems == ()
    assert record.file_number == "1024"
    assert record.name == Name("Иванова Мария Сергеевна", "Иванова", "Мария", "Сергеевна")
    assert (record.sex, record.birth_date) == (Sex.FEMALE, date(1985, 5, 12))
    assert [(phone.e164, phone.note) for phone in record.phones] == [("+79161234567", ""), ("+79161234568", "муж")]
    assert record.emails == ("Masha@mail.ru",)
    assert record.address == "Москва, ул. Ленина, 5, 00000"
    assert record.referrer is not None and record.referrer.name is not None
    assert record.referrer.name.family == "Орлов"
    assert record.guardian is not None and record.guardian.phones[0].e164 == "+79161234569"
    assert record.tags == ("VIP", "боится боли")
    assert record.notes == "Звонить вечером\nАллергия"
    assert (record.consent, record.consent_on) == (True, date(2020, 2, 2))
    assert (record.language, record.registered_on, record.deceased) == ("ru", date(2020, 2, 1), False)


def test_a_name_in_its_own_columns() -> None:
    parsed = row(Kind.PATIENTS, given_name="Fredric73", family_name="Veum823")
    assert isinstance(parsed.record, PatientRow)
    assert parsed.record.name == Name("Fredric73 Veum823", "Veum823", "Fredric73")


def test_a_date_of_death_makes_deceased() -> None:
    parsed = row(Kind.PATIENTS, full_name="王小明", birth_date="1950-01-01", death_date="2020-02-03")
    assert isinstance(parsed.record, PatientRow)
    assert (parsed.record.deceased, parsed.record.died_on) == (True, date(2020, 2, 3))


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"full_name": "—", "phones": "89161234567"}, "name_missing"),
        ({"full_name": "Ким Анна", "birth_date": "31.02.2024"}, "date_impossible"),
        ({"full_name": "Ким Анна", "birth_date": "01.01.2204"}, "date_year"),
        ({"full_name": "Ким Анна", "birth_date": "22.11.2026"}, "birth_future"),
        ({"full_name": "Ким Анна", "birth_date": "01.01.1990", "death_date": "01.01.1980"}, "death_before_birth"),
        ({"full_name": "Ким Анна", "death_date": "01.01.2027"}, "date_future"),
        ({"full_name": "А" * 300}, "key_too_long"),
        ({"full_name": "Итого:", "notes": "250"}, "total_row"),
    ],
)
def test_a_patient_is_refused_with_the_reason(cells: dict[str, str], code: str) -> None:
    parsed = row(Kind.PATIENTS, **cells)
    assert parsed.record is None
    assert (code, True) in codes_of(parsed)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"birth_date": "34"}, "date_age"),
        ({"birth_date": "1985"}, "date_only_year"),
        ({"phones": "8 916 123"}, "phone_short"),
        ({"phones": "8 916 123-45-6"}, "phone_invalid"),
        ({"emails": "masha(at)mail.ru"}, "email"),
        ({"sex": "1"}, "sex"),
        ({"registered_on": "31.02.2024"}, "date_impossible"),
        ({"file_number": "2.98E+13"}, "number_rounded"),
        ({"occupation": "врач " * 40}, "text_too_long"),
    ],
)
def test_a_patient_is_taken_and_the_value_flagged(cells: dict[str, str], code: str) -> None:
    parsed = row(Kind.PATIENTS, full_name="Ким Анна", **cells)
    assert parsed.record is not None
    assert codes_of(parsed) == [(code, False)]


def test_an_invalid_phone_is_kept_as_it_stands() -> None:
    """REC-2."""
    parsed = row(Kind.PATIENTS, full_name="Ким Анна", phones="8 916 123-45-6")
    assert isinstance(parsed.record, PatientRow)
    assert [(phone.raw, phone.valid) for phone in parsed.record.phones] == [("8 916 123-45-6", False)]


@pytest.mark.parametrize("phone", ["8 495 123-45-67", "8 916 123-45-67"])
def test_a_landline_is_a_phone_like_others(phone: str) -> None:
    """The gate knows which of them gets no SMS; the front desk has nothing to do about it."""
    assert codes_of(row(Kind.PATIENTS, full_name="Ким Анна", phones=phone)) == []


def test_words_where_a_phone_should_stand_are_told() -> None:
    parsed = row(Kind.PATIENTS, full_name="Белова Анна", phones="тот же")
    assert isinstance(parsed.record, PatientRow) and parsed.record.phones == ()
    assert codes_of(parsed) == [("phone_none", False)]


def test_a_phone_that_a_spreadsheet_has_rounded_is_lost_and_told() -> None:
    parsed = row(Kind.PATIENTS, full_name="王小二", phones="1.38001E+10")
    assert isinstance(parsed.record, PatientRow) and parsed.record.phones == ()
    assert codes_of(parsed) == [("number_rounded", False)]


@pytest.mark.parametrize(
    ("text", "given"), [("нет", False), ("无", False), ("да", True), ("н/д", None), ("", None)]
)
def test_no_consent_is_not_the_same_as_no_answer(text: str, given: bool | None) -> None:
    """REC-11."""
    parsed = row(Kind.PATIENTS, full_name="Ким Анна", consent=text)
    assert isinstance(parsed.record, PatientRow) and parsed.record.consent is given


@pytest.mark.parametrize(
    ("text", "field"), [("89161234567", "phones"), ("П-1024", "file_number"), ("Ким Анна", "name")]
)
def test_a_referrer_is_known_by_phone_number_or_name(text: str, field: str) -> None:
    parsed = row(Kind.PATIENTS, full_name="Ким Анна", referrer=text)
    assert isinstance(parsed.record, PatientRow) and parsed.record.referrer
    assert getattr(parsed.record.referrer, field)
    assert parsed.record.referrer_words == text


def test_a_number_written_in_full_width_is_the_number() -> None:
    """Ａ００１ and A001 are one file number, whichever keyboard wrote it."""
    parsed = row(Kind.PATIENTS, file_number="Ａ００１", full_name="张伟")
    assert isinstance(parsed.record, PatientRow) and parsed.record.file_number == "A001"


def test_signs_without_a_shape_are_no_part_of_a_name() -> None:
    parsed = row(Kind.PATIENTS, full_name="\u202eИванов\u200b Иван\u202c", notes="\u200f")
    assert isinstance(parsed.record, PatientRow)
    assert (parsed.record.name.full, parsed.record.notes) == ("Иванов Иван", "")


def test_groups_that_an_address_book_makes_by_itself_are_no_tags() -> None:
    parsed = row(Kind.PATIENTS, full_name="Ким Анна", tags="* myContacts ::: VIP ::: дети")
    assert isinstance(parsed.record, PatientRow)
    assert parsed.record.tags == ("VIP", "дети")
