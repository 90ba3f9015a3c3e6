"""People are found by their names in any script, by pinyin, by part of a name, by phone (REC-1, REC-10)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.people.names import (
    ALIKE,
    KEY_LENGTH,
    TERM_LENGTH,
    display_name,
    fold,
    initials,
    phone_terms,
    query_terms,
    search_terms,
    similar,
    sort_key,
    split,
)

FOUND = [
    (
        "欧阳明",
        [
            "欧阳明",
            "欧阳",
            "阳明",
            "明",
            "ouyang",
            "ouyangming",
            "OuYang Ming",
            "yangming",
            "ming",
            "oym",
            "oy",
            "om",
        ],
    ),
    ("歐陽鳳", ["欧阳凤", "歐陽", "ouyangfeng", "oyf"]),
    (
        "周雅琴",
        [
            "周雅琴",
            "雅琴",
            "琴",
            "周 雅琴",
            "zhouyaqin",
            "zhou ya qin",
            "yaqin",
            "qin",
            "zyq",
            "yq",
            "周yaqin",
        ],
    ),
    ("单晓", ["shanxiao", "danxiao", "shan", "sx", "單曉"]),
    ("吕布", ["lvbu", "lubu", "Lyu Bu", "lü bu"]),
    (
        "Халилова Алия Маратқызы",
        ["Khalilova", "Halilova", "халил", "Xalilova", "Aliya", "Aliia", "маратқызы", "K"],
    ),
    ("Aliya Khalilova", ["Халилова", "Halilova", "алия", "khal"]),
    ("Halilova A.", ["Халилова", "Khalilova"]),
    ("Щербаков Юрий", ["Shcherbakov", "Scherbakov", "Sherbakov", "Yuri", "Iurii", "Juri", "Yury"]),
    ("Соловьёва Ксения", ["Solovyova", "Solovieva"[:5], "Solovyeva", "Xenia", "Kseniya", "соловьева"]),
    ("Евгений Цой", ["Yevgeny", "Evgenii", "Tsoy", "Tsoi", "цой"]),
    ("Жанна Мухаммедова", ["Zhanna", "Janna", "Muhamedova", "Mukhammedova"]),
    ("Alexander Fyodorov", ["Александер", "Федоров", "Fedorov", "Aleksander"]),
    ("Нұрсұлтан Қайратұлы", ["Nursultan", "Kairat", "Qayrat", "нұрс"]),
    ("Helen Marsh", ["helen", "mar", "Марш", "MARSH helen", "Hélen"]),
    ("José O'Brien-Smith", ["jose", "obrien", "o'brien", "smith"]),
]
NOT_FOUND = [
    ("欧阳明", "阳光"),
    ("周雅琴", "雅明"),
    ("Халилова Алия", "Aliev"),
    ("Helen Marsh", "helen z"),
    ("单晓", "ceng"),
]


def finds(query: str, terms: set[str]) -> bool:
    """What the data base does: for every word some alternative begins some term."""
    asked = query_terms(query)
    return bool(asked) and all(
        any(term.startswith(alternative) for alternative in word for term in terms) for word in asked
    )


@pytest.mark.parametrize(("name", "query"), [(name, query) for name, queries in FOUND for query in queries])
def test_a_person_is_found(name: str, query: str) -> None:
    assert finds(query, search_terms(name)), sorted(search_terms(name))


@pytest.mark.parametrize(("name", "query"), NOT_FOUND)
def test_a_person_is_not_found_by_another_name(name: str, query: str) -> None:
    assert not finds(query, search_terms(name))


def test_other_names_find_too() -> None:
    terms = search_terms("Marsh Helen", "Marsh", "Helen", others=["马海伦", "Петрова"])
    assert all(finds(query, terms) for query in ("马海伦", "mahailun", "petrova", "marsh"))


@pytest.mark.parametrize("name", ["欧阳明", "周雅琴", "Халилова Алия Маратқызы", "Helen Marsh", "陈方安生"])
def test_a_typical_person_costs_at_most_twelve_terms(name: str) -> None:
    assert len(search_terms(name)) <= 12


@pytest.mark.parametrize(
    ("e164", "query"),
    [
        ("+77011234567", "701 123"),
        ("+77011234567", "+7 701 123-45-67"),
        ("+77011234567", "8 (701) 123 45 67"),
        ("+77011234567", "4567"),
        ("+77011234567", "567"),
        ("+8613800138000", "138 0013"),
        ("+8613800138000", "8000"),
        ("+8613800138000", "0086 138"),
        ("+8657188886666", "0571-8888"),
        ("+8613800138000;ext=12", "８０００"),
        ("+442079460123", "020 7946"),
    ],
)
def test_a_phone_is_found_by_its_beginning_and_its_end(e164: str, query: str) -> None:
    assert finds(query, phone_terms(e164))


def test_the_middle_of_a_phone_and_its_extension_do_not_find_it() -> None:
    terms = phone_terms("+77011234567;ext=89")
    assert not finds("1234", terms)
    assert not finds("89", terms)


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("欧阳明", "歐陽 明", True),
        ("欧阳明", "欧阳鸣", True),
        ("欧阳明", "Ouyang Ming", True),
        ("张伟", "Wei Zhang", True),
        ("王小明", "王小红", False),
        ("李伟", "李娜", False),
        ("Халилова Алия", "Khalilova Aliya", True),
        ("Иванова Мария", "Ivanova Mariia Sergeevna", True),
        ("Иванова Мария Петровна", "Иванова М. П.", True),
        ("Мария Иванова", "Иванова Мария", True),
        ("Щербакова Юлия", "Sherbakova Yulia", True),
        ("Петрова Мария", "Иванова Мария", False),
        ("Иванов Пётр", "Иванов Сергей", False),
        ("Мария", "Иванова Мария", False),
        ("Helen Marsh", "Hellen Marsh", True),
        ("Helen Marsh", "Helen Brooks", False),
        ("Helen Marsh", "", False),
        ("Helen Marsh", "周雅琴", False),
    ],
)
def test_similar_names_pass_the_threshold_and_others_do_not(a: str, b: str, alike: bool) -> None:
    assert (similar(a, b) >= ALIKE) is alike, similar(a, b)
    assert similar(a, b) == similar(b, a)


ANYTHING = st.text(max_size=80)
NAME_WORD = st.one_of(
    st.text("abcdefghijklmnopqrstuvwxyzéü'", min_size=1, max_size=12),
    st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі", min_size=1, max_size=12),
    st.text("欧陽明周雅琴单曾李王张伟娜", min_size=1, max_size=5),
)


@settings(max_examples=300, deadline=None)
@given(ANYTHING, ANYTHING, ANYTHING, st.sampled_from(["", "zh", "ru", "en", "xx"]))
def test_no_text_whatever_raises_or_outgrows_its_column(a: str, b: str, c: str, language: str) -> None:
    split(a), similar(a, b), query_terms(a)
    display_name(a, b, c, a, language), initials(a, b, c)
    assert len(sort_key(a, b, c, a)) <= KEY_LENGTH
    terms = search_terms(a, b, c, others=[b]) | phone_terms(c)
    assert all(0 < len(term) <= TERM_LENGTH for term in terms)
    for text in (sort_key(a, b, c, a), *terms):
        assert "\x00" not in text
        text.encode()


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(NAME_WORD, min_size=1, max_size=3), st.data())
def test_every_beginning_of_every_word_finds_the_name(name: list[str], data: st.DataObject) -> None:
    word = data.draw(st.sampled_from([word for word in name if fold(word)] or ["a"]))
    beginning = word[: data.draw(st.integers(1, len(word)))]
    if fold(beginning) and fold(word):
        assert finds(beginning, search_terms(" ".join([*name, word])))


@settings(max_examples=200, deadline=None)
@given(ANYTHING, ANYTHING)
def test_likeness_is_symmetric_and_between_nothing_and_one(a: str, b: str) -> None:
    assert 0 <= similar(a, b) <= 1
    assert similar(a, b) == pytest.approx(similar(b, a))
