"""What suits whom, decided purely."""

from __future__ import annotations

from datetime import date, timedelta

from rapport.appointments.tests.waiting.steps import AFTER_FIVE, MINUTE
from rapport.appointments.waiting.rules import Wish, open_until, still_free
from tests.schedule import SUNDAY_NOON


def test_what_is_left_of_a_freed_time() -> None:
    """BOO-3."""
    assert still_free([(600, 720)], [(600, 630), (690, 700)]) == [(630, 690), (700, 720)]
    assert still_free([(600, 660), (630, 700), (600, 660)], []) == [(600, 700)]
    assert still_free([(600, 630)], [(590, 640)]) == []


def test_an_offer_leaves_time_to_come() -> None:
    """BOO-3."""
    soon = SUNDAY_NOON + timedelta(hours=2, minutes=10)
    assert open_until(SUNDAY_NOON, 30, soon, timedelta(hours=2)) == SUNDAY_NOON + 10 * MINUTE
    assert open_until(SUNDAY_NOON, 30, soon - 6 * MINUTE, timedelta(hours=2)) is None
    assert open_until(SUNDAY_NOON, 30, soon + timedelta(days=1), timedelta(hours=2)) == SUNDAY_NOON + 30 * MINUTE


def test_a_longer_time_suits_where_part_of_it_does() -> None:
    """BOO-3: they can come at five, for half an hour, but not for longer than there is."""
    wish = Wish(date(2026, 11, 24), date(2026, 11, 24), parts=frozenset({"evening"}))
    before = AFTER_FIVE - timedelta(hours=1)
    assert wish.suits_within(7, before, AFTER_FIVE + 30 * MINUTE, 30)
    assert not wish.suits_within(7, before, AFTER_FIVE + 30 * MINUTE, 45)
    assert not wish.suits_within(7, AFTER_FIVE, AFTER_FIVE + 30 * MINUTE, 60)


def test_no_day_said_is_every_day() -> None:
    """BOO-3."""
    wish = Wish(date(2026, 11, 23), date(2026, 11, 24), parts=frozenset({"evening"}), dentist=7)
    assert wish.suits(7, AFTER_FIVE) and not wish.suits(7, AFTER_FIVE - MINUTE)
    assert not wish.suits(8, AFTER_FIVE) and not wish.suits(7, AFTER_FIVE + timedelta(days=1))
