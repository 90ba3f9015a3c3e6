"""Cards with labels at the side are a list of people; what stands below a card is about its person."""

from pathlib import Path
from typing import Any

import pytest

from rapport.care.models import Treatment
from rapport.importing.models import ImportSheet
from rapport.importing.tests.engine import bring_in, outcomes, take_back, written
from rapport.importing.tests.test_engine_messy import bring_book
from rapport.people.models import Patient
from rapport.staff.models import Branch

pytestmark = pytest.mark.one_database


def known() -> list[tuple[Any, ...]]:
    people = Patient.objects.order_by("full_name")
    return [
        (one.full_name, str(one.birth_date), *one.contacts.order_by("value").values_list("value", flat=True))
        for one in people
    ]


IVANOVA = ("Иванова Мария", "1980-05-12", "+79171112233")
SIDOROV = ("Сидоров Пётр", "1975-02-01", "+79171112235")
WANG, LI = ("王小明", "1980-03-05", "+8613800138000"), ("李娜", "1991-02-03", "+8613800138001")


@pytest.mark.parametrize(
    "cards",
    [
        pytest.param(
            [
                [
                    ["Карта № 1"],
                    ["ФИО:", "Иванова Мария"],
                    ["Дата рождения:", "12.05.1980"],
                    ["Тел.:", "+79171112233"],
                ],
                [
                    ["Карта № 2"],
                    ["ФИО:", "Сидоров Пётр"],
                    ["Дата рождения:", "01.02.1975"],
                    ["Тел.:", "+79171112235"],
                ],
            ],
            id="a label and its value in cells of their own",
        ),
        pytest.param(
            [
                [["ФИО: Иванова Мария Дата рождения: 12.05.1980"], ["Телефон: +79171112233", "Прибыла: 9:30"]],
                [["ФИО: Сидоров Пётр Дата рождения: 01.02.1975"], ["Телефон: +79171112235", "Прибыл: 10:00"]],
            ],
            id="a label and its value in one cell",
        ),
        pytest.param(
            [
                [
                    ["ФИО", "Иванова Мария"],
                    ["Телефон", "+79171112233"],
                    ["Д.р.", "12.05.1980"],
                    [],
                    ["ФИО", "Сидоров Пётр"],
                    ["Телефон", "+79171112235"],
                    ["Д.р.", "01.02.1975"],
                ],
            ],
            id="one below the other",
        ),
        pytest.param(
            [
                [
                    ["ФИО", "Иванова Мария", "Сидоров Пётр"],
                    ["Адрес", None, "Казань"],
                    ["Телефон", "+79171112233", "+79171112235"],
                    ["Дата рождения", "12.05.1980", "01.02.1975"],
                ]
            ],
            id="side by side",
        ),
    ],
)
def test_cards_are_a_list(riverside: Branch, tmp_path: Path, cards: list[list[list[Any]]]) -> None:
    """One list of them all, whichever sheet they stand on: nobody has to say a hundred times what it is."""
    before = written()
    imported = bring_book(riverside, tmp_path, **{f"Лист{place}": rows for place, rows in enumerate(cards, 1)})
    assert (known(), ImportSheet.objects.count()) == ([IVANOVA, SIDOROV], 1)
    take_back(imported)
    assert written() == before


def test_chinese_cards_have_two_labels_in_a_row(riverside: Branch, tmp_path: Path) -> None:
    bring_book(
        riverside,
        tmp_path,
        **{
            name: [
                ["患者登记表"],
                ["姓名：", name, "性别：", "男"],
                ["出生日期：", day, "电话：", phone],
                ["过敏史：", "无"],
            ]
            for name, day, phone in [
                ("王小明", "1980-03-05", "13800138000"),
                ("李娜", "1991-02-03", "13800138001"),
            ]
        },
    )
    assert sorted(known()) == sorted([WANG, LI])
    assert "过敏史" in ImportSheet.objects.get().headings  # shown, for a person to say what it is


def test_what_a_card_lacks_is_not_its_neighbours(riverside: Branch) -> None:
    bring_in(
        riverside, "ФИО,Иванова Мария,Сидоров Пётр\nТелефон,,+79171112235\nДата рождения,12.05.1980,01.02.1975"
    )
    assert known() == [IVANOVA[:2], SIDOROV]


def test_visits_below_a_card_are_of_its_person(riverside: Branch, tmp_path: Path) -> None:
    card = [
        ["ФИО:", "Иванова Мария"],
        ["Дата рождения:", "12.05.1980"],
        ["Телефон:", "+79171112233"],
        ["Адрес:", "Казань"],
    ]
    visits = [
        ["Дата", "Зуб", "Лечение", "Сумма"],
        ["05.03.2024", 36, "пульпит", 6500],
        ["12.03.2024", 36, "пломба", 4200],
    ]
    before = written()
    imported = bring_book(riverside, tmp_path, карта=[*card, [], *visits])
    assert (known(), Patient.objects.get().address) == ([IVANOVA], "Казань")
    assert list(Treatment.objects.order_by("pk").values_list("name", "amount")) == [
        ("пульпит", 650_000),
        ("пломба", 420_000),
    ]
    take_back(imported)
    assert written() == before


def test_the_same_cards_again_are_the_same(riverside: Branch) -> None:
    text = "ФИО: Иванова Мария\nТелефон: +79171112233\nДата рождения: 12.05.1980"
    bring_in(riverside, text)
    assert outcomes(bring_in(riverside, text)) == ["same"]


def test_a_table_below_its_headings_is_no_card(riverside: Branch) -> None:
    bring_in(riverside, "ФИО,Телефон,Дата рождения\nИванова Мария,+79171112233,12.05.1980")
    assert (known(), ImportSheet.objects.get().headings) == ([IVANOVA], ["ФИО", "Телефон", "Дата рождения"])
