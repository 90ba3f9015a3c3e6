"""The builder and the text say the same: rows become text and back, and what rows cannot hold, they say."""

from __future__ import annotations

import pytest

from rapport.criteria.building import Group, NotInRows, Row, Sheet, finished, sheet_of, text_of, unfinished
from rapport.criteria.problems import CriterionRefused
from rapport.criteria.reading import read
from rapport.criteria.sql import condition
from rapport.criteria.tests.people import TODAY, WORDS
from rapport.criteria.tests.test_cases import CASES


def _in_rows(text: str) -> str | None:
    try:
        return text_of(sheet_of(read(text, WORDS)), WORDS)
    except NotInRows:
        return None


def test_what_rows_show_means_what_the_text_meant() -> None:
    """BAS-4: every case of the language either goes through the rows and back unchanged, or stays a text."""
    shown = 0
    for text, _met in CASES:
        again = _in_rows(text)
        if again is None:
            continue
        shown += 1
        once, twice = (condition(read(one, WORDS), TODAY) for one in (text, again))
        assert _plain(once) == _plain(twice), text
        assert _in_rows(again) == again
    assert shown > len(CASES) * 0.6


def _plain(sql) -> tuple[str, tuple]:
    """One of one is the same as equal."""
    return sql.text.replace(" NOT IN (%s)", " <> %s").replace(" IN (%s)", " = %s"), sql.params


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("visits >= 3", "visits >= 3"),
        ("visits >= 3 and last_visit older than 6 months", "visits >= 3 and last_visit older than 6 months"),
        ("visits >= 3 and (spend > 99.5 or deceased)", "visits >= 3 and (spend > 99.5 or deceased)"),
        ("visits = 1 or visits = 2 and not deceased", "visits = 1 or (visits = 2 and not deceased)"),
        (
            "visits = 1 or (visits = 2 and (deceased or exists child(age < 3)))",
            "visits = 1 or (visits = 2 and (deceased or exists child(age < 3)))",
        ),
        ("deceased and (visits = 1 and visits = 2)", "deceased and visits = 1 and visits = 2"),
        ("exists child(age between 7 and 14)", "exists child(age between 7 and 14)"),
        (
            "count visit(date within 12 months, amount >= 100) >= 2",
            "count visit(date within 12 months and amount >= 100) >= 2",
        ),
    ],
)
def test_rows_write_the_text_anew(text: str, again: str) -> None:
    assert _in_rows(text) == again


@pytest.mark.parametrize(
    "text",
    [
        "not (visits = 1 and deceased)",
        "visits in (1, 2)",
        "visits = 1 or (visits = 2 and (deceased or (spend > 1 and (visits = 3 or spend = 2))))",
        "exists child(age = 1 or age = 2 and age = 3)",
    ],
)
def test_what_has_no_place_in_rows_stays_a_text_with_a_word_why(text: str) -> None:
    with pytest.raises(NotInRows) as refused:
        sheet_of(read(text, WORDS))
    assert "has no place in the builder" in refused.value.message


def test_rows_that_want_something_are_left_out_and_counted() -> None:
    wanting = Row("child", "exists", rows=(Row("age", "between", ("7",)), Row("age", ">=", ("3",))))
    sheet = Sheet((Group((Row("visits", ">=", ("3",)), Row("spend", ">="), Row(), wanting)), Group()))
    assert text_of(sheet, WORDS) == "visits >= 3 and exists child(age >= 3)"
    assert unfinished(sheet, WORDS) == 2
    assert text_of(Sheet(), WORDS) == ""


def test_several_rows_in_the_place_of_one_hang_together() -> None:
    """BAS-4: all of them or one of them; those that want something are left out."""
    said = Row("visits", ">=", ("3",))
    several = Row("(and)", rows=(said, Row("deceased", "no"), Row("spend", ">="), Row()))
    sheet = Sheet((Group((Row("deceased", "yes"), several, Row("(or)", rows=(Row(),))), "or"), Group((said,))))
    assert text_of(sheet, WORDS) == "(deceased or (visits >= 3 and not deceased)) and visits >= 3"
    assert finished(sheet, WORDS) == [(0, 0), (0, 1, 0), (0, 1, 1), (1, 0)]
    assert unfinished(sheet, WORDS) == 2
    inside = Row("child", "exists", rows=(Row("(and)", rows=(Row("age", ">=", ("3",)),)),))
    assert text_of(Sheet((Group((inside,)),)), WORDS) == "exists child"


@pytest.mark.parametrize("value", ["3 or deceased", '3" or deceased or name = "x', "3) or (deceased", "{word}"])
def test_a_value_never_becomes_more_than_a_value(value: str) -> None:
    """What is typed into a row is one value, whatever it holds."""
    text = text_of(Sheet((Group((Row("visits", ">=", (value,)),)),)), WORDS)
    with pytest.raises(CriterionRefused) as refused:
        read(text, WORDS)
    assert refused.value.code in ("bad_value", "misplaced")
