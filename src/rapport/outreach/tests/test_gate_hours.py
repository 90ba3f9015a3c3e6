"""Hours on anybody's clock: in every time zone there is, on every day of three years (CAM-1, CAM-7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rapport.outreach.gate import rules
from rapport.outreach.gate.hours import Hours, opening, start_of_day
from rapport.outreach.gate.situation import Ask, Past, Situation
from rapport.outreach.models import Manners
from rapport.people.consents.rules import Word

FROM, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones())
STEP = timedelta(minutes=5)

moments = st.integers(0, int((UNTIL - FROM).total_seconds())).map(lambda s: FROM + timedelta(seconds=s))
times = st.integers(0, 24 * 12 - 1).map(lambda n: time(n // 12, n % 12 * 5))
day_sets = st.sets(st.sampled_from("1234567"), min_size=1).map(lambda days: "".join(sorted(days)))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    first, second = draw(times), draw(times)
    opens, closes = min(first, second), max(first, second)
    return Hours(opens, closes if closes > opens else time(23, 59), draw(day_sets))


def changes(zone: ZoneInfo, since: datetime, until: datetime) -> set[datetime]:
    """Every moment, to the minute, at which the clocks of `zone` are changed."""
    found = set()
    hour = timedelta(hours=1)
    while since < until:
        if since.astimezone(zone).utcoffset() != (since + hour).astimezone(zone).utcoffset():
            minutes = (since + timedelta(minutes=n) for n in range(1, 61))
            was = since.astimezone(zone).utcoffset()
            found.add(next(at for at in minutes if at.astimezone(zone).utcoffset() != was))
        since += hour
    return found


@settings(max_examples=250, deadline=None)
@given(zone=st.sampled_from(ZONES), hours=hours(), moment=moments)
# an hour that is skipped, one that comes twice, half an hour forward, and midnight skipped
@example("Europe/Berlin", Hours(time(2, 30), time(3, 30)), datetime(2026, 3, 29, 0, 45, tzinfo=UTC))
@example("Europe/Berlin", Hours(time(2, 30), time(2, 45)), datetime(2026, 10, 25, 0, 50, tzinfo=UTC))
@example("Australia/Lord_Howe", Hours(time(1, 45), time(2, 15)), datetime(2026, 4, 4, 14, 50, tzinfo=UTC))
@example("America/Santiago", Hours(time(0), time(0, 30), "7"), datetime(2026, 9, 5, 12, tzinfo=UTC))
@example("Asia/Beirut", Hours(time(0), time(0, 30)), datetime(2026, 3, 28, 21, tzinfo=UTC))
def test_hours_open_when_they_hold_and_never_later(zone: str, hours: Hours, moment: datetime) -> None:
    """CAM-1: the moment found is within the hours, and at none before it do they hold."""
    there = ZoneInfo(zone)
    found = opening(there, hours, moment)
    assert found >= moment and hours.hold(found.astimezone(there))
    before = moment
    while before < found:
        assert not hours.hold(before.astimezone(there)), before
        before += STEP
    if found > moment:
        assert not hours.hold((found - timedelta(seconds=1)).astimezone(there))


def test_clocks_are_changed_in_some_zones_and_hours_still_open_to_the_second() -> None:
    """CAM-1: around every change of clocks in three years, in every zone that has one."""
    hours = Hours(time(2, 10), time(2, 50))
    seen = 0
    for zone in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Africa/Cairo"):
        there = ZoneInfo(zone)
        for change in changes(there, FROM, UNTIL):
            seen += 1
            before = change - timedelta(hours=3)
            found = opening(there, hours, before)
            minutes = (before + timedelta(minutes=n) for n in range(60 * 48))
            assert found == next(at for at in minutes if hours.hold(at.astimezone(there)))
    assert seen >= 28


@settings(max_examples=250, deadline=None)
@given(zone=st.sampled_from(ZONES), moment=moments)
def test_a_day_starts_with_its_first_moment(zone: str, moment: datetime) -> None:
    """LOY-4: the caps count days of the person, wherever midnight is skipped or comes twice."""
    there = ZoneInfo(zone)
    day = moment.astimezone(there).date()
    start = start_of_day(there, day)
    assert start <= moment and start.astimezone(there).date() == day
    assert (start - timedelta(seconds=1)).astimezone(there).date() < day


ALL = Word("care", "", "given", date(2020, 1, 1))


@settings(max_examples=120, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    branch_zone=st.sampled_from(ZONES),
    moment=moments,
    channel=st.sampled_from(["call", "sms"]),
    wish=st.none() | hours(),
    ago=st.lists(st.integers(0, 40 * 24 * 60), max_size=6),
)
def test_nobody_is_reached_outside_their_hours_and_the_next_moment_is_a_yes(
    zone: str, branch_zone: str, moment: datetime, channel: str, wish: Hours | None, ago: list[int]
) -> None:
    """CAM-1, CAM-7, LOY-4: whatever else there is, with a look at every hour up to the moment found."""
    past = tuple(Past(moment - timedelta(minutes=minutes), "care") for minutes in sorted(ago))
    about = Situation(
        patient_id=1, manners=Manners(), branch_zone=ZoneInfo(branch_zone), zone=ZoneInfo(zone), addressed_id=1,
        point_id=1, wish=wish, words=(ALL,), past=past,
    )  # fmt: skip
    ask = Ask("care", channel)
    found = rules.first_yes(about, ask, moment)
    if found is None:
        assert rules.hours_for(about, ask) is None
        return
    opens, closes = (time(12), time(21)) if channel == "call" else (time(9), time(20))
    local = found.astimezone(ZoneInfo(zone))
    assert opens <= local.time() < closes and (channel == "sms" or local.isoweekday() < 7)
    assert rules.reasons_against(about, ask, found) == []
    while moment < found:
        assert rules.reasons_against(about, ask, moment), moment
        moment += timedelta(hours=1)
    if found > moment:
        assert rules.reasons_against(about, ask, found - timedelta(seconds=1))
