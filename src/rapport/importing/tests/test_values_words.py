from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.importing.values.names import Name, split_name
from rapport.importing.values.nothing import is_nothing, is_nothing_but_no
from rapport.importing.values.numbers import read_minutes, read_quantity
from rapport.importing.values.sums import read_sum
from rapport.importing.values.words import (
    Method,
    Sex,
    Status,
    read_answer,
    read_language,
    read_method,
    read_sex,
    read_status,
)
from rapport.lib.handles import read_emails, read_telegram, read_wechat
from rapport.lib.teeth import read_teeth
from rapport.lib.unreadable import Unreadable


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "无",
        "沒有",
        "暂无",
        "н/д",
        "Нет данных",
        "нет",
        "—",
        "–",
        "-",
        "N/A",
        "NULL",
        "None",
        "0000-00-00",
        "\u00a0",
        "#Н/Д",
    ],
)
def test_words_for_nothing(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["0", "Нетребко", "Noname", "无锡市", "5"])
def test_words_for_something(text: str) -> None:
    assert not is_nothing(text)


def test_no_is_an_answer_where_it_is_asked() -> None:
    assert not is_nothing_but_no("нет") and not is_nothing_but_no("无")
    assert is_nothing_but_no("н/д")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("王小明", ("王", "小明", "")),
        ("欧阳娜娜", ("欧阳", "娜娜", "")),
        ("司馬懿", ("司馬", "懿", "")),
        ("尉迟恭", ("尉迟", "恭", "")),
        ("王 小明", ("王", "小明", "")),
        ("王先生", ("王", "", "")),
        ("阿依古丽·买买提", ("", "", "")),
        ("Иванов Иван Иванович", ("Иванов", "Иван", "Иванович")),
        ("Иван Иванович Иванов", ("Иванов", "Иван", "Иванович")),
        ("Мицкевич Адам Бернардович", ("Мицкевич", "Адам", "Бернардович")),
        ("Алиев Вагиф Гасан оглы", ("Алиев", "Вагиф", "Гасан оглы")),
        ("Иванова М.С.", ("Иванова", "М.", "С.")),
        ("М. С. Иванова", ("Иванова", "М.", "С.")),
        ("Петрова Анна", ("Петрова", "Анна", "")),
        ("Анна Петрова", ("Петрова", "Анна", "")),
        ("Елена Сергеевна", ("", "Елена", "Сергеевна")),
        ("Smith, John A", ("Smith", "John", "A")),
        ("John A. Smith", ("Smith", "John", "A.")),
        ("José Núñez", ("Núñez", "José", "")),
        ("Fredric73 Veum823", ("Veum823", "Fredric73", "")),
        ("Иванов Иван и Мария", ("", "", "")),
        ("张三/李四", ("", "", "")),
    ],
)
def test_names_are_taken_apart_and_kept_whole(text: str, parts: tuple[str, str, str]) -> None:
    assert split_name(text) == Name(text, *parts)


