import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.lib.money import decimal_of, read_money, show_money
from rapport.lib.unreadable import Unreadable


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1 234,50 ₽", "RUB", 123450),
        ("1\u00a0234,50", "RUB", 123450),
        ("1\u202f234.5", "RUB", 123450),
        ("￥1,234", "CNY", 123400),
        ("１２３４元", "CNY", 123400),
        ("1.234,50", "RUB", 123450),
        ("1'234.50", "USD", 123450),
        ("12 500-00", "RUB", 1250000),
        ("1 500 руб. 00 коп.", "RUB", 150000),
        ("1 500 руб. 75 коп.", "RUB", 150075),
        ("2,5 тыс. руб.", "RUB", 250000),
        ("1.2万", "CNY", 1200000),
        ("1200р.", "RUB", 120000),
        ("(500)", "RUB", -50000),
        ("-500", "RUB", -50000),
        ("500-", "RUB", -50000),
        ("−1,500.00", "USD", -150000),
        ("1,234", "CNY", 123400),
        ("1,000,000", "CNY", 100000000),
        ("0.125", "CNY", 13),
        ("99.99999999999999", "CNY", 10000),
        ("1.5E+3", "CNY", 150000),
        ("1000", "JPY", 1000),
        ("1.5", "KWD", 1500),
        ("HK$ 100", "HKD", 10000),
    ],
)
def test_amounts_in_minor_units(text: str, currency: str, minor: int) -> None:
    assert read_money(text, currency) == minor


@pytest.mark.parametrize(("decimal", "minor"), [(".", 123400), (",", 123)])
def test_three_digits_after_a_comma_are_what_the_column_says(decimal: str, minor: int) -> None:
    assert read_money("1,234", "CNY", decimal) == minor


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("$5", "RUB", "money_currency"),
        ("100 USD", "CNY", "money_currency"),
        ("100 руб.", "CNY", "money_currency"),
        ("бесплатно", "RUB", "money"),
        ("1 2", "RUB", "money"),
        ("1,23,4.5", "RUB", "money"),
        ("12.05.2024", "RUB", "money"),
        ("1,234", "KWD", "money_unclear"),
        ("9" * 20, "CNY", "money_too_large"),
        ("1" * 500, "CNY", "money_too_large"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(text: str, currency: str, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_money(text, currency)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        (["1,234", "99.50"], "."),
        (["1.234", "99,50"], ","),
        (["1,234", "12,500"], "."),
        (["1.234", "12.500"], ","),
        (["1 234,50"], ","),
        (["1200", "15"], "auto"),
        (["0.125"], "."),
    ],
)
def test_a_column_shows_its_decimal_mark(values: list[str], mark: str) -> None:
    assert decimal_of(values) == mark


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["CNY", "RUB", "USD", "JPY", "KZT"]),
    st.sampled_from(["zh-hans", "ru", "en"]),
)
def test_what_is_shown_is_read_back(minor: int, currency: str, language: str) -> None:
    shown = show_money(minor, currency, language)
    mark = "," if language == "ru" else "."
    assert read_money(shown, currency, mark) == minor


@pytest.mark.parametrize(
    ("currency", "language", "shown"),
    [
        ("KZT", "en", "₸15,000.00"),
        ("KZT", "ru", "15\u00a0000,00\u00a0₸"),
        ("BYN", "en", "BYN\u00a015,000.00"),
        ("CNY", "zh-hans", "¥15,000.00"),
    ],
)
def test_the_sign_stands_as_people_write_it(currency: str, language: str, shown: str) -> None:
    assert show_money(1_500_000, currency, language) == shown


@given(st.text(max_size=40), st.sampled_from([",", ".", "auto"]))
def test_no_text_breaks_it(text: str, decimal: str) -> None:
    try:
        assert isinstance(read_money(text, "RUB", decimal), int)
    except Unreadable as refusal:
        assert refusal.code.startswith("money")


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("3000–4500", "RUB"),
        ("1000-1500", "RUB"),
        ("5 000 - 7 000 руб.", "RUB"),
        ("от 3 500", "RUB"),
        ("15-20", "RUB"),
        ("¥6,800～¥9,800", "CNY"),
        ("300至500元", "CNY"),
        ("2800起", "CNY"),
    ],
)
def test_more_than_one_amount_is_none(text: str, currency: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_money(text, currency)
    assert refused.value.code == "money_range"


@pytest.mark.parametrize(
    ("text", "minor"), [("280/次", 28000), ("280元/颗", 28000), ("150-50", 15050), ("-80", -8000)]
)
def test_an_amount_by_the_piece_and_kopecks_are_one_amount(text: str, minor: int) -> None:
    assert read_money(text, "CNY") == minor
