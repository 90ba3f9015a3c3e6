"""A dentist's appointments in a calendar outside the clinic (BOO-1, BOO-3)."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from django.utils import translation
from icalendar import Calendar, Component

from rapport.appointments.actions import add_appointments
from rapport.appointments.booking import book, cancel, confirm, move
from rapport.appointments.feeds import feed_content, feed_of, one, open_feed, revoke_feed, show_in_feed
from rapport.appointments.feeds.calendar import Entry, calendar_file
from rapport.appointments.feeds.zones import zone_of
from rapport.appointments.models import Appointment, BookedThrough, CalendarFeed, Service, Why
from rapport.appointments.models.calendar_feed import Shown
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.actions import add_user, set_roles
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from tests.cast import register
from tests.schedule import DESK, SUNDAY_NOON, asked, at, checkup, works

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.now(SUNDAY_NOON)


@pytest.fixture
def feed(dentist: User) -> CalendarFeed:
    found = feed_of(open_feed(dentist))
    assert found is not None
    return found


def events(content: bytes) -> list[Component]:
    return Calendar.from_ical(content).walk("VEVENT")


def only(feed: CalendarFeed) -> Component:
    [event] = events(feed_content(feed))
    return event


def later(hours: int) -> datetime:
    return SUNDAY_NOON + hours * HOUR


def test_nine_is_nine(
    feed: CalendarFeed, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-1: by the clock of the branch; initials, and nothing of what they come for."""
    made = book(zhou, asked(service, riverside, "09:00", dentist), DESK)
    event = only(feed)
    assert event.to_ical().decode().splitlines().count("DTSTART;TZID=Asia/Shanghai:20261123T090000") == 1
    assert event.end - event.start == 30 * timedelta(minutes=1)
    assert (event["summary"], event["location"]) == ("周", "滨江院")
    assert (event["status"], event["sequence"], event["class"]) == ("CONFIRMED", 0, "PRIVATE")
    content = feed_content(feed).decode()
    assert "检查" not in content and zhou.full_name not in content and str(made.pk) != event["uid"]


