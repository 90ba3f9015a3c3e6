"""Rows of payments and of the price list as typed records."""

import pytest

from rapport.care.classifying import Category
from rapport.importing.recognising import Kind
from rapport.importing.rows import PaymentRow, PriceRow
from rapport.importing.tests.rows.steps import codes_of, row
from rapport.importing.values.words import Method


@pytest.mark.parametrize(
    ("cells", "amount"),
    [
        ({"amount": "1 500,00"}, 150000),
        ({"amount": "-1500"}, -150000),
        ({"amount": "1500", "refund": "да"}, -150000),
        ({"amount": "1500", "refund": "нет"}, 150000),
        ({"refund": "500"}, -50000),
        ({"amount": "1500", "refund": "500"}, 100000),
        ({"amount": "1500", "refund": "0"}, 150000),
    ],
)
def test_a_refund_is_money_that_went_back(cells: dict[str, str], amount: int) -> None:
    parsed = row(Kind.PAYMENTS, full_name="Ким Анна", date="05.03.2024", method="нал", **cells)
    assert isinstance(parsed.record, PaymentRow)
    assert (parsed.record.amount, parsed.record.method) == (amount, Method.CASH)


@pytest.mark.parametrize(
    ("cells", "amount"),
    [
        ({"amount": "1000", "refund": "Возврат"}, -100000),
        ({"amount": "1000", "refund": "Оплата"}, 100000),
        ({"amount": "", "refund": "1000"}, -100000),
        ({"amount": "1000", "method": "возврат"}, -100000),
        ({"amount": "-1000", "method": "наличные (возврат)"}, -100000),
        ({"amount": "1000", "refund": "退费"}, -100000),
        ({"amount": "1000", "refund": "收费", "method": "微信(扫码)"}, 100000),
    ],
)
def test_money_given_back_by_its_word(cells: dict[str, str], amount: int) -> None:
    parsed = row(Kind.PAYMENTS, full_name="Белова Анна", date="01.11.2024", **cells)
    assert isinstance(parsed.record, PaymentRow)
    assert parsed.record.amount == amount
    turned = amount < 0 < float(cells["amount"] or 0)
    assert ("taken_back" in {code for code, _fatal in codes_of(parsed)}) is turned


@pytest.mark.parametrize(
    ("text", "code"), [("", "amount_missing"), ("100 USD", "money_currency"), ("много", "money")]
)
def test_a_payment_without_an_amount_is_refused(text: str, code: str) -> None:
    parsed = row(Kind.PAYMENTS, full_name="Ким Анна", date="05.03.2024", amount=text)
    assert parsed.record is None and codes_of(parsed) == [(code, True)]


def test_a_remark_in_brackets_is_no_part_of_the_way_of_paying() -> None:
    parsed = row(Kind.PAYMENTS, full_name="Белова Анна", date="01.11.2024", amount="5", method="现金（定金）")
    assert isinstance(parsed.record, PaymentRow) and parsed.record.method is Method.CASH


def test_a_line_of_the_price_list() -> None:
    parsed = row(Kind.PRICES, code="D12", name="Коронка", price="25 000")
    assert parsed.record == PriceRow("D12", "Коронка", 2500000, Category.RESTORATION, "", "")
    assert codes_of(parsed) == [("code_malformed", False)]


def test_a_price_of_a_range_is_told_and_the_item_taken() -> None:
    parsed = row(Kind.PRICES, code="A16.07.002", name="Пломба", price="3000–4500")
    assert isinstance(parsed.record, PriceRow) and parsed.record.price is None
    assert codes_of(parsed) == [("money_range", False)]


def test_the_clinics_own_category_helps_where_the_name_does_not() -> None:
    parsed = row(Kind.PRICES, name="Работа 1", category="Ортодонтия", price="100")
    assert isinstance(parsed.record, PriceRow)
    assert (parsed.record.category, parsed.record.category_words) == (Category.ORTHODONTIC, "Ортодонтия")
