"""What people wrote, for those who see no contacts or no amounts: nothing else is hidden (REC-12)."""

import pytest

from rapport.lib.free_text import mask_contacts, readable

CONTACTS = [
    ("+7 (701) 123-45-67", "+77 *** 4567"),
    ("звонить 8 701 123 45 67 вечером", "звонить 870 **** 4567 вечером"),
    ("8-701-123-45-67, мама", "870 **** 4567, мама"),
    ("8 (701) 123 - 45 - 67", "870 **** 4567"),
    ("тел.89161234567", "тел.891 **** 4567"),
    ("+1 415.555.2671", "+14 *** 2671"),
    ("138 0013 8000", "138 **** 8000"),
    ("138–0013–8000", "138 **** 8000"),
    ("138－0013－8000", "138 **** 8000"),
    ("138_0013_8000", "138 **** 8000"),
    ("13800138000/13900139000", "138 **** 8000/139 **** 9000"),
    ("13800138000 13900139000", "138 **** 8000 139 **** 9000"),
    ("电话13800138000", "电话138 **** 8000"),
    ("微信wx13800138000", "微信wx138 **** 8000"),
    ("1 3 8 0 0 1 3 8 0 0 0", "138 **** 8000"),
    ("0571-8765 4321", "057 **** 4321"),
    ("号码 8765 4321", "号码 •••"),
    ("карта № 89161234567", "карта № 891 **** 4567"),
    ("病历号 13800138000", "病历号 138 **** 8000"),
    ("2026-11-22 13800138000", "2026-11-22 138 **** 8000"),
    ("13800138000 2026-11-22", "138 **** 8000 2026-11-22"),
    ("22.11.2026 8 701 123 45 67", "22.11.2026 870 **** 4567"),
    ("701 123 45 67 22.11.2026", "701 **** 4567 22.11.2026"),
    ("36 13800138000", "36 138 **** 8000"),
    ("maria.k@mail.ru или 8 701 123-45-67", "m•••@mail.ru или 870 **** 4567"),
]

KEPT = [
    "2026-11-22 14:30",
    "2026-11-22 – 2026-12-01",
    "2026.11.22 36",
    "2026年11月22日 14:30",
    "22.11.2026 14:30",
    "22.11.26 14:30",
    "22.11.2026-25.11.2026",
    "11/22/2026 36 37",
    "20261122",
    "2019-2026",
    "病历号 2024000123",
    "档案：20240001",
    "file no. 20801234",
    "карта № 0012345",
    "F1204567",
    "A-1234567",
    "№ 1234567",
    "11 12 13 14 15 16",
    "мост 14-15-16-17",
    "36, 37, 46, 47",
    "имплант 4.0 10.0 3.5 12.0",
    "120/80, 36,6",
    "12 500 000 тенге",
]

AMOUNTS = [
    ("预算20000元以内", "预算•••元以内"),
    ("预算 2万", "预算 •••"),
    ("1.2万元", "•••元"),
    ("两万元", "•••元"),
    ("500块钱", "•••块钱"),
    ("每次 500 块", "每次 ••• 块"),
    ("¥ 3,800", "¥ •••"),
    ("￥3800.50 一颗", "￥••• 一颗"),
    ("人民币 5000", "人民币 •••"),
    ("до 150 000 тенге", "до ••• тенге"),
    ("150000тг", "•••тг"),
    ("не больше 20 тыс. руб.", "не больше ••• руб."),
    ("20 тысяч", "•••"),
    ("15 т.р. за зуб", "••• за зуб"),
    ("500 р. за снимок", "••• р. за снимок"),
    ("30 000–40 000 ₽", "••• ₽"),
    ("under $1,200.50", "under $•••"),
    ("RMB 5000-8000", "RMB •••"),
    ("5000 yuan", "••• yuan"),
    ("22.11.2026 5000 руб", "22.11.2026 ••• руб"),
    ("зуб 36 15000 руб", "зуб 36 ••• руб"),
]

NO_AMOUNTS = [
    "2026年11月22日",
    "полоскать 2 р. в день",
    "3 р/день",
    "3块骨粉",
    "一般",
    "36, 37 种植 2 颗",
    "ceramic crown 1200 °C",
    "через 2 недели, 14:30",
    "13800138000",
    "file 20801",
    "22.11.2026",
    "рубец 3 мм",
]


@pytest.mark.parametrize(("text", "shown"), CONTACTS)
def test_a_number_is_hidden_however_it_is_written(text: str, shown: str) -> None:
    assert mask_contacts(text) == shown


@pytest.mark.parametrize("text", KEPT)
def test_days_file_numbers_teeth_and_amounts_are_no_phone_numbers(text: str) -> None:
    assert mask_contacts(text) == text


@pytest.mark.parametrize(("text", "shown"), AMOUNTS)
def test_an_amount_is_hidden_beside_its_currency(text: str, shown: str) -> None:
    assert readable(text, contacts=True, money=False) == shown


@pytest.mark.parametrize("text", NO_AMOUNTS)
def test_other_numbers_are_no_amounts(text: str) -> None:
    assert readable(text, contacts=True, money=False) == text


def test_both_are_hidden_from_who_sees_neither_and_nothing_from_who_sees_both() -> None:
    text = "8 701 123 45 67, до 20 000 руб., зуб 36"
    assert readable(text, contacts=False, money=False) == "870 **** 4567, до ••• руб., зуб 36"
    assert readable(text, contacts=True, money=True) == text


@pytest.mark.parametrize("text", ["1" * 20_000, "1 " * 20_000, "1.2-" * 10_000, "a@" * 10_000, "一" * 20_000])
def test_a_long_text_is_read_quickly(text: str) -> None:
    """What is typed is hostile: no text takes longer than its length."""
    assert readable(text[:5_000], contacts=False, money=False)
