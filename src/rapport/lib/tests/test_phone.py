import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.lib.phone import Line, read_phones


def _numbers(text: str, region: str) -> list[tuple[str, str]]:
    return [(phone.e164, phone.extension) for phone in read_phones(text, region)]


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("8 (916) 123-45-67", "RU", [("+79161234567", "")]),
        ("9161234567", "RU", [("+79161234567", "")]),
        ("87011234567", "KZ", [("+77011234567", "")]),
        ("138 0013 8000", "CN", [("+8613800138000", "")]),
        ("0086 138 0013 8000", "CN", [("+8613800138000", "")]),
        ("１３８００１３８０００", "CN", [("+8613800138000", "")]),
        ("+7 916 123-45-67", "CN", [("+79161234567", "")]),
        ("(212) 555-0199", "US", [("+12125550199", "")]),
        ("8 495 123-45-67 доб. 12", "RU", [("+74951234567", "12")]),
        ("8 (916) 123-45-67 доб. 12, мама 89161234568", "RU", [("+79161234567", "12"), ("+79161234568", "")]),
        ("138 0013 8000/010-8888 8888转123", "CN", [("+8613800138000", ""), ("+861088888888", "123")]),
        ("89161234567 89161234568", "RU", [("+79161234567", ""), ("+79161234568", "")]),
        ("89161234567; +7 916 123 45 67", "RU", [("+79161234567", "")]),
        ("79161234567.0", "RU", [("+79161234567", "")]),
        ("7.9161234567E+10", "RU", [("+79161234567", "")]),
    ],
)
def test_numbers_of_a_cell_in_e164(text: str, region: str, expected: list[tuple[str, str]]) -> None:
    """REC-2."""
    assert _numbers(text, region) == expected


@pytest.mark.parametrize(
    ("text", "region", "line"),
    [
        ("1380013800", "CN", Line.INVALID),
        ("7.91612E+10", "RU", Line.INVALID),
        ("22-33-44", "RU", Line.SHORT),
        ("88886666", "CN", Line.SHORT),
    ],
)
def test_an_invalid_number_is_kept_and_never_guessed(text: str, region: str, line: Line) -> None:
    """REC-2."""
    (phone,) = read_phones(text, region)
    assert (phone.raw, phone.e164, phone.valid, phone.line) == (text, "", False, line)


def test_a_landline_is_told_from_a_mobile() -> None:
    assert [phone.line for phone in read_phones("13800138000, 0755-12345678", "CN")] == [
        Line.MOBILE,
        Line.LANDLINE,
    ]


@pytest.mark.parametrize(
    ("cell", "region", "notes"),
    [
        ("13800138001（妈妈）13900139001（爸爸）", "CN", ["妈妈", "爸爸"]),
        ("妈妈 13800138000 爸爸 13900139000", "CN", ["妈妈", "爸爸"]),
        ("8 916 123-45-67 (мама), 8 903 111-22-33 папа", "RU", ["мама", "папа"]),
        ("89161234569 до 18:00", "RU", ["до 18:00"]),
    ],
)
def test_each_number_has_its_own_word(cell: str, region: str, notes: list[str]) -> None:
    assert [phone.note for phone in read_phones(cell, region)] == notes


def test_a_masked_number_is_one_number_that_nobody_dials() -> None:
    (phone,) = read_phones("138****8000", "CN")
    assert (phone.raw, phone.valid) == ("138****8000", False)


def test_the_word_beside_a_number_is_its_note() -> None:
    assert [phone.note for phone in read_phones("89161234567 (муж), тел. 89161234568", "RU")] == ["муж", ""]


@given(st.text(max_size=80), st.sampled_from(["CN", "RU", "KZ", "US"]))
def test_no_text_breaks_it(text: str, region: str) -> None:
    for phone in read_phones(text, region):
        assert phone.valid == phone.e164.startswith("+")


@given(st.from_regex(r"[0-9+()\-. ,;/доб转x]{5,40}", fullmatch=True))
def test_nothing_like_a_number_breaks_it(text: str) -> None:
    assert all(phone.raw for phone in read_phones(text, "RU"))


def _by_the_library(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if valid else ""


@given(
    st.from_regex(r"(\+?(7|86|1|8|0))?[1-9][0-9]{5,11}", fullmatch=True),
    st.sampled_from(["CN", "RU", "KZ", "US", "TW"]),
)
def test_the_fast_way_agrees_with_the_library(text: str, region: str) -> None:
    assert [phone.e164 for phone in read_phones(text, region)] == [_by_the_library(text, region)]
