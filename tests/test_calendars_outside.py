"""A feed as programs of others read it, over the network: vdirsyncer fetches it, khal lists it (BOO-1, BOO-3)."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from rapport.appointments.booking import book, cancel
from rapport.appointments.feeds import open_feed, show_in_feed
from rapport.appointments.models import AppointmentStep, BookedThrough, CalendarFeed, Why
from rapport.appointments.models.calendar_feed import Shown
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, RoleAssignment, User
from rapport.staff.roles import Role
from tests.cast import register
from tests.schedule import DESK, asked, checkup, works

# what is read is the same on every kind of database; the queries are asked by `web/tests/test_feeds.py`
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]

_VDIRSYNCER = """
[general]
status_path = "{home}/status"
[pair feed]
a = "outside"
b = "here"
collections = null
[storage outside]
type = "http"
url = "{url}"
[storage here]
type = "filesystem"
path = "{home}/events"
fileext = ".ics"
"""
_KHAL = """
[calendars]
[[feed]]
path = {home}/events
[sqlite]
path = {home}/{name}.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdateformat = %Y-%m-%d
longdatetimeformat = %Y-%m-%d %H:%M
"""


class Outside:
    """A computer outside the clinic: a folder, and the address it was told."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url
        (home / "events").mkdir()
        (home / "vdirsyncer").write_text(_VDIRSYNCER.format(home=home, url=url))
        self._do("vdirsyncer", "-c", str(home / "vdirsyncer"), "discover")

    def sync(self) -> int:
        """Fetch; how many files lie in the folder then."""
        self._do("vdirsyncer", "-c", str(self.home / "vdirsyncer"), "sync")
        return len(list((self.home / "events").glob("*.ics")))

    def listed(self, zone: str) -> list[str]:
        """What khal says by the clock of `zone`: day, time, title, and whether it is cancelled."""
        name = zone.replace("/", "-")
        (self.home / name).write_text(_KHAL.format(home=self.home, zone=zone, name=name))
        said = self._do(
            "khal", "-c", str(self.home / name), "list", "--day-format", "",
            "--format", "{start-date} {start-time} {title}{cancelled}", f"{clock.now():%Y-%m-%d}", "179d",
        )  # fmt: skip
        return sorted(line.strip() for line in said.splitlines() if line.strip())

    def _do(self, program: str, *words: str) -> str:
        """What it says; it knows nothing of who runs the tests."""
        environment = {"HOME": str(self.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        command = [str(Path(sys.executable).parent / program), *words]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False, input="y\n"
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def test_others_read_what_we_say(
    live_server: LiveServer, tmp_path: Path, riverside: Branch, dentist: User, zhou: Patient
) -> None:
    """BOO-1, BOO-3: as many as there are; nine is nine, in Shanghai and, whatever the season, in London; what is
    cancelled says so and then is gone."""
    london = Branch.objects.create(name="London", time_zone="Europe/London", region="GB", language="en")
    RoleAssignment.objects.create(user=dentist, role=Role.DENTIST, branch=london)
    today = riverside.today()
    service, days = checkup(30), [today + timedelta(days=days) for days in (10, 60, 110, 160)]
    for branch in (riverside, london):
        works(dentist, branch, days="1234567")
    made = [
        book(patient, asked(service, branch, "09:00", dentist, day=day, beyond_hours=True), DESK)
        for branch, patient in ((riverside, zhou), (london, register(london, "Helen Marsh")))
        for day in days
    ]
    url = live_server.url + reverse("web:ical", args=[open_feed(dentist)])
    show_in_feed(CalendarFeed.objects.get(), Shown.NAME)
    outside = Outside(tmp_path, url)
    assert outside.sync() == len(made)
    in_london = outside.listed("Europe/London")
    assert [line for line in in_london if "Marsh" in line] == [f"{day} 09:00 Helen Marsh" for day in days]

    for one in made[:2]:
        cancel(one, Why.ILL, through=BookedThrough.PHONE)
    AppointmentStep.objects.filter(appointment=made[0]).update(at=clock.now() - timedelta(days=31))
    assert outside.sync() == len(made) - 1
    cancelled, *stand = [line for line in outside.listed("Asia/Shanghai") if "周雅琴" in line]
    assert cancelled.startswith(f"{days[1]} 09:00 Cancelled") and "CANCELLED" in cancelled
    assert stand == [f"{day} 09:00 周雅琴 (Zhou Yaqin)" for day in days[2:]]
