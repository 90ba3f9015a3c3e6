"""Visits side by side in one row: each becomes a visit, a malformed one refuses itself and leaves the others."""

from datetime import date

import pytest

from rapport.care.models import Payment, Visit
from rapport.importing.models import ImportRow, ImportSheet, Outcome
from rapport.importing.report import as_json
from rapport.importing.tests.engine import bring_in, check, outcomes, take_back, written
from rapport.people.models import Patient
from rapport.staff.models import Branch

pytestmark = pytest.mark.one_database

WIDE = {
    "zh": """姓名,性别,手机号,首诊日期,复诊日期,第三次,备注
        王小明,男,13800138000,2024-03-05,2024-04-02,,怕疼
        李娜,女,13800138001,2024/3/6,,,
        张伟,男,13800138002,2024-03-07,2024-04-09,2024-05-14,""",
    "ru": """№ карты;ФИО;Телефон;Визит 1;Визит 2;Визит 3
        17;Иванова Мария;8 916 123-45-67;05.03.2024;02.04.2024;
        18;Петров Пётр;8 916 123-45-68;06.03.2024;;
        19;Ким Олег;8 916 123-45-69;07.03.2024;09.04.2024;14.05.2024""",
    "en": """Name,Phone,Visit 1 date,Visit 2 date,Visit 3 date
        Jane Smith,212-555-0123,3/5/2024,4/2/2024,
        John Doe,212-555-0124,3/6/2024,,
        Ann Lee,212-555-0125,3/7/2024,4/9/2024,5/14/2024""",
}
DAYS = [
    date(2024, 3, 5), date(2024, 3, 6), date(2024, 3, 7), date(2024, 4, 2), date(2024, 4, 9), date(2024, 5, 14),
]  # fmt: skip


@pytest.mark.parametrize("language", WIDE)
def test_each_of_the_visits_beside_each_other_becomes_one(riverside: Branch, language: str) -> None:
    imported = bring_in(riverside, WIDE[language])
    assert outcomes(imported) == ["new"] * 9
    assert Patient.objects.count() == 3
    assert list(Visit.objects.order_by("day").values_list("day", flat=True)) == DAYS
    assert outcomes(bring_in(riverside, WIDE[language] + "\n")) == ["same"] * 9
    assert Visit.objects.count() == 6


def test_the_first_visit_is_also_the_day_since_when_somebody_is_known(riverside: Branch) -> None:
    bring_in(riverside, WIDE["zh"])
    wang = Patient.objects.get(full_name="王小明")
    assert (wang.registered_on, wang.remark, wang.sex) == (date(2024, 3, 5), "怕疼", "male")


def test_a_malformed_visit_names_its_line_and_column_and_the_others_stand(riverside: Branch) -> None:
    imported = bring_in(
        riverside,
        """ФИО,Телефон,Визит 1,Визит 2
        Иванова Мария,+7 916 123-45-67,05.03.2024,32.04.2024
        Петров Пётр,+7 916 123-45-68,вчера,02.04.2024
        Ким Олег,+7 916 123-45-69,07.03.2024,-""",
    )
    refused = as_json(imported)["files"][0]["refusals"]
    assert [(one["sheet"], one["line"], one["code"]) for one in refused] == [
        ("Визит 1", 3, "date"),
        ("Визит 2", 2, "date_impossible"),
    ]
    kept = Visit.objects.order_by("day").values_list("patient__full_name", "day")
    assert list(kept) == [
        ("Иванова Мария", date(2024, 3, 5)),
        ("Ким Олег", date(2024, 3, 7)),
        ("Петров Пётр", date(2024, 4, 2)),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "姓名,手机号,日期,项目,金额,日期,项目,金额",
        "姓名,手机号,日期1,项目1,金额1,日期2,项目2,金额2",
        "Пациент,Телефон,Дата,Услуга,Сумма,Дата,Услуга,Сумма",
        "Patient,Phone,Date 1,Treatment 1,Amount 1,Date 2,Treatment 2,Amount 2",
    ],
)
def test_dates_with_what_was_done_and_paid_repeat(riverside: Branch, head: str) -> None:
    bring_in(
        riverside,
        f"""{head}
        王小明,+86 138 0013 8000,2024-03-05,洁治,300,2024-04-02,补牙,500
        李娜,+86 138 0013 8001,2024-03-06,根管治疗,1500,,,""",
    )
    done = Visit.objects.order_by("day").values_list("day", "treatments__name", "treatments__amount")
    assert list(done) == [
        (date(2024, 3, 5), "洁治", 30_000),
        (date(2024, 3, 6), "根管治疗", 150_000),
        (date(2024, 4, 2), "补牙", 50_000),
    ]


def test_instalments_beside_each_other_are_payments(riverside: Branch) -> None:
    bring_in(
        riverside,
        """Плательщик,Телефон,Дата оплаты 1,Сумма 1,Дата оплаты 2,Сумма 2
        Иванова Мария,+7 916 123-45-67,05.03.2024,30000,05.04.2024,20000""",
    )
    paid = Payment.objects.order_by("day").values_list("day", "amount")
    assert list(paid) == [(date(2024, 3, 5), 3_000_000), (date(2024, 4, 5), 2_000_000)]


def test_an_amount_without_its_day_is_refused_not_lost(riverside: Branch) -> None:
    imported = bring_in(
        riverside,
        """姓名,手机号,第一次日期,第一次金额,第二次日期,第二次金额
        王小明,13800138000,2024-03-05,300,,500
        李娜,13800138001,2024-03-06,200,2024-04-06,100""",
    )
    row = ImportRow.objects.get(sheet__file__imported=imported, outcome=Outcome.REFUSED)
    assert (row.sheet.name, row.line, row.problems[0]["code"]) == ("第二次日期", 2, "date_missing")
    assert Visit.objects.count() == 3


def test_names_alone_find_the_people_who_are_here_already(riverside: Branch) -> None:
    """Such a list makes nobody anew: the names are those of the visits, not of new people."""
    bring_in(riverside, "姓名,手机号\n王小明,13800138000\n李娜,13800138001")
    imported = bring_in(riverside, "姓名,第一次,第二次\n王小明,2024-03-05,2024-04-02\n李娜,2024-03-06,2024-04-03")
    assert outcomes(imported) == ["new"] * 4
    assert (Patient.objects.count(), Visit.objects.count()) == (2, 4)


@pytest.mark.parametrize(
    "head",
    [
        "姓名,手机号,首诊日期,最近就诊时间",
        "姓名,电话1,电话2,首诊日期",
        "ФИО,Дата рождения,Первый визит,Последний визит",
        "Name,Date of birth,First visit date,Next visit date",
    ],
)
def test_what_is_no_row_of_visits_stays_one_sheet(riverside: Branch, head: str) -> None:
    check(riverside, f"{head}\n王小明,13800138000,2024-03-05,2024-04-02\n李娜,13800138001,2024-03-06,2024-04-03")
    assert [sheet.kind for sheet in ImportSheet.objects.all()] == ["patients"]


def test_all_of_it_is_taken_back(riverside: Branch) -> None:
    before = written()
    take_back(bring_in(riverside, WIDE["zh"]))
    assert written() == before
