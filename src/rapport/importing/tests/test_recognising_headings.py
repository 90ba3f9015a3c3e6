"""Recognition of whole sheets, measured over rows of headings from many programs."""

import random

import pytest

from rapport.importing.recognising import FIELDS, Guess, recognise
from rapport.importing.tests.heading_sets import SETS, HeadingSet

_NAMES = {
    "zh": ("王小明", "李娜", "张伟", "欧阳雪", "陈静", "刘洋"),
    "ru": ("Иванова Мария Сергеевна", "Петров Пётр Ильич", "Ким Анна Олеговна", "Шевчук И.П.", "Орлов Олег Львович"),
    "en": ("Smith, John", "Mary Ann Jones", "Kristin Glass", "José Núñez", "Liam Byrne"),
}
_CELLS = {
    "file_number": lambda rng, script: str(rng.randint(10000, 99999)),
    "external_id": lambda rng, script: f"A-{rng.randint(1000, 9999)}",
    "full_name": lambda rng, script: rng.choice(_NAMES[script]),
    "family_name": lambda rng, script: rng.choice(("Иванов", "Smith", "Glass", "Орлов")),
    "given_name": lambda rng, script: rng.choice(("Анна", "Mary", "John", "Олег")),
    "middle_name": lambda rng, script: rng.choice(("Ильич", "A", "Львовна", "")),
    "guardian": lambda rng, script: rng.choice(_NAMES[script]),
    "referrer": lambda rng, script: rng.choice((*_NAMES[script], "", "")),
    "dentist": lambda rng, script: rng.choice(_NAMES[script]),
    "sex": lambda rng, script: rng.choice({"zh": ("男", "女"), "ru": ("м", "ж"), "en": ("Male", "Female")}[script]),
    "birth_date": lambda rng, script: _day(rng, script, 1940, 2015),
    "registered_on": lambda rng, script: _day(rng, script, 2018, 2024),
    "consent_on": lambda rng, script: _day(rng, script, 2018, 2024),
    "date": lambda rng, script: _day(rng, script, 2023, 2024),
    "booked_on": lambda rng, script: _day(rng, script, 2023, 2024),
    "phones": lambda rng, script: _phone(rng, script),
    "guardian_phone": lambda rng, script: _phone(rng, script),
    "emails": lambda rng, script: f"client{rng.randint(1, 999)}@example.com",
    "wechat": lambda rng, script: f"wx_{rng.randint(10000, 99999)}",
    "telegram": lambda rng, script: f"@client_{rng.randint(1, 999)}",
    "time": lambda rng, script: f"{rng.randint(9, 19)}:{rng.choice(('00', '30'))}",
    "end": lambda rng, script: f"{rng.randint(9, 19)}:45",
    "checked_in": lambda rng, script: f"{rng.randint(9, 19)}:05",
    "started": lambda rng, script: f"{rng.randint(9, 19)}:12",
    "ended": lambda rng, script: f"{rng.randint(9, 19)}:50",
    "duration": lambda rng, script: rng.choice(("30", "45", "60")),
    "waiting_minutes": lambda rng, script: str(rng.randint(0, 40)),
    "quantity": lambda rng, script: str(rng.randint(1, 3)),
    "amount": lambda rng, script: f"{rng.randint(5, 90)}00.00",
    "paid": lambda rng, script: f"{rng.randint(5, 90)}00.00",
    "price": lambda rng, script: f"{rng.randint(5, 90)}00",
    "discount": lambda rng, script: rng.choice(("0", "100", "")),
    "refund": lambda rng, script: rng.choice(("", "", "500")),
    "teeth": lambda rng, script: rng.choice(("16", "21", "36, 37", "48")),
    "treatment_code": lambda rng, script: rng.choice({"en": ("D1110", "D2391")}.get(script, ("A16.07.002", "A16.07.051"))),
    "code": lambda rng, script: rng.choice({"en": ("D1110", "D2391")}.get(script, ("A16.07.002", "K-001"))),
    "treatment_name": lambda rng, script: _treatment(rng, script),
    "service": lambda rng, script: _treatment(rng, script),
    "name": lambda rng, script: _treatment(rng, script),
    "status": lambda rng, script: rng.choice({"zh": ("已到", "爽约"), "ru": ("пришёл", "неявка"), "en": ("attended", "no show")}[script]),
    "attended": lambda rng, script: rng.choice(("是", "否", "да", "no")),
    "no_show": lambda rng, script: rng.choice(("Yes", "No")),
    "method": lambda rng, script: rng.choice({"zh": ("微信", "现金"), "ru": ("нал", "карта"), "en": ("cash", "card")}[script]),
    "consent": lambda rng, script: rng.choice(("да", "нет", "yes", "是")),
    "deceased": lambda rng, script: rng.choice(("нет", "", "да")),
    "chair": lambda rng, script: str(rng.randint(1, 4)),
}  # fmt: skip


def _day(rng: random.Random, script: str, first: int, last: int) -> str:
    year, month, day = rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28)
    return {"zh": f"{year}/{month}/{day}", "ru": f"{day:02}.{month:02}.{year}", "en": f"{month}/{day}/{year}"}[script]


def _phone(rng: random.Random, script: str) -> str:
    number = rng.randint(1000000, 9999999)
    return {"zh": f"1380{number}", "ru": f"8 (916) {number}", "en": f"(212) 5{number % 100:02}-{number % 10000:04}"}[script]


def _treatment(rng: random.Random, script: str) -> str:
    names = {"zh": ("洁治", "全瓷冠"), "ru": ("Профгигиена", "Пломба световая"), "en": ("Prophylaxis adult", "Crown")}
    return rng.choice(names[script])


def _guess(one: HeadingSet, *, filled: bool = True) -> Guess:
    rng = random.Random(one.name)
    words = {"zh": "一些文字", "ru": "некий текст", "en": "some words"}[one.script]
    rows = [
        [_CELLS.get(field, lambda *_: words)(rng, one.script) if field else words for _, field in one.columns]
        for _ in range(20)
    ]
    return recognise(one.sheet, [heading for heading, _ in one.columns], rows if filled else [])


@pytest.mark.parametrize("one", SETS, ids=lambda one: one.name)
def test_every_column_of_a_clinics_sheet_is_recognised(one: HeadingSet) -> None:
    guess = _guess(one)
    assert guess.kind is one.kind
    found = {heading: guess.mapping.columns.get(column, "") for column, (heading, _) in enumerate(one.columns)}
    assert found == dict(one.columns)


@pytest.mark.parametrize("one", SETS, ids=lambda one: one.name)
def test_headings_alone_tell_the_kind(one: HeadingSet) -> None:
    assert _guess(one, filled=False).kind is one.kind


def test_expectations_name_real_fields() -> None:
    for one in SETS:
        assert {field for _, field in one.columns if field} <= {field.name for field in FIELDS[one.kind]}, one.name
