"""Recognition of whole sheets, measured over rows of headings from many programs."""

import random

import pytest

from rapport.importing.recognising import FIELDS, Guess, Kind, recognise
from rapport.importing.tests.heading_sets import SETS, HeadingSet

_NAMES = {
    "zh": ("王小明", "李娜", "张伟", "欧阳雪", "陈静", "刘洋"),
    "ru": (
        "Иванова Мария Сергеевна",
        "Петров Пётр Ильич",
        "Ким Анна Олеговна",
        "Шевчук И.П.",
        "Орлов Олег Львович",
    ),
    "en": ("Smith, John", "Mary Ann Jones", "Kristin Glass", "José Núñez", "Liam Byrne"),
}
_WORDS = {
    "sex": {"zh": ("男", "女"), "ru": ("м", "ж"), "en": ("Male", "Female")},
    "status": {"zh": ("已到", "爽约"), "ru": ("пришёл", "неявка"), "en": ("attended", "no show")},
    "method": {"zh": ("微信", "现金"), "ru": ("нал", "карта"), "en": ("cash", "card")},
    "treatment": {
        "zh": ("洁治", "全瓷冠"),
        "ru": ("Профгигиена", "Пломба световая"),
        "en": ("Prophylaxis adult", "Crown"),
    },
    "code": {"zh": ("K-001", "K-002"), "ru": ("A16.07.002", "А16.07.051"), "en": ("D1110", "D2391")},
    "name": _NAMES,
}
_LISTS = {
    "family_name": ("Иванов", "Smith", "Glass", "Орлов"),
    "given_name": ("Анна", "Mary", "John", "Олег"),
    "middle_name": ("Ильич", "A", "Львовна", ""),
    "duration": ("30", "45", "60"),
    "waiting_minutes": ("0", "5", "12", "40"),
    "quantity": ("1", "2", "3"),
    "discount": ("0", "100", ""),
    "refund": ("", "", "500"),
    "teeth": ("16", "21", "36, 37", "48"),
    "consent": ("да", "нет", "yes", "是"),
    "attended": ("是", "否", "да", "no"),
    "no_show": ("Yes", "No"),
    "deceased": ("нет", "", "да"),
    "chair": ("1", "2", "3"),
}
_LIKE = {
    **dict.fromkeys(("full_name", "guardian", "referrer", "dentist"), "name"),
    **dict.fromkeys(("treatment_name", "service", "name"), "treatment"),
    **dict.fromkeys(("treatment_code", "code"), "code"),
    "sex": "sex",
    "status": "status",
    "method": "method",
}
_YEARS = {"birth_date": (1940, 2015), "date": (2023, 2024)}


def _cell(field: str, rng: random.Random, script: str) -> str:
    """Something that may stand in a column of that field."""
    if field in _LISTS:
        return rng.choice(_LISTS[field])
    if field in _LIKE:
        return rng.choice(_WORDS[_LIKE[field]][script])
    if field in ("birth_date", "registered_on", "consent_on", "date", "booked_on"):
        return _day(rng, script, *_YEARS.get(field, (2018, 2024)))
    if field in ("time", "end", "checked_in", "started", "ended"):
        return f"{rng.randint(9, 19)}:{rng.choice(('00', '15', '30'))}"
    if field in ("amount", "paid", "price"):
        return f"{rng.randint(5, 90)}00.00"
    if field in ("phones", "guardian_phone"):
        return _phone(rng, script)
    number = rng.randint(10000, 99999)
    forms = {
        "file_number": f"{number}",
        "external_id": f"A-{number}",
        "emails": f"client{number}@example.com",
        "wechat": f"wx_{number}",
        "telegram": f"@client_{number}",
    }
    return forms.get(field, {"zh": "一些文字", "ru": "некий текст", "en": "some words"}[script])


def _day(rng: random.Random, script: str, first: int, last: int) -> str:
    year, month, day = rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28)
    return {"zh": f"{year}/{month}/{day}", "ru": f"{day:02}.{month:02}.{year}", "en": f"{month}/{day}/{year}"}[
        script
    ]


def _phone(rng: random.Random, script: str) -> str:
    number = rng.randint(1000000, 9999999)
    forms = {"zh": f"1380{number}", "ru": f"8 (916) {number}", "en": f"(212) 555-{number % 10000:04}"}
    return forms[script]


def _guess(one: HeadingSet, *, filled: bool = True) -> Guess:
    rng = random.Random(one.name)
    rows = [[_cell(field, rng, one.script) for _, field in one.columns] for _ in range(20)]
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


@pytest.mark.parametrize(
    ("headings", "asked"),
    [
        ("Клиент|Дата визита|Услуга|Цена|Скидка|К оплате", "К оплате"),
        ("Клиент|Дата визита|Услуга|Стоимость|Скидка|Сумма со скидкой|Оплачено", "Сумма со скидкой"),
        ("姓名|就诊日期|治疗项目|原价|折扣|折后金额|实收", "折后金额"),
        ("姓名|就诊日期|治疗项目|单价|数量|金额", "金额"),
        ("Patient|Visit date|Treatment|Unit|Price|Total", "Total"),
        ("Клиент|Дата визита|Услуга|Цена", "Цена"),
    ],
)
def test_what_is_asked_goes_before_the_price_by_the_piece(headings: str, asked: str) -> None:
    names = headings.split("|")
    guess = recognise(
        "1", names, [["Иванов Иван", "2024-03-05", "Пломба", "1000", "100", "900", "900"][: len(names)]] * 5
    )
    assert guess.kind is Kind.VISITS
    assert guess.mapping.columns[names.index(asked)] == "amount"


def test_a_price_list_of_ranges_has_its_prices() -> None:
    rows = [["A16.07.002", "Пломба", price] for price in ("3000–4500", "от 3 500", "1000-1500", "договорная")]
    guess = recognise("1", ["Код услуги", "Наименование", "Цена, руб."], rows)
    assert (guess.kind, guess.mapping.columns[2]) == (Kind.PRICES, "price")


@pytest.mark.parametrize(
    "numbers", [["1", "2", "3", "4", "5"], ["А", "1", "2", "Б", "3"], ["А", "1", "2", "Б", "1", "2"]]
)
def test_a_counter_of_rows_is_nobodys_number(numbers: list[str]) -> None:
    """«№» down the rows, also under the letters of a card index."""
    rows = [[number, "Иванов Иван", "8 916 123-45-67"] for number in numbers]
    guess = recognise("1", ["№", "ФИО", "Телефон"], rows)
    assert 0 not in guess.mapping.columns


def test_numbers_with_gaps_are_peoples_own() -> None:
    rows = [[number, "Иванов Иван", "8 916 123-45-67"] for number in ("3", "1", "7", "12")]
    assert recognise("1", ["№", "ФИО", "Телефон"], rows).mapping.columns[0] == "file_number"
