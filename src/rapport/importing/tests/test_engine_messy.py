"""Files as front desks keep them: sections, months, broken lines, marks of the dead, money beside treatments."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from rapport.appointments.models import Appointment
from rapport.care.models import Payment, Treatment, Visit
from rapport.importing import actions, tasks
from rapport.importing.models import Import, ImportRow, ImportSheet, ImportState
from rapport.importing.tests.engine import bring_in, check, codes, outcomes
from rapport.people.models import Patient
from rapport.staff.models import Branch

pytestmark = pytest.mark.one_database


def bring_book(branch: Branch, folder: Path, **sheets: list[list[Any]]) -> Import:
    """Bring in a workbook of these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(folder / "book.xlsx")
    file = io.BytesIO((folder / "book.xlsx").read_bytes())
    imported = actions.start_import([("book.xlsx", file)], branch=branch, by=None, queued=False)
    tasks.work(imported.pk)
    imported.refresh_from_db()
    assert imported.state == ImportState.CHECKED, imported.failure
    actions.apply_import(imported, by=None, queued=False)
    tasks.work(imported.pk)
    return imported


@pytest.mark.parametrize(
    ("head", "first", "second", "total"),
    [
        (["№", "ФИО", "Телефон", "Услуга", "Сумма"], "05.03.2024", "Среда, 6 марта 2024 г.", "Итого за день"),
        (["序号", "姓名", "电话", "项目", "金额"], "2024年3月5日", "日期：2024-03-06（星期三）", "小计"),
        (["No", "Patient", "Phone", "Treatment", "Amount"], "3/5/2024", date(2024, 3, 6), "Total"),
    ],
)
def test_a_day_that_heads_its_rows_is_theirs(
    riverside: Branch, tmp_path: Path, head: list[str], first: str, second: object, total: str
) -> None:
    rows = [
        head,
        [first],
        [1, "王小明", "13800138000", "洁治", 300],
        [2, "李娜", "13800138001", "补牙", 500],
        [total, "", "", "", 800],
        [second],
        [1, "张伟", "13800138002", "拔牙", 200],
    ]
    imported = bring_book(riverside, tmp_path, list=rows)
    assert outcomes(imported) == ["skipped", "new", "new", "skipped", "skipped", "new"]
    done = Visit.objects.order_by("pk").values_list("patient__full_name", "day")
    assert list(done) == [
        ("王小明", date(2024, 3, 5)),
        ("李娜", date(2024, 3, 5)),
        ("张伟", date(2024, 3, 6)),
    ]


@pytest.mark.parametrize(
    ("head", "section", "dentist"),
    [
        ("日期,姓名,电话,项目", "林医生,,,", "林医生"),
        ("Дата,Пациент,Телефон,Услуга", "Врач: Белова А. С.,,,", "Белова А. С."),
        ("Date,Patient,Phone,Treatment", "Dr. Lee,,,", "Lee"),
    ],
)
def test_a_dentist_who_heads_rows_has_treated_them(
    riverside: Branch, head: str, section: str, dentist: str
) -> None:
    imported = bring_in(riverside, f"{head}\n{section}\n2024-03-05,王小明,13800138000,洁治")
    assert outcomes(imported) == ["skipped", "new"]
    assert Visit.objects.get().dentist_words == dentist


@pytest.mark.parametrize("remark", ["Врач заболел", "Доктор не пришёл", "医生请假了", "Врач"])
def test_a_remark_about_a_dentist_is_no_dentist(riverside: Branch, remark: str) -> None:
    bring_in(riverside, f"Дата,Пациент,Телефон,Услуга\n{remark},,,\n2024-03-05,王小明,13800138000,洁治")
    assert Visit.objects.get().dentist_words == ""


def test_a_slip_of_the_pen_does_not_move_a_file_to_another_calendar(riverside: Branch) -> None:
    bring_in(riverside, "姓名,生日\n王小明,113-03-05\n李娜,79.1.2\n张伟,1985-03-12")
    assert Patient.objects.get(full_name="李娜").birth_date == date(1979, 1, 2)


def test_a_column_of_its_own_says_more_than_a_section(riverside: Branch) -> None:
    bring_in(riverside, "日期,姓名,电话,项目\n2024-01-01,,,\n2024-03-05,王小明,13800138000,洁治")
    assert Visit.objects.get().day == date(2024, 3, 5)


