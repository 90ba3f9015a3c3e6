"""The figures of `bench.free_times` for the database that the environment names."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock

from rapport.config import ready

ready.set_up()  # before the models are read

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench import base  # noqa: E402
from rapport.appointments.booking import free_times  # noqa: E402
from rapport.appointments.models import (  # noqa: E402
    Appointment,
    BookingTerms,
    Chair,
    Service,
    Slot,
    WorkingHours,
)
from rapport.staff.actions import add_user  # noqa: E402
from rapport.staff.models import Branch  # noqa: E402
from rapport.staff.roles import Role  # noqa: E402

TIMES = 5
FIRST = date(2026, 11, 23)
NOW = datetime(2026, 11, 22, 4, tzinfo=base.NOW.tzinfo)
# appointments of a dentist in a day, of half an hour each
A_DAY = 11
PEOPLE = 2_000


def main(dentists: int, days: int) -> None:
    call_command("migrate", verbosity=0)
    [branch, *_others] = base.fill_people(PEOPLE)
    Branch.objects.filter(pk=branch.pk).update(time_zone="Asia/Shanghai", region="CN")
    branch.refresh_from_db()
    service = Service.objects.create(names={"en": "Check-up"}, category_id="checkup", minutes=45, buffer_minutes=5)
    _fill(branch, dentists, days)
    base.settle()
    last = FIRST + timedelta(days=days - 1)

    def page(until: date = last) -> list[object]:
        return list(free_times(branch, service, first=FIRST, last=until, at=NOW))

    def bare() -> list[object]:
        return list(Slot.objects.filter(branch=branch).values_list("dentist_id", "starts_at", "ends_at"))

    print(
        json.dumps(
            {
                "dentists": dentists,
                "days": days,
                "slots": Slot.objects.count(),
                "free": len(page()),
                "queries": _queries(page),
                "queries_of_a_day": _queries(lambda: page(FIRST)),
                "page_ms": _best(page),
                "bare_ms": _best(bare),
            }
        )
    )


def _queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def _best(work: Callable[[], object]) -> float:
    tries = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        work()
        tries.append(time.perf_counter() - begun)
    return round(min(tries) * 1000, 1)


def _fill(branch: Branch, dentists: int, days: int) -> None:
    """Hours, chairs, and a month that is mostly full."""
    BookingTerms.objects.create(branch=branch)
    chairs = [Chair.objects.create(branch=branch, name=str(n)) for n in range(dentists + 5)]
    made: list[Appointment] = []
    slots: list[Slot] = []
    for n in range(dentists):
        who = add_user(f"d{n}", name=f"D{n}", password=None, roles=[(Role.DENTIST, branch)], language="en")
        for weekday in range(1, 8):
            for opens, closes in ((clock(9), clock(12)), (clock(13), clock(18))):
                WorkingHours.objects.create(
                    dentist=who, branch=branch, weekday=weekday, opens_at=opens, closes_at=closes, valid_from=FIRST
                )
        for day in range(days):
            morning = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), branch.zone)
            for place in range(A_DAY):
                start = morning + timedelta(hours=9, minutes=35 * place + 7 * ((n + day) % 5))
                told = {"starts_at": start, "ends_at": start + timedelta(minutes=30), "dentist": who}
                person = 1 + (n * 600 + day * A_DAY + place) % PEOPLE
                made.append(Appointment(patient_id=person, branch=branch, **told))
                slots.append(Slot(appointment=made[-1], branch=branch, chair=chairs[n], **told))
    with transaction.atomic():
        Appointment.objects.bulk_create(made)
        Slot.objects.bulk_create(slots)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