@pytest.mark.parametrize(
    ("zone", "summer", "winter"),
    [
        ("Europe/London", "2027-03-28 01:00", "2026-10-25 02:00"),
        ("America/New_York", "2027-03-14 02:00", "2026-11-01 02:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:00", "2027-04-04 02:00"),
    ],
)
def test_the_clock_is_right_on_both_sides_of_a_change(zone: str, summer: str, winter: str) -> None:
    """BOO-1: every half hour of a year as another library reads our file; changes stand where they are."""
    here = ZoneInfo(zone)
    first, last = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC)
    told = zone_of(here, first, last).to_ical().decode()
    read = tzical(io.StringIO(told)).get()
    for half_hours in range((last - first) // timedelta(minutes=30)):
        moment = first + half_hours * timedelta(minutes=30)
        wall = moment.astimezone(here)
        assert wall.replace(tzinfo=read).utcoffset() == wall.utcoffset(), wall
    onsets = [f"DTSTART:{datetime.fromisoformat(text):%Y%m%dT%H%M%S}" for text in (summer, winter)]
    assert all(told.count(onset) == 1 for onset in onsets)
    assert told.count("DTSTART:") == 3


def test_a_clock_that_never_changes_and_none_at_all() -> None:
    entry = Entry("a", later(20).replace(tzinfo=ZoneInfo("UTC")), later(21), "x", "", 0, SUNDAY_NOON)
    assert b"VTIMEZONE" not in calendar_file([entry])
    assert zone_of(ZoneInfo("Asia/Almaty"), SUNDAY_NOON, later(99)).to_ical().count(b"DTSTART") == 1


def test_what_changes_says_so(
    feed: CalendarFeed, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-3: the same appointment with a higher number; what has not changed is the same file to the byte."""
    made = book(zhou, asked(service, riverside, "09:00", dentist), DESK)
    first = only(feed)
    assert feed_content(feed, at=later(1)) == feed_content(feed)
    confirm(made, through=BookedThrough.ONLINE)
    with clock.set_to(later(2)):
        move(made, asked(service, riverside, "11:00", dentist), DESK)
    moved = only(feed)
    assert moved["uid"] == first["uid"] and moved.start - first.start == 2 * HOUR
    assert (moved["sequence"], moved["last-modified"].dt, moved["dtstamp"].dt) == (2, later(2), later(2))


def test_what_is_cancelled_says_so_for_a_while(
    feed: CalendarFeed, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-3."""
    far = at("00:00", riverside).date() + timedelta(days=70)
    made = book(zhou, asked(service, riverside, "09:00", dentist, day=far), DESK)
    cancel(made, Why.ILL, through=BookedThrough.PHONE)
    event = only(feed)
    assert (event["status"], event["transp"], event["sequence"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert event["summary"] == "Cancelled: 周"
    assert not events(feed_content(feed, at=SUNDAY_NOON + timedelta(days=30)))


def test_what_somebody_else_gives_now_is_not_silently_gone(
    feed: CalendarFeed, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-3: cancelled for the one, at the time it had; and it stands in the calendar of the other."""
    other = add_user("wang", name="王", password=None, roles=[(Role.DENTIST, riverside)], language="en")
    works(other, riverside)
    made = book(zhou, asked(service, riverside, "09:00", dentist), DESK)
    was = only(feed)
    move(made, asked(checkup(60), riverside, "15:00", other), DESK)
    gone, theirs = only(feed), feed_of(open_feed(other))
    assert theirs is not None
    assert (gone["uid"], gone["status"], gone.start) == (was["uid"], "CANCELLED", was.start)
    assert gone.end == was.end
    assert (only(theirs)["status"], only(theirs).start - was.start) == ("CONFIRMED", 6 * HOUR)
    move(made, asked(service, riverside, "16:00", dentist), DESK)
    assert only(feed)["status"] == "CONFIRMED" and only(feed)["sequence"] == 2
    assert only(theirs)["status"] == "CANCELLED"


def test_only_ones_own_and_only_half_a_year(
    feed: CalendarFeed, service: Service, dentist: User, riverside: Branch, zhou: Patient, marsh: Patient
) -> None:
    """BOO-1: neither those of others, nor those of a branch at which the dentist does not work any more."""
    moments = [SUNDAY_NOON + timedelta(days=days) for days in (-31, -29, 179, 181)]
    add_appointments(
        [Appointment(patient=zhou, branch=riverside, dentist=dentist, starts_at=moment) for moment in moments]
        + [Appointment(patient=marsh, branch=riverside, starts_at=later(30), dentist_words="Lin")]
    )
    assert [event.start for event in events(feed_content(feed))] == moments[1:3]
    dentist.roles.all().delete()
    gone = feed_of(open_feed(dentist))
    assert gone is not None and not events(feed_content(gone))


def test_it_says_of_people_what_its_user_chose(
    feed: CalendarFeed, service: Service, dentist: User, riverside: Branch, marsh: Patient
) -> None:
    """BOO-1."""
    book(marsh, asked(service, riverside, "09:00", dentist), DESK)
    said = {}
    for shown in Shown:
        show_in_feed(feed, shown)
        said[shown] = only(feed)["summary"]
    assert said == {Shown.BUSY: "Busy", Shown.INITIALS: "HM", Shown.NAME: "Helen Marsh"}


def test_a_hostile_name_is_a_name(feed: CalendarFeed, service: Service, dentist: User, riverside: Branch) -> None:
    """BOO-1: it ends no line and begins no event, and a comma stays a comma."""
    riverside.address = "Jiangnan Ave 1, gate;2"
    riverside.save()
    name = "Ann;x\\n\r\nEND:VEVENT\x85BEGIN:VEVENT\x0b\u2028ATTENDEE:mailto:a@b"
    book(register(riverside, name), asked(service, riverside, "09:00", dentist), DESK)
    show_in_feed(feed, Shown.NAME)
    event = only(feed)
    assert event["summary"] == "Ann;x\\n END:VEVENT BEGIN:VEVENT ATTENDEE:mailto:a@b"
    assert event["location"] == "滨江院, Jiangnan Ave 1, gate;2"
    assert "attendee" not in event and all(len(line) <= 75 for line in feed_content(feed).split(b"\r\n"))


def test_an_address_ends(feed: CalendarFeed, dentist: User) -> None:
    """BOO-3: a new one ends the one before; nobody reads the calendar of who has left."""
    token = open_feed(dentist)
    assert CalendarFeed.objects.open().get() != feed
    assert token not in str(list(CalendarFeed.objects.values()))
    dentist.is_active = False
    dentist.save()
    assert feed_of(token) is None
    dentist.is_active = True
    dentist.save()
    assert feed_of(token) is not None
    revoke_feed(dentist)
    assert feed_of(token) is None and CalendarFeed.objects.count() == 2


def test_who_gives_no_appointments_any_more_reads_none(
    feed: CalendarFeed, service: Service, dentist: User, riverside: Branch, zhou: Patient
) -> None:
    """BOO-3, REC-12: the role is gone; an empty calendar takes the names off their phone."""
    book(zhou, asked(service, riverside, "09:00", dentist), DESK)
    assert only(feed)["summary"]
    set_roles(dentist, [(Role.MARKETER, riverside)])
    assert events(feed_content(CalendarFeed.objects.get(pk=feed.pk))) == []


def test_the_client_has_it_in_their_own_calendar(
    service: Service, dentist: User, riverside: Branch, zhou: Patient, feed: CalendarFeed
) -> None:
    """BOO-3: where and when, and not for what; the same appointment as in every other file."""
    made = book(zhou, asked(service, riverside, "09:00", dentist), DESK)
    with translation.override("en"):
        [event] = events(one(made))
    assert (event["summary"], event["uid"]) == ("Appointment at 滨江院", only(feed)["uid"])
    assert "检查" not in one(made).decode() and "DESCRIPTION" not in event
    riverside.phone = "+8657155501234"
    made.branch = riverside
    with translation.override("en"):
        assert events(one(made))[0]["description"] == "If anything changes, call +86 571 5550 1234."
    assert "DESCRIPTION" not in only(feed), "a dentist needs no telling"
    cancel(made, Why.ILL, through=BookedThrough.ONLINE)
    made.refresh_from_db()
    assert events(one(made))[0]["status"] == "CANCELLED"
