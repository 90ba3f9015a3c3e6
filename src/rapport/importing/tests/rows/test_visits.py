"""Rows of visits and appointments as typed records."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from rapport.care.classifying import Category
from rapport.importing.recognising import Kind
from rapport.importing.rows import AppointmentRow, VisitRow
from rapport.importing.tests.rows.steps import MOSCOW, codes_of, row
from rapport.importing.values.words import Status


def test_a_visit_whole() -> None:
    """REC-3."""
    parsed = row(
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
    parsed = row(
        Kind.VISITS, file_number="12", date="05.03.2024", treatment_code="A16.7.2x", treatment_name="Коронка"
    )
    assert isinstance(parsed.record, VisitRow)
    assert (parsed.record.treatment_code, parsed.record.category) == ("A16.7.2X", Category.RESTORATION)
    assert codes_of(parsed) == [("code_malformed", False)]


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
    parsed = row(Kind.VISITS, **cells)
    assert parsed.record is None and (code, True) in codes_of(parsed)


def test_money_of_another_currency_is_not_taken_for_the_branchs() -> None:
    parsed = row(Kind.VISITS, file_number="12", date="05.03.2024", amount="$100")
    assert isinstance(parsed.record, VisitRow) and parsed.record.amount is None
    assert codes_of(parsed) == [("money_currency", False)]


def test_an_appointment_whole() -> None:
    """BOO-4: the waiting time is from arrival to chair."""
    parsed = row(
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
    parsed = row(Kind.APPOINTMENTS, file_number="1", date="05.03.2024", **cells)
    assert isinstance(parsed.record, AppointmentRow)
    assert parsed.record.starts_at == datetime(2024, 3, 5, 10, tzinfo=MOSCOW)
    assert parsed.record.duration_minutes == minutes


def test_a_moment_with_an_offset_is_told_in_the_branchs_zone() -> None:
    parsed = row(Kind.APPOINTMENTS, file_number="1", date="2024-03-05T22:30:00Z")
    assert isinstance(parsed.record, AppointmentRow)
    assert parsed.record.date == date(2024, 3, 6)
    assert parsed.record.starts_at == datetime(2024, 3, 6, 1, 30, tzinfo=MOSCOW)


def test_what_is_no_time_of_day_is_told_as_such() -> None:
    parsed = row(Kind.APPOINTMENTS, full_name="Белова Анна", date="01.11.2026", time="25:00")
    assert codes_of(parsed) == [("time", False)]


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
    parsed = row(Kind.APPOINTMENTS, file_number="1", date="05.03.2024", **cells)
    assert isinstance(parsed.record, AppointmentRow)
    assert (parsed.record.status, codes_of(parsed)) == (status, codes)


@pytest.mark.parametrize(("day", "status"), [("2020-03-05", Status.DONE), ("2026-11-21", Status.ARRIVED)])
def test_who_arrived_on_a_day_that_is_over_has_been_treated(day: str, status: Status) -> None:
    parsed = row(Kind.APPOINTMENTS, order="ymd", file_number="1", date=day, status="已到")
    assert isinstance(parsed.record, AppointmentRow)
    assert parsed.record.status == status
