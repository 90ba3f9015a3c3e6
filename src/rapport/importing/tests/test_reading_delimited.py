"""Text files with any separator, any line end and the quoting that people's software really writes."""

from pathlib import Path

import pytest

from rapport.importing.reading.book import RawRow, open_book
from rapport.importing.reading.limits import Limits
from rapport.importing.reading.refusals import Refusal, Unreadable
from rapport.importing.reading.table import find_table


def opened(folder: Path, text: str, encoding: str = "utf-8", limits: Limits | None = None) -> list[RawRow]:
    path = folder / "clients.csv"
    path.write_bytes(text.encode(encoding))
    book = open_book(path, name="clients.csv", limits=limits or Limits())
    return list(book.sheets[0].rows())


def cells(rows: list[RawRow]) -> list[list[str]]:
    return [row.cells for row in rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251"])
def test_separators_and_line_ends(tmp_path: Path, separator: str, line_end: str, encoding: str) -> None:
    lines = [["Фамилия", "Телефон", "Адрес"], ["Иванов", "79161234567", "Мира 5"], ["Петрова", "", ""]]
    text = "".join(separator.join(line) + line_end for line in lines)
    path = tmp_path / "clients.csv"
    path.write_bytes(text.encode(encoding))
    book = open_book(path, name="clients.csv")
    rows = list(book.sheets[0].rows())
    assert book.separator == separator
    assert cells(rows) == lines
    assert [row.line for row in rows] == [1, 2, 3]


def test_declared_separator_is_obeyed(tmp_path: Path) -> None:
    rows = opened(tmp_path, "sep=;\r\nИмя;Сумма\r\nИван, Ольга;1 234,50\r\nА,Б,В;2,5\r\n")
    assert cells(rows) == [["Имя", "Сумма"], ["Иван, Ольга", "1 234,50"], ["А,Б,В", "2,5"]]
    assert rows[0].line == 2


def test_commas_in_addresses_and_amounts_do_not_separate(tmp_path: Path) -> None:
    body = "".join(f"Иванов;Москва, ул. Мира, {number};1 23{number % 10},50\n" for number in range(30))
    rows = opened(tmp_path, "ФИО;Адрес;Сумма\n" + body)
    assert {len(row.cells) for row in rows} == {3}


def test_titles_above_do_not_mislead(tmp_path: Path) -> None:
    rows = opened(
        tmp_path, "Клиника «Улыбка», Москва\n\nОтчёт, март, 2024\nФИО|Телефон\nИванов|1\nПетров|2\nСидоров|3\n"
    )
    assert rows[3].cells == ["ФИО", "Телефон"]


def test_one_column_needs_no_separator(tmp_path: Path) -> None:
    assert cells(opened(tmp_path, "Телефон\n79161234567\n79161234568\n")) == [
        ["Телефон"],
        ["79161234567"],
        ["79161234568"],
    ]


def test_quoted_fields_hold_separators_quotes_and_line_breaks(tmp_path: Path) -> None:
    rows = opened(
        tmp_path, '姓名,备注,电话\r\n王芳,"怕疼, 说 ""轻点""\r\n下午来",1\r\n"李\n强","a\r\nb","2"\r\n赵,"",3\r\n'
    )
    assert cells(rows) == [
        ["姓名", "备注", "电话"],
        ["王芳", '怕疼, 说 "轻点"\n下午来', "1"],
        ["李\n强", "a\nb", "2"],
        ["赵", "", "3"],
    ]
    assert [row.line for row in rows] == [1, 2, 4, 7]


def test_stray_quote_does_not_swallow_the_file(tmp_path: Path) -> None:
    body = "".join(f"Петров;{number};ok\n" for number in range(500))
    rows = opened(tmp_path, 'Имя;Номер;Заметка\n"Иванов;7;сказал\n' + body)
    assert len(rows) == 502
    assert rows[1].cells == ['"Иванов', "7", "сказал"]


def test_stray_quote_stops_before_the_next_quoted_line(tmp_path: Path) -> None:
    rows = opened(tmp_path, 'Имя;Номер\nА;1\n"Иванов;7\n"Петров";"8"\nСидоров;9\n')
    assert cells(rows)[2:] == [['"Иванов', "7"], ["Петров", "8"], ["Сидоров", "9"]]


def test_quotes_inside_quotes_are_kept(tmp_path: Path) -> None:
    rows = opened(
        tmp_path, 'Имя;Место;Номер\nИван;"ООО "Ромашка", Тверь";1\nОльга;"ООО ""Лютик""";2\nЯн;9" экран;3\n'
    )
    assert [row.cells[1] for row in rows[1:]] == ['ООО "Ромашка", Тверь', 'ООО "Лютик"', '9" экран']


def test_ragged_rows_are_padded_and_overflow_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(
        "ФИО;Телефон;Город\nИванов;1\nПетров;2;Тверь;лишнее;;ещё\n\nСидоров;3;Омск\n", encoding="utf-8"
    )
    table = find_table(open_book(path, name="clients.csv").sheets[0])
    assert table is not None
    rows = list(table.rows())
    assert [row.cells for row in rows] == [
        ["Иванов", "1", ""],
        ["Петров", "2", "Тверь"],
        ["", "", ""],
        ["Сидоров", "3", "Омск"],
    ]
    assert rows[1].overflow == ("лишнее", "ещё")
    assert [row.skipped for row in rows] == [None, None, "blank", None]


def test_text_is_freed_of_what_nobody_typed(tmp_path: Path) -> None:
    rows = opened(
        tmp_path, "\ufeffИмя;Телефон;Сумма\nИва\u200bн\x00\x07;\u202a+7 916\u202c ;#Н/Д\nИи\u0306;１２３;\x1a\n"
    )
    assert cells(rows) == [["Имя", "Телефон", "Сумма"], ["Иван", "+7 916", ""], ["Ий", "１２３", ""]]


@pytest.mark.parametrize("text", ["", "\n\n\r\n", " ; ; \n;;\n", "\ufeff"])
def test_nothing_is_refused_as_empty(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        opened(tmp_path, text)
    assert refused.value.code is Refusal.EMPTY


def test_ceilings_are_kept(tmp_path: Path) -> None:
    cases = {
        Refusal.TOO_MANY_ROWS: ("a;b\n" * 30, Limits(rows=20)),
        Refusal.TOO_MANY_COLUMNS: (";".join("abcdefgh") + "\n", Limits(columns=5)),
        Refusal.TOO_LONG_LINE: ("a;b\n" + "x" * 500, Limits(line_characters=200)),
        Refusal.TOO_BIG: ("a;b\n" * 30, Limits(file_bytes=50)),
    }
    for code, (text, limits) in cases.items():
        with pytest.raises(Unreadable) as refused:
            opened(tmp_path, text, limits=limits)
        assert refused.value.code is code
        assert refused.value.params["name"] == "clients.csv"
        assert "limit" in refused.value.params


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refused:
        open_book(tmp_path / "gone.csv", name="gone.csv")
    assert refused.value.code is Refusal.UNAVAILABLE
