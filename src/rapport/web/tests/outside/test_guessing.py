"""Who tries the private links of others by guessing is stopped at every door after sixty (REC-12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rapport.lib import clock
from rapport.web.tests.outside.steps import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
# guesses of one address that are still answered, and minutes after which it may guess again
MOST, PAUSE = 60, 10
DOORS = {
    "web:survey_link": ["guess"],
    "web:appointment_link": ["guess"],
    "web:offer": ["guess"],
    "web:said": ["guess"],
    "web:unsubscribe": ["guess"],
    "web:ical": ["guess"],
    "web:questionnaire": ["guess"],
    "web:telephone_hook": ["guess"],
    "web:hook": [999, "guess"],
}


@pytest.mark.parametrize("door", DOORS)
def test_sixty_guesses_are_answered_and_no_more(stranger: Client, door: str) -> None:
    """The number itself, at the door itself: elsewhere the tests make it small. Others are let in meanwhile, and
    so is this one later."""
    path = reverse(door, args=DOORS[door])
    ask = stranger.post if door == "web:telephone_hook" else stranger.get
    said = [ask(path).status_code for _guess in range(MOST + 1)]
    assert said == [404] * MOST + [429]
    assert ask(path, REMOTE_ADDR="203.0.113.9").status_code == 404
    with clock.set_to(NOON + timedelta(minutes=PAUSE)):
        assert ask(path).status_code == 404