def test_the_sheets_of_the_months_hold_the_same(riverside: Branch, tmp_path: Path) -> None:
    """A month in which no date has a year is no price list, and the others are not misread for it."""
    head = ["日期", "姓名", "电话", "项目", "金额"]
    imported = bring_book(
        riverside,
        tmp_path,
        **{
            "1月": [
                head,
                ["1/5", "赵敏", "13800138005", "洁治", 280],
                ["1/6", "孙强", "13800138006", "洁治", 280],
            ],
            "2月": [head, ["24.2.5", "王小明", "13800138000", "洁治", 280]],
        },
    )
    assert list(ImportSheet.objects.values_list("kind", flat=True)) == ["visits", "visits"]
    assert outcomes(imported) == ["refused", "refused", "new"]
    assert codes(imported) == ["date_no_year", "date_no_year"]
    assert Visit.objects.get().day == date(2024, 2, 5)


def test_sheets_alike_write_their_dates_each_in_its_own_way(riverside: Branch, tmp_path: Path) -> None:
    head = ["Date", "Patient", "Phone", "Treatment"]
    imported = bring_book(
        riverside,
        tmp_path,
        May=[head, ["3/5/2024", "John Doe", "13800138000", "Scaling"]],
        June=[head, ["25/6/2024", "Jane Doe", "13800138001", "Filling"]],
    )
    assert outcomes(imported) == ["new", "new"]


@pytest.mark.parametrize(
    "head", ["№,ФИО,Телефон,Услуга,Сумма", "编号,姓名,电话,项目,金额", "No,Patient,Phone,Service,Amount"]
)
def test_a_list_with_names_is_no_price_list(riverside: Branch, head: str) -> None:
    check(riverside, f"{head}\n1,王小明,13800138000,洁治,300\n2,李娜,13800138001,补牙,500")
    assert ImportSheet.objects.get().kind != "prices"


def test_a_row_with_a_cell_too_many_is_refused_not_misread(riverside: Branch) -> None:
    """¥1,200 without quotes would be one yuan, and 200 the way it was paid."""
    good = "\n".join(f"2024-03-0{n},客户{n},1380013800{n},300,微信" for n in range(1, 7))
    imported = bring_in(
        riverside, f"收款日期,患者,手机号,收款金额,支付方式\n{good}\n2024-03-07,王小明,13800138009,¥1,200,微信"
    )
    assert outcomes(imported) == ["new"] * 6 + ["refused"]
    assert codes(imported) == ["too_wide"]


def test_columns_without_a_heading_are_no_broken_rows(riverside: Branch) -> None:
    imported = bring_in(riverside, "姓名,手机号\n王小明,13800138000,老客户\n李娜,13800138001,怕疼")
    assert outcomes(imported) == ["new", "new"]


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ("张三(已故)", "张三"),
        ("†张三", "张三"),
        ("张三 已故", "张三"),
        ("Сидоров Иван (умер 2022)", "Сидоров Иван"),
        ("умер Сидоров Иван", "Сидоров Иван"),
        ('"Doe, John (deceased)"', "Doe, John"),
    ],
)
def test_a_mark_beside_the_name_says_that_somebody_has_died(riverside: Branch, cells: str, name: str) -> None:
    imported = bring_in(riverside, f"姓名,手机号\n{cells},13800138000\n王小明,13800138001")
    assert codes(imported) == ["departed"]
    assert list(Patient.objects.filter(deceased=True).values_list("full_name", flat=True)) == [name]


def test_a_remark_that_says_nothing_else_tells_of_a_death(riverside: Branch) -> None:
    bring_in(riverside, "ФИО,Телефон,Примечание\nСидоров Иван,,умер\nКим Олег,,муж умер в 2020")
    assert Patient.objects.get(deceased=True).full_name == "Сидоров Иван"


def test_a_year_beside_the_mark_is_kept(riverside: Branch) -> None:
    bring_in(riverside, "ФИО,Примечание\nСидоров Иван (умер 2022),боялся боли")
    assert Patient.objects.get().remark == "боялся боли\nумер 2022"


def test_years_of_the_republic(riverside: Branch) -> None:
    """One date that can be nothing else tells how the short ones of the column count."""
    bring_in(riverside, "姓名,生日,初診日期\n陳怡君,074.05.06,113/03/05\n黃美玲,79.1.2,1130307")
    born = Patient.objects.order_by("pk").values_list("birth_date", "registered_on")
    assert list(born) == [
        (date(1985, 5, 6), date(2024, 3, 5)),
        (date(1990, 1, 2), date(2024, 3, 7)),
    ]


def test_a_day_of_the_month_alone_is_no_day_of_1900(riverside: Branch) -> None:
    imported = bring_in(
        riverside, "日期,姓名,电话,项目\n2024-03-05,王小明,13800138000,洁治\n6,李娜,13800138001,补牙"
    )
    assert outcomes(imported) == ["new", "refused"]


