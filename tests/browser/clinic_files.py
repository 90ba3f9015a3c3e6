"""A workbook as clinics keep them: titles above the headings, two sheets, merged cells, totals, two phones in a
cell, headings in Chinese and Russian, rows that cannot be taken."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

PEOPLE = 24
VISITS = 36
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙"
_GIVEN = ("伟", "芳", "敏", "静", "丽", "强")
_TREATMENTS = (("洁治", 220), ("树脂充填", 480), ("根管治疗", 1600), ("种植体植入", 8800))


def people() -> list[tuple[str, str, str, str, str]]:
    """Number, name, sex, birth date and phone of everybody in the workbook."""
    return [
        (
            f"H{n:04}",
            f"{_SURNAMES[n % 12]}{_GIVEN[n % 6]}{'文' if n >= 12 else ''}",
            "男" if n % 2 else "女",
            f"{1960 + n}年{n % 12 + 1}月{n + 1}日",
            f"138{n:04}{5000 + n}",
        )
        for n in range(PEOPLE)
    ]


def messy_workbook(folder: Path) -> Path:
    """Write the workbook: `PEOPLE` people that can be taken, one twice, one without a name; `VISITS` treatments,
    one of somebody unknown."""
    book = Workbook()
    sheet = book.active
    sheet.title = "患者资料"
    sheet.append(["青禾口腔 患者登记表"])
    sheet.merge_cells("A1:G1")
    sheet.append([])
    sheet.append(["病历号", "姓名", "性别", "出生\n日期", "联系电话", "来源渠道", "备注"])
    known = people()
    for number, (file_number, name, sex, born, phone) in enumerate(known):
        phones = f"{phone} / 0571-8888{1000 + number}" if number % 5 == 0 else phone
        sheet.append(
            [
                file_number,
                name,
                sex,
                born,
                phones,
                "朋友介绍" if number % 3 else "无",
                "怕疼" if number == 2 else "",
            ]
        )
    sheet.append([*known[0][:4], known[0][4], "无", ""])
    sheet.append(["H9001", "", "女", "1990年1月1日", "13899990000", "", ""])
    sheet.append(["合计", PEOPLE + 2])
    _visits(book, known)
    path = folder / "患者 2026 выгрузка.xlsx"
    book.save(path)
    return path


def _visits(book: Workbook, known: list[tuple[str, str, str, str, str]]) -> None:
    sheet = book.create_sheet("Приёмы")
    sheet.append(["Выгрузка из программы, 21.11.2026"])
    sheet.append(["№ карты", "ФИО пациента", "Дата приёма", "Врач", "Услуга", "Сумма", "Диагноз у врача"])
    total = 0
    for n in range(VISITS):
        file_number, name, *_rest = known[n % (PEOPLE - 4)]
        treatment, price = _TREATMENTS[n % 4]
        total += price
        sheet.append(
            [
                file_number,
                name,
                f"{n % 27 + 1:02}.{n % 12 + 1:02}.{2023 + n % 3}",
                "Астахов",
                treatment,
                f"{price},00",
                "K02",
            ]
        )
    sheet.merge_cells("D3:D4")
    sheet.append(["H7777", "", "03.03.2025", "Астахов", "洁治", "220,00", ""])
    sheet.append(["Итого", "", "", "", "", f"{total},00", ""])
