"""What a clinic brings: the files of its old programs, in several formats and two languages, messy as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import xlwt
from openpyxl import Workbook

Row = list[Any]

PATIENTS_ZH = ("病历号", "姓名", "性别", "出生日期", "手机\n号码", "地址", "客户来源", "介绍人", "家庭编号",
               "家长姓名", "家长电话", "标签", "备注", "建档日期", "知情同意")  # fmt: skip
PATIENTS_RU = ("№ карты", "ФИО", "Пол", "Дата рождения", "Телефон", "Адрес", "Источник", "Рекомендовал", "Семья",
               "Родитель", "Телефон родителя", "Метки", "Примечание", "Дата регистрации", "Согласие")  # fmt: skip
VISITS_ZH = ("病历号", "患者姓名", "就诊日期", "医生", "主诉", "牙位", "项目名称", "数量", "应收金额", "实收金额")
VISITS_RU = (
    "№ карты",
    "Пациент",
    "Дата приёма",
    "Врач",
    "Жалобы",
    "Зубы",
    "Услуга",
    "Кол-во",
    "Сумма",
    "Оплачено",
)
APPOINTMENTS = (
    "预约编号",
    "病历号",
    "患者姓名",
    "预约日期",
    "预约时间",
    "时长",
    "医生",
    "预约项目",
    "预约状态",
    "备注",
)
PAYMENTS = ("收费单号", "病历号", "患者姓名", "收费日期", "实收金额", "支付方式", "备注")
PRICES = ("项目编码", "项目名称", "分类", "单价")

_FAMILIES = {
    "zh": "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧",
    "ru": ("Иванов", "Смирнов", "Кузнецов", "Попов", "Петров", "Соколов", "Новиков", "Фёдоров", "Орлов"),
}
_GIVEN = {
    "zh": "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰小雅文晓",
    "ru": ("Олег", "Иван", "Сергей", "Павел", "Дмитрий", "Юрий", "Максим", "Артём"),
}
_FATHERS = ("Иванович", "Петрович", "Сергеевич", "Олегович", "Павлович")
_TREATMENTS = (
    ("H01", "洁牙", "预防", 300),
    ("H02", "窝沟封闭", "预防", 180),
    ("R11", "树脂补牙", "修复", 480),
    ("R21", "根管治疗", "修复", 1800),
    ("I31", "种植体植入", "种植", 9800),
    ("O41", "隐形矫治", "正畸", 22000),
    ("S51", "拔牙", "基础", 400),
)
_TREATMENTS_RU = ("Профессиональная гигиена", "Пломба световая", "Удаление зуба", "Лечение каналов", "Имплантация")
_SOURCES = ("大众点评", "朋友介绍", "路过", "抖音", "无", "")
_SOURCES_RU = ("Яндекс", "по рекомендации знакомых", "вывеска", "н/д", "")
_DENTISTS = ("林岚", "孙医生", "Ким А. В.")
_NOTHING = {"zh": ("", "无", "—", "/"), "ru": ("", "нет", "н/д", "—", "-")}
_TAGS = {"zh": ("VIP", "老客户;VIP", "家庭", "", ""), "ru": ("VIP", "Семья, VIP", "", "")}
_NOTES = {"zh": "怕疼，\n请提前提醒", "ru": "Боится уколов;\nзвонить заранее"}
_TODAY = date(2026, 11, 20)


@dataclass
class Somebody:
    """One person as the old program knows them; each row of a file is made from this."""

    number: str
    name: str
    script: str
    sex: str
    born: date
    phone: str
    household: str
    since: date


@dataclass
class Export:
    """Files of one day, ready to be brought in."""

    files: list[tuple[str, Path]]


def write_exports(folder: Path, people: int, seed: int = 11) -> tuple[Export, Export]:
    """What the clinic exported a year ago (a sixth of everything, partly other), and what it exports today."""
    chance = Random(seed)
    cast = [_somebody(chance, number) for number in range(people)]
    older = _files(folder / "older", Random(seed + 1), cast[: people // 6], older=True)
    return older, _files(folder / "today", Random(seed + 2), cast, older=False)


def _somebody(chance: Random, number: int) -> Somebody:
    script = "ru" if number % 3 == 2 else "zh"
    family, given = chance.choice(_FAMILIES[script]), chance.choice(_GIVEN[script])
    if script == "zh":
        name = family + given + chance.choice(("", chance.choice(_GIVEN["zh"])))
        phone = f"138{number + 10_000_000:08d}"
    else:
        name = f"{family} {given} {chance.choice(_FATHERS)}"
        phone = f"+7 (916) {number // 10_000 + 100:03d}-{number % 10_000 // 100:02d}-{number % 100:02d}"
    born = date(1935, 1, 1) + timedelta(days=chance.randint(0, 30_000))
    since = date(2021, 1, 1) + timedelta(days=chance.randint(0, 1_500))
    household = f"J{number // 4}" if chance.random() < 0.3 else ""
    return Somebody(f"{number + 20_000}", name, script, chance.choice("男女"), born, phone, household, since)


def _files(folder: Path, chance: Random, cast: list[Somebody], *, older: bool) -> Export:
    folder.mkdir(parents=True)
    chinese = [one for one in cast if one.script == "zh"]
    russian = [one for one in cast if one.script == "ru"]
    write: dict[str, Callable[[Path], None]] = {
        "患者档案.xlsx": lambda path: _workbook(
            path,
            {
                "患者": [
                    ["口腔门诊 患者档案"],
                    [],
                    PATIENTS_ZH,
                    *_people(chance, chinese, older),
                    ["合计", len(chinese)],
                ],
                "就诊记录": [VISITS_ZH, *_visits(chance, chinese)],
                "说明": [["本表由系统导出，请勿修改"]],
            },
        ),
        "пациенты.csv": lambda path: _text(path, [PATIENTS_RU, *_people(chance, russian, older)], ";", "cp1251"),
        "приёмы.csv": lambda path: _text(path, [VISITS_RU, *_visits(chance, russian)], ",", "utf-8-sig"),
        "预约.tsv": lambda path: _text(path, [APPOINTMENTS, *_appointments(chance, cast, older)], "\t", "utf-16"),
        "收费.xls": lambda path: _old_workbook(path, "收费", [PAYMENTS, *_payments(chance, cast)]),
        "价目表.csv": lambda path: _text(path, [PRICES, *map(list, _TREATMENTS)], ",", "gb18030"),
    }
    for name, writer in write.items():
        writer(folder / name)
    return Export([(name, folder / name) for name in write])


def _people(chance: Random, cast: list[Somebody], older: bool) -> list[Row]:
    rows = [_person(chance, one, cast, older) for one in cast]
    again = [list(row) for row in chance.sample(rows, len(rows) // 40)]
    for row in again[::2]:
        row[5] = f"{row[5]} 2"
    return rows + again


def _person(chance: Random, one: Somebody, named: list[Somebody], older: bool) -> Row:
    russian = one.script == "ru"
    other, parent = chance.choice(named), chance.choice(named)
    child = one.born.year > 2008
    return [
        one.number,
        one.name if chance.random() > 0.01 else chance.choice(_NOTHING[one.script]),
        ("ж" if one.sex == "女" else "м") if russian else one.sex,
        _day(chance, one.born, russian)
        if chance.random() > 0.03
        else chance.choice((*_NOTHING[one.script], "31.02.1990")),
        _phones(chance, one),
        "" if older else f"ул. Мира, д. {one.number}" if russian else f"文三路{one.number}号",
        chance.choice(_SOURCES_RU if russian else _SOURCES),
        chance.choice((other.name, other.number, other.phone)) if chance.random() < 0.25 else "",
        one.household,
        parent.name if child and chance.random() < 0.8 else "",
        parent.phone if child else "",
        chance.choice(_TAGS[one.script]),
        _NOTES[one.script] if chance.random() < 0.1 else chance.choice(_NOTHING[one.script]),
        _day(chance, one.since, russian),
        chance.choice(("да", "нет", "")) if russian else chance.choice(("是", "否", "")),
    ]


def _phones(chance: Random, one: Somebody) -> str:
    dice = chance.random()
    if dice < 0.05:
        return f"{one.phone} / 0571-8{one.number}00"
    if dice < 0.08:
        return one.phone[:7]
    return one.phone if dice < 0.97 else chance.choice(_NOTHING[one.script])


def _day(chance: Random, day: date, russian: bool) -> str:
    if russian:
        return f"{day:%d.%m.%Y}"
    return chance.choice((f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}"))


def _visits(chance: Random, cast: list[Somebody]) -> list[Row]:
    rows: list[Row] = []
    for one in cast:
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            day, dentist = _some_day(chance), chance.choice(_DENTISTS)
            rows += [_line(chance, one, day, dentist) for _ in range(chance.choice((1, 1, 2, 3)))]
    rows += [["99999", "没有此人", "2024-01-05", "林岚", "", "11", "洁牙", 1, 300, 300]]
    return rows + [list(row) for row in chance.sample(rows, len(rows) // 50)]


def _line(chance: Random, one: Somebody, day: date, dentist: str) -> Row:
    russian = one.script == "ru"
    _code, name, _category, price = chance.choice(_TREATMENTS)
    tooth = chance.choice(("11", "36", "46", "18,28", ""))
    amount = f"{price} ,00 ₽".replace(" ,", ",") if russian else f"￥{price:,}" if chance.random() < 0.3 else price
    return [
        one.number if chance.random() > 0.02 else "",
        one.name,
        _day(chance, day, russian) if chance.random() > 0.01 else "вчера",
        dentist,
        chance.choice(("牙痛", "检查", "", "")) if not russian else chance.choice(("болит зуб", "осмотр", "")),
        tooth,
        chance.choice(_TREATMENTS_RU) if russian else name,
        1,
        amount,
        price if chance.random() < 0.7 else 0,
    ]


def _some_day(chance: Random) -> date:
    return _TODAY - timedelta(days=chance.randint(1, 1_600))


def _appointments(chance: Random, cast: list[Somebody], booked: bool) -> list[Row]:
    rows = []
    for place, one in enumerate(cast):
        own = Random(f"{one.number}")
        for turn in range(own.choice((0, 1, 1, 2))):
            day = _TODAY + timedelta(days=own.randint(-400, 30))
            state = "已预约" if booked or day > _TODAY else own.choice(("已到诊", "爽约", "已取消", "已完成"))
            rows.append(
                [
                    *(f"A{place}-{turn}", one.number, one.name, f"{day:%Y-%m-%d}", f"{own.randint(9, 17)}:30", 30),
                    *(own.choice(_DENTISTS), own.choice(("洁牙", "复诊", "种植咨询")), state),
                    chance.choice(_NOTHING[one.script]),
                ]
            )
    return rows


def _payments(chance: Random, cast: list[Somebody]) -> list[Row]:
    return [
        [
            *(f"P{one.number}-{turn}", one.number, one.name, f"{_some_day(chance):%Y-%m-%d}"),
            *(chance.randint(1, 90) * 100, chance.choice(("微信", "现金", "支付宝", "银行卡")), ""),
        ]
        for one in cast
        for turn in range(chance.choice((0, 0, 1, 2)))
    ]


def _text(path: Path, rows: Sequence[Sequence[Any]], separator: str, encoding: str) -> None:
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows(rows)
    path.write_bytes(target.getvalue().encode(encoding))


def _workbook(path: Path, sheets: dict[str, list[Sequence[Any]]]) -> None:
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)


def _old_workbook(path: Path, name: str, rows: Sequence[Sequence[Any]]) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet(name)
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(place, column, value)
    book.save(str(path))
