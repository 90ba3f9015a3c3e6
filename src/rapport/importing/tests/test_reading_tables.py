"""The table is found on the sheet as clinics keep it, and every row is accounted for."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from rapport.importing.reading.book import open_book
from rapport.importing.reading.table import Table, find_table


def table_of(folder: Path, rows: list[list[Any]], *merged: str, header_line: int | None = None) -> Table:
    workbook = Workbook()
    for row in rows:
        workbook["Sheet"].append(row)
    for cells in merged:
        workbook["Sheet"].merge_cells(cells)
    workbook.save(folder / "book.xlsx")
    table = find_table(open_book(folder / "book.xlsx", name="book.xlsx").sheets[0], header_line=header_line)
    assert table is not None
    return table


def table_of_text(folder: Path, text: str) -> Table:
    (folder / "book.csv").write_text(text, encoding="utf-8")
    table = find_table(open_book(folder / "book.csv", name="book.csv").sheets[0])
    assert table is not None
    return table


def skipped(table: Table) -> list[tuple[int, str | None]]:
    return [(row.line, row.skipped) for row in table.rows()]


RUSSIAN: list[list[Any]] = [
    ["ООО «Улыбка», г. Тверь"],
    ["Отчёт за период с 01.03.2024 по 31.03.2024"],
    [],
    ["№", "ФИО пациента", "Дата\nрождения", "Телефон", "Сумма, руб."],
    [1, "Иванов Пётр", "05.03.1980", "+7 916 123-45-67", 1500],
    [2, "Смирнова Ольга", "", "", ""],
    ["Итого по странице", "", "", "", 1500],
    [],
    ["№", "ФИО пациента", "Дата рождения", "Телефон", "Сумма, руб."],
    [3, "Итогов Всеволод", "01.01.1970", "8 (916) 000-00-00", 700],
    ["ООО «Улыбка», г. Тверь"],
    [4, "Всего Хорошего", "01.01.1970", "1", 700],
    ["", "ИТОГО:", "", "", 2200],
    ["Исполнитель: Сидорова А. А."],
]


def test_russian_report_with_titles_totals_and_page_breaks(tmp_path: Path) -> None:
    table = table_of(tmp_path, RUSSIAN, "A1:E1", "A2:E2", "A11:E11")
    assert table.header_line == 4
    assert table.headings == ("№", "ФИО пациента", "Дата рождения", "Телефон", "Сумма, руб.")
    assert skipped(table) == [
        *[(1, "note"), (2, "note"), (3, "blank"), (5, None), (6, None), (7, "total"), (8, "blank")],
        *[(9, "repeated_heading"), (10, None), (11, "note"), (12, None), (13, "total"), (14, "note")],
    ]


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    table = table_of(tmp_path, RUSSIAN)
    assert sorted([row.line for row in table.rows()] + list(table.header_lines)) == list(range(1, 15))


def test_chinese_table_with_total(tmp_path: Path) -> None:
    table = table_of_text(
        tmp_path,
        "微笑口腔门诊部患者名单\n导出日期：2024-03-05\n\n姓名,性别,联系电话,出生日期\n王芳,女,13800138000,1980-01-02\n"
        "李强,男,,\n合计,,2,\n备注：以上数据截至三月\n",
    )
    assert (table.header_line, table.headings) == (4, ("姓名", "性别", "联系电话", "出生日期"))
    assert skipped(table)[3:] == [(5, None), (6, None), (7, "total"), (8, "note")]


def test_english_total_in_a_name_is_data(tmp_path: Path) -> None:
    table = table_of_text(
        tmp_path, "Code,Name,Price\nD5110,Complete denture,900\nTotal denture repair,x,80\nTotal,,980\n"
    )
    assert skipped(table) == [(2, None), (3, None), (4, "total")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("本月合计,,,9", "total"),
        ("王芳 汇总,,,9", "total"),
        ("Иванова Мария Итог,,,9", "total"),
        ("Ким Анна Total,,,9", "total"),
        ("期初余额,,,9", "total"),
        ("Остаток на начало,,,9", "total"),
        ("Барлығы: 4,,,", "total"),
        ("(必填),,(yyyy-mm-dd),(元)", "note"),
        ("Итогина Анна,,,9", None),
        ("(Мама Пети),2024-03-05,,9", None),
    ],
)
def test_sums_of_groups_and_hints_are_no_rows(tmp_path: Path, line: str, reason: str | None) -> None:
    rows = f"ФИО,Дата,Услуга,Сумма\nИванов Иван,2024-03-05,Пломба,9\n{line}\n"
    assert skipped(table_of_text(tmp_path, rows))[-1] == (3, reason)


def test_a_second_table_below_with_other_columns_is_told_apart(tmp_path: Path) -> None:
    top = "ФИО,Дата,Услуга,Сумма\nИванов Иван,2024-03-05,Пломба,9\n"
    below = "ФИО,Дата оплаты,Сумма,Способ оплаты\nИванов Иван,2024-03-05,9,карта\n"
    assert skipped(table_of_text(tmp_path, f"{top},,,\nОплаты,,,\n{below}")) == [
        *[(2, None), (3, "blank"), (4, "note"), (5, "other_table"), (6, "other_table")],
    ]
    assert skipped(table_of_text(tmp_path, f"{top},,,\n{top}"))[2:] == [(4, "repeated_heading"), (5, None)]
    assert skipped(table_of_text(tmp_path, f"{top}{below}"))[1] == (3, None)


def test_two_heading_rows_are_joined(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["ФИО", "Контакты", None, "Дата"],
        [None, "Телефон", "Почта", None],
        ["Иванов", "123-45-67", "a@b.ru", "2024-03-05"],
        ["Петров", "123-45-68", "c@d.ru", "2024-03-06"],
    ]
    expected = ("ФИО", "Контакты · Телефон", "Контакты · Почта", "Дата")
    merged = table_of(tmp_path, rows, "A1:A2", "B1:C1", "D1:D2")
    assert (merged.headings, merged.header_lines) == (expected, (1, 2))
    plain = table_of(tmp_path, rows)
    assert (plain.headings, plain.header_lines) == (expected, (1, 2))
    assert [row.cells[0] for row in plain.rows()] == ["Иванов", "Петров"]


def test_value_merged_across_columns_stands_once(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["ФИО", "Сумма", "Оплачено"],
        ["Иванов", 500, None],
        ["Петров", 300, 100],
        [None, 200, 50],
    ]
    table = table_of(tmp_path, rows, "B2:C2", "A3:A4")
    found = list(table.rows())
    assert [row.cells for row in found] == [
        ["Иванов", "500", ""],
        ["Петров", "300", "100"],
        ["Петров", "200", "50"],
    ]
    assert found[2].filled_down == {0}


def test_headings_without_known_words_are_told_from_values(tmp_path: Path) -> None:
    table = table_of_text(
        tmp_path, "Betegnev;Szam;Nap\nKiss;36301234567;2024.03.05\nNagy;36301234568;2024.03.06\n"
    )
    assert table.headings == ("Betegnev", "Szam", "Nap")


def test_table_without_headings_has_nameless_columns(tmp_path: Path) -> None:
    table = table_of_text(tmp_path, "Kiss;36301234567;2024.03.05\nNagy;36301234568;2024.03.06\n")
    assert (table.header_line, table.headings) == (0, ("", "", ""))
    assert skipped(table) == [(1, None), (2, None)]


@pytest.mark.parametrize(("line", "headings"), [(2, ("Kiss", "1")), (0, ("", ""))])
def test_person_may_point_at_the_headings(tmp_path: Path, line: int, headings: tuple[str, ...]) -> None:
    table = table_of(tmp_path, [["Имя", "Телефон"], ["Kiss", "1"], ["Nagy", "2"]], header_line=line)
    assert table.headings == headings


def test_empty_sheet_has_no_table(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "empty.xlsx")
    assert find_table(open_book(tmp_path / "empty.xlsx", name="empty.xlsx").sheets[0]) is None


def test_blank_rows_inside_are_told_and_those_at_the_end_are_not(tmp_path: Path) -> None:
    table = table_of_text(tmp_path, "Имя;Телефон\nИван;1\n\n;\nОльга;2\n;\n\n\n")
    assert skipped(table) == [(2, None), (3, "blank"), (4, "blank"), (5, None)]


def test_name_alone_is_data(tmp_path: Path) -> None:
    table = table_of_text(tmp_path, "Имя;Телефон;Город\nИван;1;Тверь\nОльга;;\nСтр. 1 из 2;;\n")
    assert skipped(table) == [(2, None), (3, None), (4, "note")]


def test_letters_of_a_card_index_and_who_signs_are_remarks(tmp_path: Path) -> None:
    lines = (
        "Имя;Телефон;Город\nА;;\nАлла;1;Тверь\nВрач: Лин;;\nБелла;2;\nОтветственный: Петрова И. И. ________;;\n"
    )
    assert [reason for _line, reason in skipped(table_of_text(tmp_path, lines))] == [
        "note",
        None,
        "section",
        None,
        "note",
    ]


def test_who_checked_the_chinese_table_is_a_remark(tmp_path: Path) -> None:
    table = table_of_text(tmp_path, "姓名;电话;城市\n王芳;1;上海\n审核：李店长;;\n")
    assert skipped(table) == [(2, None), (3, "note")]
