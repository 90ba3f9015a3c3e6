from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.importing.values.dates import order_of, read_birth_date, read_moment, read_time, zoned
from rapport.lib.unreadable import Unreadable

TODAY = date(2026, 11, 21)
FIFTH_OF_MARCH = date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2024-03-05", "mdy"),
        ("2024/3/5", "dmy"),
        ("2024.3.5", "dmy"),
        ("2024年3月5日", "ymd"),
        ("2024 年 3 月 5 号", "ymd"),
        ("二〇二四年三月五日", "ymd"),
        ("2024年3月5日 星期二", "ymd"),
        ("民國113年3月5日", "ymd"),
        ("民国113/3/5", "ymd"),
        ("２０２４／３／５", "ymd"),
        ("٢٠٢٤-٠٣-٠٥", "ymd"),
        ("05.03.2024", "dmy"),
        ("05.03.2024", "mdy"),
        ("5/3/24", "dmy"),
        ("3/5/24", "mdy"),
        ("24/3/5", "ymd"),
        ("05.03.24 г.", "dmy"),
        ("5 марта 2024 г.", "dmy"),
        ("5 наурыз 2024 ж.", "dmy"),
        ("5 мар. 2024", "dmy"),
        ("вт, 05.03.2024", "dmy"),
        ("March 5, 2024", "mdy"),
        ("5th March 2024", "dmy"),
        ("5-Mar-24", "dmy"),
        ("Tue, 5 Mar 2024", "mdy"),
        ("20240305", "dmy"),
        ("05032024", "dmy"),
        ("45356", "dmy"),
        ("45356.0", "dmy"),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, order: str) -> None:
    assert read_moment(text, order, TODAY) == (FIFTH_OF_MARCH, None)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05T15:20:00",
        "2024-03-05 15:20",
        "05.03.2024 15:20:00",
        "2024年3月5日 下午3:20",
        "2024年3月5日15点20分",
        "Mar 5 2024 3:20 PM",
        "45356.6388889",
    ],
)
def test_the_time_of_day_beside_it_is_read_too(text: str) -> None:
    assert read_moment(text, "dmy", TODAY) == (FIFTH_OF_MARCH, time(15, 20))


@pytest.mark.parametrize(
    ("text", "order", "code"),
    [
        ("31.02.2024", "dmy", "date_impossible"),
        ("2023-02-29", "ymd", "date_impossible"),
        ("2024年13月1日", "ymd", "date_impossible"),
        ("60", "dmy", "date_impossible"),
        ("05.03.2204", "dmy", "date_year"),
        ("0024-03-05", "ymd", "date_year"),
        ("1985", "dmy", "date_only_year"),
        ("3/25/2024", "dmy", "date_order"),
        ("25/3/2024", "mdy", "date_order"),
        ("5/3/2024", "ymd", "date_order"),
        ("весной", "dmy", "date"),
        ("2024-03-05 25:00", "ymd", "time"),
    ],
)
def test_an_impossible_day_is_refused_with_its_reason(text: str, order: str, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_moment(text, order, TODAY)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("serial", "day"), [("59", date(1900, 2, 28)), ("61", date(1900, 3, 1)), ("1", date(1900, 1, 1))]
)
def test_serials_step_over_the_day_that_never_was(serial: str, day: date) -> None:
    assert read_moment(serial, "dmy", TODAY)[0] == day


def test_serials_of_1904_begin_four_years_later() -> None:
    assert read_moment("43894", "dmy", TODAY, epoch_1904=True)[0] == FIFTH_OF_MARCH


@given(st.dates(date(1900, 3, 1), date(2100, 1, 1)))
def test_every_serial_is_its_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    if not 1900 <= serial <= 2100:
        assert read_moment(str(serial), "dmy", TODAY)[0] == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12.05.85", date(1985, 5, 12)),
        ("12.05.26", date(2026, 5, 12)),
        ("22.11.26", date(1926, 11, 22)),
        ("12.05.30", date(1930, 5, 12)),
        ("9 мая 1945 г.р.", date(1945, 5, 9)),
    ],
)
def test_nobody_is_born_after_today(text: str, day: date) -> None:
    assert read_birth_date(text, "dmy", TODAY) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("34", "date_age"),
        ("34 года", "date_age"),
        ("8岁", "date_age"),
        ("12.05.2030", "birth_future"),
        ("1985", "date_only_year"),
    ],
)
def test_an_age_is_no_birth_date(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_birth_date(text, "dmy", TODAY)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("values", "preferred", "order"),
    [
        (["5/3/24", "25/3/24"], ("mdy", "dmy", "ymd"), "dmy"),
        (["5/3/2024", "3/25/2024"], ("dmy", "ymd", "mdy"), "mdy"),
        (["5/3/2024", "4/3/2024"], ("dmy", "ymd", "mdy"), "dmy"),
        (["24/3/5", "23/12/31"], ("ymd", "mdy", "dmy"), "ymd"),
        (["1985/3/5", "3/25/85"], ("ymd", "mdy", "dmy"), "mdy"),
        ([], ("ymd", "mdy", "dmy"), "ymd"),
    ],
)
def test_a_column_shows_the_order_of_day_and_month(
    values: list[str], preferred: tuple[str, ...], order: str
) -> None:
    assert order_of(values, preferred, TODAY) == order


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("10:15", time(10, 15)),
        ("10:15:30", time(10, 15, 30)),
        ("10.15", time(10, 15)),
        ("下午3:20", time(15, 20)),
        ("9点半"[:2], time(9)),
        ("3:20 pm", time(15, 20)),
        ("12 am", time(0)),
        ("0.5", time(12)),
    ],
)
def test_times_of_day(text: str, clock: time) -> None:
    assert read_time(text) == clock


def test_a_moment_with_its_offset_is_known() -> None:
    assert zoned("2024-03-05T10:15:00+08:00") == datetime(2024, 3, 5, 2, 15, tzinfo=UTC)
    assert zoned("2024-03-05T10:15:00") is None


@given(
    st.dates(date(1930, 1, 1), date(2026, 11, 21)),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y年%m月%d日", "%Y/%m/%d", "%Y%m%d"]),
)
def test_what_is_written_is_read_back(day: date, form: str) -> None:
    assert read_birth_date(day.strftime(form), "dmy", TODAY) == day


@given(
    st.text(max_size=40) | st.from_regex(r"[0-9年月日./\-: ]{1,20}", fullmatch=True),
    st.sampled_from(["ymd", "dmy", "mdy"]),
    st.booleans(),
)
def test_no_text_breaks_it(text: str, order: str, epoch_1904: bool) -> None:
    for read in (read_moment, read_birth_date):
        try:
            assert read(text, order, TODAY, epoch_1904=epoch_1904)
        except Unreadable as refusal:
            assert refusal.params["value"] == text
    try:
        assert isinstance(read_time(text), time)
    except Unreadable as refusal:
        assert refusal.code == "time"
    moment = zoned(text)
    assert moment is None or moment.utcoffset() is not None


@given(st.integers(0, 86399))
def test_a_fraction_of_a_day_is_its_second(second: int) -> None:
    clock = read_moment(f"45356.{f'{second / 86400:.10f}'[2:]}", "dmy", TODAY)[1] or time()
    assert timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second).total_seconds() == second
