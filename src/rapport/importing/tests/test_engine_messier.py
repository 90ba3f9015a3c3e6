"""Files as clinics really keep them: what was taken for something else, or lost without a word."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rapport.appointments.models import Appointment
from rapport.care.models import Payment, Treatment, Visit
from rapport.importing.models import ImportSheet
from rapport.importing.recognising import no_table
from rapport.importing.recognising.shapes import NoTable
from rapport.importing.tests.engine import bring_in, codes, outcomes, take_back, written
from rapport.importing.tests.test_engine_messy import bring_book
from rapport.lib.teeth import read_teeth
from rapport.people.models import Patient
from rapport.staff.models import Branch

pytestmark = pytest.mark.one_database


def test_a_phone_below_the_heading_of_a_group_is_that_phone(riverside: Branch, tmp_path: Path) -> None:
    """«Пациент · Телефон» is no second name; without the phone nobody here could be told who it is."""
    rows: list[list[Any]] = [
        ["Дата", "Пациент", None, "Услуга", None],
        [None, "ФИО", "Телефон", "Наименование", "Сумма"],
        ["05.03.2024", "Гарипова Алсу", "+7 917 234-55-66", "Лечение пульпита", "6 500,00"],
    ]
    bring_book(riverside, tmp_path, list=rows)
    treatment = Treatment.objects.get()
    assert (treatment.amount, treatment.visit.patient.contacts.get().value) == (650_000, "+79172345566")


def test_the_mothers_phone_stays_hers(riverside: Branch, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["ФИО", "Мама", None, "Дата рождения"],
        [None, "ФИО", "Телефон", None],
        ["Иванов Пётр", "Иванова Анна", "+7 917 234-55-66", "05.03.2018"],
    ]
    bring_book(riverside, tmp_path, list=rows)
    assert not Patient.objects.get(full_name="Иванов Пётр").contacts.exists()


def test_tables_side_by_side_are_lists_of_their_own(riverside: Branch) -> None:
    """The phone of who stands on the right was given to who stands on the left."""
    before = written()
    imported = bring_in(
        riverside,
        "ФИО,Телефон,,ФИО,Телефон\nИванова Мария,+79171112233,,Галиев Тимур,+79171112238\n"
        ",,,Сафин Рустем,+79171112240",
    )
    phones = Patient.objects.order_by("full_name").values_list("full_name", "contacts__value")
    assert list(phones) == [
        ("Галиев Тимур", "+79171112238"),
        ("Иванова Мария", "+79171112233"),
        ("Сафин Рустем", "+79171112240"),
    ]
    take_back(imported)
    assert written() == before


def test_what_was_paid_is_no_file_number(riverside: Branch) -> None:
    bring_in(
        riverside,
        "Пациент,Тел,Отдал\nИванова,+79171112233,6500\nСидоров,+79171112235,3200\nГалиев,+79171112236,50",
    )
    assert set(Patient.objects.values_list("file_number", flat=True)) == {""}


def test_a_poorer_spelling_leaves_the_name(riverside: Branch) -> None:
    """The same phone and day of birth, once more in Latin letters and once shortened."""
    imported = bring_in(
        riverside,
        "ФИО,Телефон,Дата рождения\nИванова Мария Петровна,+79171112233,12.05.1980\n"
        "Ivanova Maria,+79171112233,12.05.1980\nИванова М.П.,+79171112233,12.05.1980",
    )
    assert Patient.objects.get().full_name == "Иванова Мария Петровна"
    assert codes(imported).count("name_kept") == 2


def test_a_new_family_name_is_taken(riverside: Branch) -> None:
    bring_in(riverside, "ФИО,Телефон,Дата рождения\nИванова Мария,+79171112233,12.05.1980")
    bring_in(riverside, "ФИО,Телефон,Дата рождения\nИвановская Мария,+79171112233,12.05.1980")
    assert Patient.objects.get().full_name == "Ивановская Мария"


def test_what_stands_behind_a_chinese_name_is_no_family_name(riverside: Branch) -> None:
    bring_in(riverside, "姓名,电话\n张伟 男 45岁,13800138002")
    person = Patient.objects.get()
    assert (person.family_name, person.given_name) == ("张", "伟")


def test_fewer_than_none_was_given_back(riverside: Branch) -> None:
    bring_in(riverside, "日期,姓名,电话,项目,数量,单价,支付方式\n2024-03-05,李娜,13800138001,退洁治,-1,300,微信")
    assert Payment.objects.get().amount == -30_000


@pytest.mark.parametrize("code", ["Pay", "Ins", "Adj"])
def test_money_in_a_ledger_of_treatments_is_none(riverside: Branch, code: str) -> None:
    imported = bring_in(
        riverside,
        "Date,Patient Name,Chart,Tooth,Code,Description,Amount\n"
        '03/05/2024,"Smith, John",S1,14,D2393,Resin,245.00\n'
        f'03/06/2024,"Smith, John",S1,,{code},Check Payment,-100.00',
    )
    assert outcomes(imported) == ["new", "refused"]
    assert (codes(imported), Visit.objects.count()) == (["ledger_money"], 1)


def test_american_teeth_are_counted_their_way() -> None:
    assert read_teeth("1, 14, 17, 30, 32", universal=True) == (18, 26, 38, 46, 48)
    assert read_teeth("A J K T", universal=True) == (55, 65, 75, 85)
    assert read_teeth("14") == (14,)


def test_a_tooth_of_a_branch_in_america_is_american(riverside: Branch) -> None:
    Branch.objects.filter(pk=riverside.pk).update(region="US")
    riverside.refresh_from_db()
    bring_in(riverside, "Date,Patient Name,Phone,Tooth,Code\n03/05/2024,John Lee,5035559999,14,D2393")
    assert Treatment.objects.get().teeth == "26"


@pytest.mark.parametrize("empty", ["0001-01-01", "01.01.0001 0:00:00", "1753-01-01"])
def test_the_empty_day_of_a_program_is_none(riverside: Branch, empty: str) -> None:
    imported = bring_in(riverside, f"ФИО,Телефон,Дата рождения\nИванова Мария,+79171112233,{empty}")
    assert (outcomes(imported), codes(imported)) == (["new"], [])


def test_zero_one_two_may_be_any_code_of_a_sex(riverside: Branch) -> None:
    """Some programs write 0 for men, 1 for women and 2 for what is not known."""
    bring_in(
        riverside,
        "Name,Phone,Gender\nAn Bo,13800138000,0\nOu Li,13800138001,0\nXu Fei,13800138002,1\nHe Yu,13800138003,2",
    )
    assert set(Patient.objects.values_list("sex", flat=True)) == {""}


def test_who_has_not_come_yet_has_missed_nothing(riverside: Branch) -> None:
    bring_in(
        riverside,
        "预约时间,姓名,电话,状态\n2099-11-24 09:00,王小明,13800138000,未到店\n"
        "2024-11-24 14:30~15:00,李娜,13800138001,改期",
    )
    future, past = Appointment.objects.order_by("-starts_at")
    assert (future.state, past.state) == ("booked", "cancelled")
    assert past.ends_at - past.starts_at == timedelta(minutes=30)


def test_a_day_without_year_beside_an_hour_is_told_as_that(riverside: Branch) -> None:
    imported = bring_in(
        riverside,
        "预约时间,姓名,电话,状态\n11月25日 上午9点,李娜,13800138001,待确认\n"
        "2024-11-25 09:00,王小明,13800138000,已完成",
    )
    assert codes(imported) == ["date_no_year"]


def test_a_sheet_of_rooms_and_hours_with_points_is_told() -> None:
    rows = [
        ["9.00", "Иванова", "", "Петров"],
        ["9.30", "", "Ким", ""],
        ["10.00", "", "", ""],
        ["10.30", "Ли", "", ""],
    ]
    assert no_table(["", "Кабинет 1", "Кабинет 2", "Кабинет 3"], rows) is NoTable.DAY
    whole = [["Понедельник", "", "", ""], ["", "Кабинет 1", "Кабинет 2", "Кабинет 3"], *rows]
    assert no_table(["", "", "", ""], whole) is NoTable.DAY


def test_a_group_and_a_client_in_one_heading_are_the_client(riverside: Branch) -> None:
    bring_in(riverside, "Группа/Контрагент,Код,Телефон,Сальдо на конец\nАхметова Рамиля,0012,+79171110001,-1500")
    assert ImportSheet.objects.get().mapping["columns"] == {"0": "full_name", "1": "file_number", "2": "phones"}


def test_a_german_list_keeps_both_names(riverside: Branch) -> None:
    """«Name» beside «Vorname» is the family name; what stood beside it was lost."""
    bring_in(
        riverside,
        "Patientennr.;Name;Vorname;Geburtsdatum;Geschlecht;Straße;PLZ;Ort;Mobil;Bemerkung\n"
        "1001;Müller;Hans-Jürgen;05.06.1961;M;Hauptstr. 5;04109;Leipzig;+491712345678;keine Werbung",
    )
    person = Patient.objects.get()
    assert (person.family_name, person.given_name, str(person.birth_date)) == (
        "Müller",
        "Hans-Jürgen",
        "1961-06-05",
    )
    assert (person.address, person.remark) == ("Hauptstr. 5, 04109, Leipzig", "keine Werbung")


def test_german_treatments_are_visits(riverside: Branch) -> None:
    bring_in(
        riverside,
        "Datum;Patient;Mobil;Zahn;Leistung;Anzahl;Betrag;Behandler\n"
        "05.03.2024;Müller, Hans;+491712345678;36;Wurzelkanalbehandlung;1;1.234,50;Dr. Weber\n"
        "06.03.2024;Weiß, Anna;+491712345679;11;Krone;1;890,00;Dr. Weber",
    )
    done = Treatment.objects.order_by("pk").values_list("visit__day", "teeth", "amount")
    assert [(str(day), *rest) for day, *rest in done] == [
        ("2024-03-05", "36", 123_450),
        ("2024-03-06", "11", 89_000),
    ]
