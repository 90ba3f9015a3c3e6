"""Rows as typed records, with what is wrong in them."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.care.classifying import Category
from rapport.importing.recognising import FIELDS, Kind, Mapping
from rapport.importing.rows import (
    AppointmentRow,
    Parsed,
    PatientRow,
    PaymentRow,
    PriceRow,
    VisitRow,
    parse_row,
    sentence,
)
from rapport.importing.rows.problems import SENTENCES
from rapport.importing.values.names import Name
from rapport.importing.values.words import Method, Sex, Status

MOSCOW = ZoneInfo("Europe/Moscow")


def _row(kind: Kind, order: str = "dmy", decimal: str = "auto", **cells: str | list[str]) -> Parsed:
    pairs = [
        (name, text) for name, texts in cells.items() for text in ([texts] if isinstance(texts, str) else texts)
    ]
    mapping = Mapping({column: name for column, (name, _) in enumerate(pairs)}, order, decimal)
    return parse_row(
        kind,
        mapping,
        [text for _, text in pairs],
        region="RU",
        currency="RUB",
        epoch_1904=False,
        today=date(2026, 11, 21),
        zone=MOSCOW,
    )


def _codes(parsed: Parsed) -> list[tuple[str, bool]]:
    return [(problem.code, problem.fatal) for problem in parsed.problems]


def test_a_patient_whole() -> None:
    """REC-1, REC-2."""
    parsed = _row(
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
    parsed = _row(Kind.PATIENTS, given_name="Fredric73", family_name="Veum823")
    assert isinstance(parsed.record, PatientRow)
    assert parsed.record.name == Name("Fredric73 Veum823", "Veum823", "Fredric73")


def test_a_date_of_death_makes_deceased() -> None:
    parsed = _row(Kind.PATIENTS, full_name="王小明", birth_date="1950-01-01", death_date="2020-02-03")
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
    parsed = _row(Kind.PATIENTS, **cells)
    assert parsed.record is None
    assert (code, True) in _codes(parsed)


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
    parsed = _row(Kind.PATIENTS, full_name="Ким Анна", **cells)
    assert parsed.record is not None
    assert _codes(parsed) == [(code, False)]


def test_an_invalid_phone_is_kept_as_it_stands() -> None:
    """REC-2."""
    parsed = _row(Kind.PATIENTS, full_name="Ким Анна", phones="8 916 123-45-6")
    assert isinstance(parsed.record, PatientRow)
    assert [(phone.raw, phone.valid) for phone in parsed.record.phones] == [("8 916 123-45-6", False)]


@pytest.mark.parametrize(
    ("text", "given"), [("нет", False), ("无", False), ("да", True), ("н/д", None), ("", None)]
)
def test_no_consent_is_not_the_same_as_no_answer(text: str, given: bool | None) -> None:
    """REC-11."""
    parsed = _row(Kind.PATIENTS, full_name="Ким Анна", consent=text)
    assert isinstance(parsed.record, PatientRow) and parsed.record.consent is given


@pytest.mark.parametrize(
    ("text", "field"), [("89161234567", "phones"), ("П-1024", "file_number"), ("Ким Анна", "name")]
)
def test_a_referrer_is_known_by_phone_number_or_name(text: str, field: str) -> None:
    parsed = _row(Kind.PATIENTS, full_name="Ким Анна", referrer=text)
    assert isinstance(parsed.record, PatientRow) and parsed.record.referrer
    assert getattr(parsed.record.referrer, field)
    assert parsed.record.referrer_words == text


def test_a_visit_whole() -> None:
    """REC-3."""
    parsed = _row(
        Kind.VISITS,
        external_id="В-7",
        file_number="00012",
        date="2024-03-05T10:15:00",
        dentist="Орлов О.Л.",
        complaint="Боль",
        teeth="16, 17",
        treatment_code="А16.07.002",
        treatment_name="Пломба",
        quantity="2",
        amount="12 500-00",
        discount="10%",
        waiting_minutes="12",
    )
    record = parsed.record
    assert isinstance(record, VisitRow) and parsed.problems == ()
    assert (record.patient.file_number, record.date, record.time) == ("00012", date(2024, 3, 5), time(10, 15))
    assert (record.teeth, record.treatment_code, record.category) == ((16, 17), "A16.07.002", Category.FILLING)
    assert (record.quantity, record.amount, record.discount) == (Decimal(2), 1250000, None)


def test_a_malformed_code_is_reported_and_the_visit_taken() -> None:
    parsed = _row(
        Kind.VISITS, file_number="12", date="05.03.2024", treatment_code="A16.7.2x", treatment_name="Коронка"
    )
    assert isinstance(parsed.record, VisitRow)
    assert (parsed.record.treatment_code, parsed.record.category) == ("A16.7.2X", Category.RESTORATION)
    assert _codes(parsed) == [("code_malformed", False)]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"date": "05.03.2024"}, "patient_missing"),
        ({"file_number": "12", "date": "н/д"}, "date_missing"),
        ({"file_number": "12", "date": "31.02.2024"}, "date_impossible"),
        ({"file_number": "12", "date": "22.11.2026"}, "date_future"),
    ],
)
def test_a_visit_is_refused_with_the_reason(cells: dict[str, str], code: str) -> None:
    parsed = _row(Kind.VISITS, **cells)
    assert parsed.record is None and (code, True) in _codes(parsed)


def test_money_of_another_currency_is_not_taken_for_the_branchs() -> None:
    parsed = _row(Kind.VISITS, file_number="12", date="05.03.2024", amount="$100")
    assert isinstance(parsed.record, VisitRow) and parsed.record.amount is None
    assert _codes(parsed) == [("money_currency", False)]


def test_an_appointment_whole() -> None:
    """BOO-4: the waiting time is from arrival to chair."""
    parsed = _row(
        Kind.APPOINTMENTS,
        order="ymd",
        external_id="000164",
        file_number="01517",
        booked_on="2025-05-27",
        date="2025-06-02",
        time="13:45:00",
        status="attended",
        checked_in="13:32:43",
        duration="24.5",
        started="14:35:27",
        ended="14:59:57",
    )
    record = parsed.record
    assert isinstance(record, AppointmentRow) and parsed.problems == ()
    assert record.starts_at == datetime(2025, 6, 2, 13, 45, tzinfo=MOSCOW)
    assert record.checked_in_at == datetime(2025, 6, 2, 13, 32, 43, tzinfo=MOSCOW)
    assert (record.status, record.duration_minutes, record.waiting_minutes) == (Status.DONE, 25, 63)
    assert record.booked_on == date(2025, 5, 27)


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        ({"time": "10:00-10:45"}, 45),
        ({"time": "10:00", "end": "10:30"}, 30),
        ({"time": "10:00", "end": "05.03.2024 11:00"}, 60),
        ({"time": "10:00"}, None),
    ],
)
def test_the_length_of_an_appointment(cells: dict[str, str], minutes: int | None) -> None:
    parsed = _row(Kind.APPOINTMENTS, file_number="1", date="05.03.2024", **cells)
    assert isinstance(parsed.record, AppointmentRow)
    assert parsed.record.starts_at == datetime(2024, 3, 5, 10, tzinfo=MOSCOW)
    assert parsed.record.duration_minutes == minutes


def test_a_moment_with_an_offset_is_told_in_the_branchs_zone() -> None:
    parsed = _row(Kind.APPOINTMENTS, file_number="1", date="2024-03-05T22:30:00Z")
    assert isinstance(parsed.record, AppointmentRow)
    assert parsed.record.date == date(2024, 3, 6)
    assert parsed.record.starts_at == datetime(2024, 3, 6, 1, 30, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("cells", "status", "codes"),
    [
        ({"status": "爽约"}, Status.NO_SHOW, []),
        ({"status": "unknown"}, Status.UNKNOWN, []),
        ({"status": "красный"}, Status.UNKNOWN, [("status", False)]),
        ({"attended": "否"}, Status.NO_SHOW, []),
        ({"attended": "是"}, Status.DONE, []),
        ({"no_show": "Yes"}, Status.NO_SHOW, []),
        ({"no_show": "No"}, Status.UNKNOWN, []),
        ({}, Status.UNKNOWN, []),
    ],
)
def test_the_state_of_an_appointment_is_never_guessed(
    cells: dict[str, str], status: Status, codes: list[tuple[str, bool]]
) -> None:
    parsed = _row(Kind.APPOINTMENTS, file_number="1", date="05.03.2024", **cells)
    assert isinstance(parsed.record, AppointmentRow)
    assert (parsed.record.status, _codes(parsed)) == (status, codes)


@pytest.mark.parametrize(("day", "status"), [("2020-03-05", Status.DONE), ("2026-11-21", Status.ARRIVED)])
def test_who_arrived_on_a_day_that_is_over_has_been_treated(day: str, status: Status) -> None:
    parsed = _row(Kind.APPOINTMENTS, order="ymd", file_number="1", date=day, status="已到")
    assert isinstance(parsed.record, AppointmentRow)
    assert parsed.record.status == status


@pytest.mark.parametrize(
    ("cells", "amount"),
    [
        ({"amount": "1 500,00"}, 150000),
        ({"amount": "-1500"}, -150000),
        ({"amount": "1500", "refund": "да"}, -150000),
        ({"amount": "1500", "refund": "нет"}, 150000),
        ({"refund": "500"}, -50000),
        ({"amount": "1500", "refund": "500"}, 100000),
        ({"amount": "1500", "refund": "0"}, 150000),
    ],
)
def test_a_refund_is_money_that_went_back(cells: dict[str, str], amount: int) -> None:
    parsed = _row(Kind.PAYMENTS, full_name="Ким Анна", date="05.03.2024", method="нал", **cells)
    assert isinstance(parsed.record, PaymentRow)
    assert (parsed.record.amount, parsed.record.method) == (amount, Method.CASH)


@pytest.mark.parametrize(
    ("text", "code"), [("", "amount_missing"), ("100 USD", "money_currency"), ("много", "money")]
)
def test_a_payment_without_an_amount_is_refused(text: str, code: str) -> None:
    parsed = _row(Kind.PAYMENTS, full_name="Ким Анна", date="05.03.2024", amount=text)
    assert parsed.record is None and _codes(parsed) == [(code, True)]


def test_a_line_of_the_price_list() -> None:
    parsed = _row(Kind.PRICES, code="D12", name="Коронка", price="25 000")
    assert parsed.record == PriceRow("D12", "Коронка", 2500000, Category.RESTORATION, "", "")
    assert _codes(parsed) == [("code_malformed", False)]


def test_the_clinics_own_category_helps_where_the_name_does_not() -> None:
    parsed = _row(Kind.PRICES, name="Работа 1", category="Ортодонтия", price="100")
    assert isinstance(parsed.record, PriceRow)
    assert (parsed.record.category, parsed.record.category_words) == (Category.ORTHODONTIC, "Ортодонтия")


def test_every_problem_has_a_sentence_that_holds_the_value() -> None:
    parsed = _row(Kind.PATIENTS, full_name="Ким Анна", birth_date="31.02.2024")
    assert sentence(parsed.problems[0]) == (
        "There is no such day as “31.02.2024” in “Date of birth”. Correct it and import the row again."
    )


_CELL = st.text(max_size=25) | st.sampled_from(
    [
        "31.02.2024",
        "5/3/24",
        "1e999",
        "999999",
        "12:60",
        "нет",
        "\x00",
        "a\ud800",
        "８:00",
        "1.2万",
        "D12",
        "2024-03-05T10:15:00+25:00",
        "9999-12-31T23:59:59-12:00",
    ]
)


@given(
    st.sampled_from(list(Kind)),
    st.data(),
    st.sampled_from(["ymd", "dmy", "mdy"]),
    st.sampled_from([("CN", "CNY"), ("RU", "RUB"), ("US", "USD"), ("JP", "JPY")]),
)
def test_no_cells_break_a_row(kind: Kind, data: st.DataObject, order: str, place: tuple[str, str]) -> None:
    names = [field.name for field in FIELDS[kind]]
    cells = data.draw(st.lists(_CELL, min_size=len(names), max_size=len(names)))
    parsed = parse_row(
        kind,
        Mapping(dict(enumerate(names)), order),
        cells[: data.draw(st.integers(0, len(cells)))],
        region=place[0],
        currency=place[1],
        epoch_1904=data.draw(st.booleans()),
        today=date(2026, 11, 21),
        zone=ZoneInfo("Asia/Shanghai"),
    )
    assert parsed.record is not None or any(problem.fatal for problem in parsed.problems)
    for problem in parsed.problems:
        assert problem.code in SENTENCES and sentence(problem)


def test_a_number_written_in_full_width_is_the_number() -> None:
    """Ａ００１ and A001 are one file number, whichever keyboard wrote it."""
    parsed = _row(Kind.PATIENTS, file_number="Ａ００１", full_name="张伟")
    assert isinstance(parsed.record, PatientRow) and parsed.record.file_number == "A001"


def test_signs_without_a_shape_are_no_part_of_a_name() -> None:
    parsed = _row(Kind.PATIENTS, full_name="\u202eИванов\u200b Иван\u202c", notes="\u200f")
    assert isinstance(parsed.record, PatientRow)
    assert (parsed.record.name.full, parsed.record.notes) == ("Иванов Иван", "")


@pytest.mark.parametrize("phone", ["8 495 123-45-67", "8 916 123-45-67"])
def test_a_landline_is_a_phone_like_others(phone: str) -> None:
    """The gate knows which of them gets no SMS; the front desk has nothing to do about it."""
    assert _codes(_row(Kind.PATIENTS, full_name="Ким Анна", phones=phone)) == []


def test_words_where_a_phone_should_stand_are_told() -> None:
    parsed = _row(Kind.PATIENTS, full_name="Белова Анна", phones="тот же")
    assert isinstance(parsed.record, PatientRow) and parsed.record.phones == ()
    assert _codes(parsed) == [("phone_none", False)]


def test_a_phone_that_a_spreadsheet_has_rounded_is_lost_and_told() -> None:
    parsed = _row(Kind.PATIENTS, full_name="王小二", phones="1.38001E+10")
    assert isinstance(parsed.record, PatientRow) and parsed.record.phones == ()
    assert _codes(parsed) == [("number_rounded", False)]


def test_what_is_no_time_of_day_is_told_as_such() -> None:
    parsed = _row(Kind.APPOINTMENTS, full_name="Белова Анна", date="01.11.2026", time="25:00")
    assert _codes(parsed) == [("time", False)]


@pytest.mark.parametrize(
    ("cells", "amount"),
    [
        ({"amount": "1000", "refund": "Возврат"}, -100000),
        ({"amount": "1000", "refund": "Оплата"}, 100000),
        ({"amount": "", "refund": "1000"}, -100000),
        ({"amount": "1000", "method": "возврат"}, -100000),
        ({"amount": "-1000", "method": "наличные (возврат)"}, -100000),
        ({"amount": "1000", "refund": "退费"}, -100000),
        ({"amount": "1000", "refund": "收费", "method": "微信(扫码)"}, 100000),
    ],
)
def test_money_given_back_by_its_word(cells: dict[str, str], amount: int) -> None:
    parsed = _row(Kind.PAYMENTS, full_name="Белова Анна", date="01.11.2024", **cells)
    assert isinstance(parsed.record, PaymentRow)
    assert parsed.record.amount == amount
    turned = amount < 0 < float(cells["amount"] or 0)
    assert ("taken_back" in {code for code, _fatal in _codes(parsed)}) is turned


def test_a_remark_in_brackets_is_no_part_of_the_way_of_paying() -> None:
    parsed = _row(Kind.PAYMENTS, full_name="Белова Анна", date="01.11.2024", amount="5", method="现金（定金）")
    assert isinstance(parsed.record, PaymentRow) and parsed.record.method is Method.CASH


def test_a_price_of_a_range_is_told_and_the_item_taken() -> None:
    parsed = _row(Kind.PRICES, code="A16.07.002", name="Пломба", price="3000–4500")
    assert isinstance(parsed.record, PriceRow) and parsed.record.price is None
    assert _codes(parsed) == [("money_range", False)]
