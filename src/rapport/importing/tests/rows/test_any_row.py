"""Whatever stands in its cells, a row is read or refused in words."""

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rapport.importing.recognising import FIELDS, Kind, Mapping
from rapport.importing.rows import parse_row, sentence
from rapport.importing.rows.problems import SENTENCES
from rapport.importing.tests.rows.steps import row


def test_every_problem_has_a_sentence_that_holds_the_value() -> None:
    parsed = row(Kind.PATIENTS, full_name="Ким Анна", birth_date="31.02.2024")
    assert sentence(parsed.problems[0]) == (
        "There is no such day as “31.02.2024” in “Date of birth”. Correct it and import the row again."
    )


_CELL = st.text(max_size=25) | st.sampled_from(
    [
        "31.02.2024",
        "5/3/24",
        "1e999",
        "999999",
        "12:60",
        "нет",
        "\x00",
        "a\ud800",
        "８:00",
        "1.2万",
        "D12",
        "2024-03-05T10:15:00+25:00",
        "9999-12-31T23:59:59-12:00",
    ]
)


@given(
    st.sampled_from(list(Kind)),
    st.data(),
    st.sampled_from(["ymd", "dmy", "mdy"]),
    st.sampled_from([("CN", "CNY"), ("RU", "RUB"), ("US", "USD"), ("JP", "JPY")]),
)
def test_no_cells_break_a_row(kind: Kind, data: st.DataObject, order: str, place: tuple[str, str]) -> None:
    names = [field.name for field in FIELDS[kind]]
    cells = data.draw(st.lists(_CELL, min_size=len(names), max_size=len(names)))
    parsed = parse_row(
        kind,
        Mapping(dict(enumerate(names)), order),
        cells[: data.draw(st.integers(0, len(cells)))],
        region=place[0],
        currency=place[1],
        epoch_1904=data.draw(st.booleans()),
        today=date(2026, 11, 21),
        zone=ZoneInfo("Asia/Shanghai"),
    )
    assert parsed.record is not None or any(problem.fatal for problem in parsed.problems)
    for problem in parsed.problems:
        assert problem.code in SENTENCES and sentence(problem)
