"""A Cyrillic name is found by the beginning of any Latin spelling of it that people use (REC-1)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.people.names import query_terms, search_terms

_PLAIN = dict(zip("абвгдезиклмнопрстуфыэ", "abvgdeziklmnoprstufye", strict=True)) | {"ъ": "", "ь": ""}
PASSPORT = _PLAIN | {
    "ё": "e", "ж": "zh", "й": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia",
}  # fmt: skip
ENGLISH = PASSPORT | {"й": "y", "х": "h", "ю": "yu", "я": "ya", "щ": "sch"}
SCIENTIFIC = PASSPORT | {"й": "j", "х": "x", "ю": "ju", "я": "ja", "щ": "shch"}
NAMES = (
    "Халилова", "Щербакова", "Юрий", "Яковлев", "Фёдоров", "Цой", "Журавлёв", "Ксения", "Михаил", "Чехов",
    "Шишкин", "Зуев", "Айгуль", "Андрей", "Никита", "Хусаинов", "Марина", "Наталья", "Мухаммедов", "Ощепков",
)  # fmt: skip


def spelled(name: str, scheme: dict[str, str]) -> str:
    return "".join(scheme[letter] for letter in name.lower())


def finds(query: str, name: str) -> bool:
    terms = search_terms(name)
    return all(any(t.startswith(a) for a in word for t in terms) for word in query_terms(query))


@pytest.mark.parametrize("scheme", [PASSPORT, ENGLISH, SCIENTIFIC], ids=["passport", "english", "scientific"])
@pytest.mark.parametrize("name", NAMES)
def test_a_whole_spelling_finds_the_name(name: str, scheme: dict[str, str]) -> None:
    assert finds(spelled(name, scheme), name), (spelled(name, scheme), search_terms(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_beginning_of_the_passport_spelling_finds_the_name(name: str) -> None:
    whole = spelled(name, PASSPORT)
    assert [whole[:n] for n in range(1, len(whole) + 1) if not finds(whole[:n], name)] == []


@settings(max_examples=200, deadline=None)
@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", min_size=1, max_size=12), st.data())
def test_every_beginning_of_any_cyrillic_word_finds_it(name: str, data: st.DataObject) -> None:
    assert finds(name[: data.draw(st.integers(1, len(name)))], name)
