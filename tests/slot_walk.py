"""A walk through the book: hold, let go, book, confirm, move, cancel, wait, in any order (BOO-1, BOO-3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import ClassVar, TypeVar

from django.db import connection, transaction
from hypothesis import strategies as some
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from rapport.appointments.booking import (
    Request,
    Wanted,
    book,
    book_held,
    cancel,
    confirm,
    expire_holds,
    hold_slot,
    move,
    release_hold,
    take_step,
)
from rapport.appointments.models import (
    Appointment,
    AppointmentState,
    BookedThrough,
    BookingTerms,
    Chair,
    Slot,
    Why,
)
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import Branch
from rapport.staff.roles import Role
from tests.cast import register
from tests.schedule import MONDAY, at, checkup, works

Told = TypeVar("Told")
ONLINE = Request(BookedThrough.ONLINE)
_OVERLAPS = """
    SELECT count(*) FROM appointments_slot a JOIN appointments_slot b ON a.id < b.id
    AND (a.dentist_id = b.dentist_id OR a.chair_id = b.chair_id)
    AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
"""

_beginnings = some.integers(0, 11).map(lambda n: timedelta(minutes=10 * n))
_dentists = some.sampled_from([0, 1, None])


def overlaps() -> int:
    """Pairs of slots of one dentist, or in one chair, that share a minute."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPS)
        [(number,)] = cursor.fetchall()
    return int(number)


class SlotWalk(RuleBasedStateMachine):
    """Two dentists, two chairs, four people, two hours. `steps` and `done` count over all walks."""

    steps: ClassVar[int] = 0
    done: ClassVar[int] = 0

    tokens = Bundle("tokens")
    appointments = Bundle("appointments")

    def __init__(self) -> None:
        super().__init__()
        self.walk = transaction.atomic()
        self.walk.__enter__()
        self.now = datetime(2026, 11, 22, 4, tzinfo=UTC)
        self.branch = Branch.objects.create(name="A walk", time_zone="Asia/Shanghai", language="en")
        BookingTerms.objects.create(branch=self.branch, step_minutes=10, kept_percent=0)
        roles = [(Role.DENTIST, self.branch)]
        self.dentists = [
            add_user(f"walk{n}", name=f"D{n}", password=None, roles=roles, language="en") for n in range(2)
        ]
        for n, dentist in enumerate(self.dentists):
            works(dentist, self.branch, closes="11:00")
            Chair.objects.create(branch=self.branch, name=str(n))
        self.services = [checkup(30), checkup(20, 10)]
        self.people: list[Patient] = [register(self.branch, f"人{n}") for n in range(4)]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.walk.__exit__(None, None, None)

    def wanted(self, after: timedelta, dentist: int | None, service: int) -> Wanted:
        who = None if dentist is None else self.dentists[dentist]
        start = at("09:00", self.branch, MONDAY) + after
        return Wanted(self.branch, self.services[service], start, dentist=who)

    def ask(self, act: Callable[[], Told]) -> Told | None:
        """What it gives; None where it is refused, in words."""
        SlotWalk.steps += 1
        try:
            with clock.set_to(self.now):
                given = act()
        except Refused as refused:
            assert str(refused)
            return None
        SlotWalk.done += 1
        return given

    @rule(target=tokens, after=_beginnings, dentist=_dentists, service=some.integers(0, 1))
    def hold(self, after: timedelta, dentist: int | None, service: int) -> str:
        held = self.ask(lambda: hold_slot(self.wanted(after, dentist, service)))
        return held.token if held else ""

    @rule(target=tokens, before=tokens, after=_beginnings)
    def hold_another(self, before: str, after: timedelta) -> str:
        held = self.ask(lambda: hold_slot(self.wanted(after, None, 0), instead_of=before))
        return held.token if held else before

    @rule(token=tokens)
    def let_go(self, token: str) -> None:
        self.ask(lambda: release_hold(token))

    @rule(target=appointments, token=tokens, person=some.integers(0, 3))
    def book_what_is_held(self, token: str, person: int) -> Appointment | None:
        return self.ask(lambda: book_held(token, self.people[person], ONLINE))

    @rule(
        target=appointments,
        person=some.integers(0, 3),
        after=_beginnings,
        dentist=_dentists,
        service=some.integers(0, 1),
    )
    def book(self, person: int, after: timedelta, dentist: int | None, service: int) -> Appointment | None:
        return self.ask(lambda: book(self.people[person], self.wanted(after, dentist, service), ONLINE))

    @rule(made=appointments, after=_beginnings, dentist=_dentists)
    def move(self, made: Appointment | None, after: timedelta, dentist: int | None) -> None:
        if made:
            self.ask(lambda: move(made, self.wanted(after, dentist, 0), ONLINE))

    @rule(made=appointments, what=some.sampled_from(["confirm", "cancel", "stay away"]))
    def step(self, made: Appointment | None, what: str) -> None:
        if made and what == "confirm":
            self.ask(lambda: confirm(made, through=BookedThrough.ONLINE))
        elif made and what == "cancel":
            self.ask(lambda: cancel(made, Why.NO_TIME, through=BookedThrough.ONLINE))
        elif made:
            self.ask(lambda: take_step(made, AppointmentState.NO_SHOW, through=BookedThrough.DESK))

    @rule(minutes=some.sampled_from([1, 3, 5, 6]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def expire(self) -> None:
        self.ask(expire_holds)

    @invariant()
    def no_time_is_given_twice(self) -> None:
        assert overlaps() == 0

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        standing = Appointment.objects.standing().order_by("patient", "starts_at")
        told = list(standing.values_list("patient", "starts_at", "ends_at"))
        assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(told))

    @invariant()
    def what_stands_has_its_time_and_nothing_else(self) -> None:
        slots = Slot.objects.exclude(appointment=None).values_list("appointment", "starts_at", "dentist")
        standing = Appointment.objects.standing().values_list("pk", "starts_at", "dentist")
        assert set(slots) == set(standing)