@pytest.mark.parametrize(
    "head",
    [
        "日期,姓名,电话,项目,金额,收款方式",
        "Дата,Пациент,Телефон,Услуга,Сумма,Вид оплаты",
        "Date,Patient,Phone,Treatment,Amount,Payment method",
    ],
)
def test_a_register_tells_what_was_done_and_how_it_was_paid(riverside: Branch, head: str) -> None:
    imported = bring_in(
        riverside,
        f"""{head}
        2024-03-05,王小明,13800138000,洁治,300,微信
        2024-03-06,李娜,13800138001,补牙,500,欠费
        2024-03-07,张伟,13800138002,种植,1.2万元,""",
    )
    assert ImportSheet.objects.get().kind == "visits"
    assert codes(imported) == ["method_unpaid"]
    assert list(Treatment.objects.order_by("pk").values_list("amount", flat=True)) == [30_000, 50_000, 1_200_000]
    assert list(Payment.objects.values_list("patient__full_name", "amount", "method")) == [
        ("王小明", 30_000, "wallet")
    ]
    again = bring_in(
        riverside, f"{head}\n2024-03-05,王小明,13800138000,洁治,300,微信\n2024-04-05,王小明,13800138000,补牙,90,"
    )
    assert (outcomes(again), Payment.objects.count()) == (["same", "new"], 1)


def test_the_phones_of_the_parents_are_found(riverside: Branch) -> None:
    imported = bring_in(riverside, "姓名,电话,家长电话\n乐乐,,妈妈13800138003\n豆豆,,外婆 0571-88001133")
    assert "guardian_phone" in ImportSheet.objects.get().mapping["columns"].values()
    assert ImportRow.objects.filter(sheet__file__imported=imported).exclude(problems=[]).count() == 0


@pytest.mark.parametrize(
    ("name", "title", "head"),
    [
        ("2024年3月", None, ["日", "姓名", "电话", "项目"]),
        ("3月", ["2024年收费登记表"], ["日期", "姓名", "电话", "项目"]),
        ("Лист1", ["Касса за март 2024 г."], ["Число", "ФИО", "Телефон", "Услуга"]),
        ("March 2024", None, ["Day", "Patient", "Phone", "Treatment"]),
    ],
)
def test_the_days_of_a_month_that_stands_above(
    riverside: Branch, tmp_path: Path, name: str, title: list[str] | None, head: list[str]
) -> None:
    rows = [[5, "王小明", "13800138000", "洁治"], ["6", "李娜", "13800138001", "补牙"]]
    bring_book(riverside, tmp_path, **{name: [*([title] if title else []), head, *rows]})
    days = Visit.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [date(2024, 3, 5), date(2024, 3, 6)]


def test_a_day_that_a_month_does_not_have_is_refused(riverside: Branch, tmp_path: Path) -> None:
    head = ["日", "姓名", "电话", "项目"]
    rows = [head, [29, "王小明", "13800138000", "洁治"], [30, "李娜", "13800138001", "补牙"]]
    imported = bring_book(riverside, tmp_path, **{"2024年2月": rows})
    assert (outcomes(imported), codes(imported)) == (["new", "refused"], ["date_impossible"])


def test_no_month_is_taken_where_two_are_spoken_of(riverside: Branch, tmp_path: Path) -> None:
    people = [[5, "王小明", "13800138000"], [6, "李娜", "13800138001"]]
    bring_book(riverside, tmp_path, Sheet1=[["2024年2月至2024年3月"], ["日", "姓名", "电话"], *people])
    assert not Visit.objects.exists()


def test_the_title_of_another_table_is_nobody(riverside: Branch, tmp_path: Path) -> None:
    rows = [
        ["ФИО", "Телефон", "Дата рождения"],
        ["Иванова Мария", "89161234567", "12.03.1985"],
        [],
        ["Прайс"],
        ["Код", "Услуга", "Цена"],
        ["A16", "Пломба", "4500"],
    ]
    imported = bring_book(riverside, tmp_path, list=rows)
    assert outcomes(imported) == ["new", "skipped", "refused", "refused"]
    assert Patient.objects.get().full_name == "Иванова Мария"


@pytest.mark.parametrize(
    ("span", "hours"), [("上午9:00-9:30", (1, 30)), ("下午2：00-3:30", (6, 90)), ("9:00–9:30", (1, 30))]
)
def test_half_a_day_is_said_once_for_both_ends(riverside: Branch, span: str, hours: tuple[int, int]) -> None:
    bring_in(riverside, f"预约日期,时段,姓名,电话,状态\n2024/3/5 周二,{span},王小明,13800138000,已到")
    booked = Appointment.objects.get()
    assert (booked.starts_at.hour, round((booked.ends_at - booked.starts_at).seconds / 60)) == hours
