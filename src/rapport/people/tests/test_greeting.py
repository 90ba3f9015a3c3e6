"""How a message calls a person and a list names them, in three languages (REC-1)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.people.models import Patient
from rapport.people.names import greeting, shown_name, split
from rapport.people.names.greeting import first_name

TODAY = date(2026, 11, 22)
GROWN, CHILD = date(1985, 5, 1), date(2019, 5, 1)


def person(full: str, sex: str = "", born: date | None = GROWN) -> Patient:
    family, given_name, middle = split(full)
    return Patient(
        full_name=full, family_name=family, given_name=given_name, middle_name=middle, sex=sex, birth_date=born
    )


# name, sex, then how Chinese, Russian and English call the person
GROWN_UPS = [
    ("欧阳明", "male", "欧阳先生", "Ouyang Ming", "Mr Ouyang"),
    ("歐陽鳳", "female", "歐陽女士", "Ouyang Feng", "Ms Ouyang"),
    ("尉迟恭", "male", "尉迟先生", "Yuchi Gong", "Mr Yuchi"),
    ("周雅琴", "female", "周女士", "Zhou Yaqin", "Ms Zhou"),
    ("单晓", "male", "单先生", "Shan Xiao", "Mr Shan"),
    ("仇英", "", "仇英", "Qiu Ying", "Qiu Ying"),
    ("周雅琴", "other", "周雅琴", "Zhou Yaqin", "Zhou Yaqin"),
    ("小明", "male", "小明", "Xiaoming", "Xiaoming"),
    ("李女士", "", "李女士", "Li", "Li"),
    ("李女士", "female", "李女士", "Li", "Ms Li"),
    ("Халилова Марина Сергеевна", "female", "Халилова Марина女士", "Марина Сергеевна", "Ms Khalilova"),
    ("Марина Сергеевна", "female", "Марина女士", "Марина Сергеевна", "Marina"),
    ("Халилова Алия Маратқызы", "female", "Халилова Алия女士", "Алия Маратқызы", "Ms Khalilova"),
    ("Щёголев Пётр", "male", "Щёголев Пётр先生", "Пётр", "Mr Shchegolev"),
    ("Серова-Юрьева Анна", "", "Серова-Юрьева Анна", "Анна", "Anna Serova-Iureva"),
    ("Иванова М. П.", "female", "Иванова М.女士", "Иванова М. П.", "Ms Ivanova"),
    ("Helen Marsh", "female", "Helen Marsh女士", "Helen Marsh", "Ms Marsh"),
    ("Peter von Braun", "male", "Peter von Braun先生", "Peter von Braun", "Mr von Braun"),
    ("Helen Jane Marsh", "", "Helen Marsh", "Helen Marsh", "Helen Marsh"),
    ("Madonna", "female", "Madonna女士", "Madonna", "Madonna"),
    ("", "male", "", "", ""),
    ("  ", "female", "", "", ""),
]


@pytest.mark.parametrize(("full", "sex", "zh", "ru", "en"), GROWN_UPS)
def test_a_grown_up_is_called_by_the_custom_of_the_language(
    full: str, sex: str, zh: str, ru: str, en: str
) -> None:
    """REC-1."""
    patient = person(full, sex)
    assert [greeting(patient, language, on=TODAY) for language in ("zh-hans", "ru", "en")] == [zh, ru, en]


@pytest.mark.parametrize(
    ("full", "sex", "zh", "ru", "en"),
    [
        ("周小明", "male", "小明小朋友", "Zhou Xiaoming", "Xiaoming"),
        ("周明", "male", "周明小朋友", "Zhou Ming", "Ming"),
        ("Халилова Марина Сергеевна", "female", "Марина小朋友", "Марина", "Marina"),
        ("Helen Marsh", "female", "Helen小朋友", "Helen", "Helen"),
        ("Helen Marsh", "", "Helen小朋友", "Helen", "Helen"),
    ],
)
def test_a_child_is_called_by_the_given_name(full: str, sex: str, zh: str, ru: str, en: str) -> None:
    patient = person(full, sex, CHILD)
    assert [greeting(patient, language, on=TODAY) for language in ("zh_Hans", "ru-RU", "en-gb")] == [zh, ru, en]


@pytest.mark.parametrize(("full", "called"), [("周小明", "小明"), ("李勇", "李勇"), ("Helen Marsh", "Helen")])
def test_a_single_character_never_stands_alone(full: str, called: str) -> None:
    """BOO-3: “only 勇 comes” is nobody's name."""
    assert first_name(person(full, "male")) == called


def test_who_turned_fourteen_that_day_is_no_child_any_more() -> None:
    marsh = person("Helen Marsh", "female", date(2012, 11, 22))
    assert greeting(marsh, "en", on=date(2026, 11, 21)) == "Helen"
    assert greeting(marsh, "en", on=TODAY) == "Ms Marsh"


def test_without_a_birth_date_nobody_is_taken_for_a_child() -> None:
    assert greeting(person("周雅琴", "female", None), "zh-hans") == "周女士"


def test_a_name_that_was_never_taken_apart_is_taken_apart_now() -> None:
    patient = Patient(full_name="欧阳明", sex="male")
    assert greeting(patient, "zh-hans", on=TODAY) == "欧阳先生"
    assert shown_name(patient, "ru") == "欧阳明 (Ouyang Ming)"


@pytest.mark.parametrize(
    ("full", "zh", "ru", "en"),
    [
        ("周 雅琴", "周雅琴", "周雅琴 (Zhou Yaqin)", "周雅琴 (Zhou Yaqin)"),
        ("Марина Сергеевна Халилова", *["Халилова Марина Сергеевна"] * 3),
        ("Marsh, Helen", *["Helen Marsh"] * 3),
        ("", "", "", ""),
    ],
)
def test_a_list_names_people_in_the_order_of_their_script(full: str, zh: str, ru: str, en: str) -> None:
    assert [shown_name(person(full), language) for language in ("zh-hans", "ru", "en")] == [zh, ru, en]


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=40),
    st.text(max_size=20),
    st.text(max_size=20),
    st.sampled_from(["female", "male", "other", "", "x"]),
    st.sampled_from(["zh-hans", "ru", "en", "", "kk"]),
    st.sampled_from([GROWN, CHILD, None]),
)
def test_any_name_is_greeted_by_something(
    family: str, given_name: str, middle: str, sex: str, language: str, born: date | None
) -> None:
    full = f"{family} {given_name} {middle}"
    patient = Patient(
        full_name=full, family_name=family, given_name=given_name, middle_name=middle, sex=sex, birth_date=born
    )
    assert bool(greeting(patient, language, on=TODAY)) == bool(full.strip())