@pytest.mark.parametrize(
    ("text", "teeth"),
    [
        ("16", (16,)),
        ("16, 17", (16, 17)),
        ("11，12、13", (11, 12, 13)),
        ("1.6", (16,)),
        ("13-23", (13, 12, 11, 21, 22, 23)),
        ("36 MOD", (36,)),
        ("зуб 55", (55,)),
        ("16牙", (16,)),
        ("乳牙55", (55,)),
        ("右上6", (16,)),
        ("左下B", (72,)),
        ("全口", ()),
    ],
)
def test_teeth_in_fdi(text: str, teeth: tuple[int, ...]) -> None:
    """REC-4."""
    assert read_teeth(text) == teeth


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3", "teeth_universal"),
        ("#16", "teeth_universal"),
        ("A", "teeth_universal"),
        ("99", "teeth"),
        ("18-48", "teeth"),
    ],
)
def test_other_counts_of_teeth_are_told(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_teeth(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("read", "text", "meaning"),
    [
        (read_sex, "男", Sex.MALE),
        (read_sex, "жен.", Sex.FEMALE),
        (read_sex, "F", Sex.FEMALE),
        (read_status, "已到", Status.ARRIVED),
        (read_status, "未到", Status.NO_SHOW),
        (read_status, "爽約", Status.NO_SHOW),
        (read_status, "已取消", Status.CANCELLED),
        (read_status, "取消(患者)", Status.CANCELLED),
        (read_status, "已预约", Status.BOOKED),
        (read_status, "已确认", Status.CONFIRMED),
        (read_status, "Пришёл", Status.ARRIVED),
        (read_status, "не явился", Status.NO_SHOW),
        (read_status, "Отменён", Status.CANCELLED),
        (read_status, "записан", Status.BOOKED),
        (read_status, "подтверждён", Status.CONFIRMED),
        (read_status, "attended", Status.DONE),
        (read_status, "did not attend", Status.NO_SHOW),
        (read_status, "No-Show", Status.NO_SHOW),
        (read_status, "unknown", Status.UNKNOWN),
        (read_answer, "√", True),
        (read_answer, "нет", False),
        (read_answer, "已签", True),
        (read_method, "微信支付", Method.WALLET),
        (read_method, "Безнал", Method.CARD),
        (read_method, "cash", Method.CASH),
        (read_language, "Русский", "ru"),
        (read_emails, "Anna@Example.COM; b@c.ru", ("Anna@example.com", "b@c.ru")),
        (read_telegram, "https://t.me/ivan_p", "ivan_p"),
        (read_wechat, "微信：wxid_123", "wxid_123"),
        (read_minutes, "24.5", 25),
        (read_minutes, "1 ч 20 мин", 80),
        (read_minutes, "30分钟", 30),
        (read_minutes, "01:30", 90),
        (read_quantity, "2 шт.", Decimal(2)),
    ],
)
def test_words_have_their_meaning(read: Callable[[str], object], text: str, meaning: object) -> None:
    assert read(text) == meaning


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_sex, "1"),
        (read_status, "красный"),
        (read_answer, "возможно"),
        (read_method, "бартер"),
        (read_emails, "anna(at)mail"),
        (read_minutes, "-5"),
        (read_telegram, "89161234567"),
        (read_wechat, "是"),
    ],
)
def test_unknown_words_are_never_guessed(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


@given(st.text(max_size=40))
def test_no_text_breaks_them(text: str) -> None:
    assert split_name(text).full == " ".join(text.split())
    words = (read_sex, read_status, read_answer, read_method, read_language)
    others = (read_emails, read_telegram, read_wechat, read_minutes, read_quantity, read_teeth)
    readers: tuple[Callable[[str], object], ...] = (*words, *others)
    for read in readers:
        try:
            read(text)
        except Unreadable as refusal:
            assert refusal.params["value"] == text


def test_what_clinics_in_kazakhstan_write_in_cells() -> None:
    assert (read_sex("Әйел"), read_sex("ер"), read_answer("Иә"), read_answer("жоқ")) == (
        Sex.FEMALE,
        Sex.MALE,
        True,
        False,
    )
    assert [read_status(word) for word in ("Келді", "Келмеді", "бас тартты", "Жазылды")] == [
        Status.DONE,
        Status.NO_SHOW,
        Status.CANCELLED,
        Status.BOOKED,
    ]
    assert (read_method("Қолма-қол"), is_nothing("жоқ"), is_nothing_but_no("жоқ")) == (Method.CASH, True, False)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("微信1000", 100000), ("微信500+现金780元", 128000), ("нал 500 + карта 780,50", 128050), ("300现金", 30000)],
)
def test_what_was_paid_in_several_ways_is_one_sum(text: str, amount: int) -> None:
    assert read_sum(text, "CNY" if "н" not in text else "RUB") == amount


@pytest.mark.parametrize("text", ["欠费", "500+780", "王芳500", "微信", "3000-4500"])
def test_what_is_no_sum_of_ways_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_sum(text, "CNY")


def test_words_after_a_state_are_left_aside() -> None:
    assert read_status("не пришёл, перезвонить") is Status.NO_SHOW
    assert read_status("取消；改期") is Status.CANCELLED
