"""Two hundred clients want one time at the same moment, and times that overlap it, again and again.

    python -m faults.slots [--quick] [--postgres] [--rounds N] [--clients N] [--steps N]

Clients in eight processes, eleven of each at work at once with a connection of their own (PostgreSQL has a
hundred), hold or book through `appointments.booking`. In every round exactly one has the time; all others are
told so in words, or, where they wait too long on SQLite, that too many ask at once. A twin looks before it takes
its turn, and has no constraint behind it: it must give times twice. Then walks of holds, bookings, moves and
cancellations: the script stops where two slots of one dentist or one chair share a minute after a step. Ends with
1 where anything else happens.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING, Any
from unittest import mock

from faults.house import close_connections, house

if TYPE_CHECKING:
    from rapport.appointments.booking import Wanted
    from rapport.appointments.models import Service
    from rapport.people.models import Patient
    from rapport.staff.models import Branch

_PROCESSES = 8
# of each of them
_CONNECTIONS = 11
_TWIN_ROUNDS = 5
_STEPS_EACH = 50
# days after those of the rounds
_BESIDE = 1_000
_MONDAY = date(2030, 6, 3)
_NOW = datetime(2030, 6, 2, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Scene:
    """A branch with a dentist and one chair, and as many people as ask at once."""

    branch: Branch
    service: Service
    people: list[Patient]

    def wanted(self, number: int, clients: int) -> Wanted:
        """Of the time in round `number`; every other client one that overlaps it."""
        from rapport.appointments.booking import Wanted

        start = datetime(_MONDAY.year, _MONDAY.month, _MONDAY.day, 9, tzinfo=self.branch.zone)
        later = timedelta(days=number, minutes=10 * (clients % 2))
        return Wanted(self.branch, self.service, start + later)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="ends within 50 seconds: 40 clients, five rounds")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--clients", type=int)
    parser.add_argument("--steps", type=int)
    arguments = parser.parse_args()
    rounds = arguments.rounds or (5 if arguments.quick else 100)
    clients = arguments.clients or (40 if arguments.quick else 200)
    steps = arguments.steps or (300 if arguments.quick else 5_000)
    with house(postgres=arguments.postgres) as home:
        scene = _scene(home.branch, clients)
        from tests.slot_walk import overlaps

        begun = time.monotonic()
        told = _run(scene, rounds, clients, _ask)
        seconds = time.monotonic() - begun
        twice = overlaps()
        walked, changed = _walk(steps)
        _let_overlap()
        with mock.patch("rapport.appointments.booking.giving.lock"):  # the processes that are forked have it so
            _run(scene, min(rounds, _TWIN_ROUNDS), clients, _ask_unguarded)
        twin = overlaps()
    refused, busy = told["refused"], told["busy"]
    print(
        f"figure database={home.vendor} rounds={rounds} clients={clients} given={told['given']} refused={refused}"
        f" busy={busy} errors={told['error']} given_twice={twice} seconds={seconds:.0f} steps={walked}"
        f" changed={changed} overlaps=0 guard_off_given_twice={twin}"
    )
    whole = told["given"] == rounds and refused + busy == rounds * (clients - 1)
    return int(not whole or bool(told["error"] or twice) or not twin)


def _scene(branch: Branch, clients: int) -> Scene:
    from rapport.appointments.models import BookingTerms, Chair, Service, WorkingHours
    from rapport.people.actions import NewPatient, register_patients
    from rapport.people.models import Patient
    from rapport.staff.models import User

    people = [NewPatient(Patient(branch=branch, full_name=f"人{n}"), []) for n in range(clients)]
    lin = User.objects.get()
    hours = {"dentist": lin, "branch": branch, "opens_at": clock(8), "closes_at": clock(20)}
    for weekday in range(1, 8):
        WorkingHours.objects.create(**hours, weekday=weekday, valid_from=_MONDAY - timedelta(days=9))
    Chair.objects.create(branch=branch, name="1")
    BookingTerms.objects.create(branch=branch, closed_on_holidays=False)
    service = Service.objects.create(names={"en": "Check-up"}, category_id="checkup", minutes=30, buffer_minutes=5)
    return Scene(branch, service, register_patients(people, by=None))


def _run(scene: Scene, rounds: int, clients: int, ask: Callable[..., str]) -> Counter[str]:
    """Every round with all clients at once, from several processes; what they were told."""
    close_connections()
    context = multiprocessing.get_context("fork")
    together, answers = context.Barrier(clients), context.Queue()
    shares = [range(place, clients, _PROCESSES) for place in range(_PROCESSES)]
    processes = [
        context.Process(target=_clients, args=(scene, share, rounds, ask, together, answers)) for share in shares
    ]
    for process in processes:
        process.start()
    told: Counter[str] = Counter()
    for _ in range(clients):
        told.update(answers.get(timeout=3_600))
    for process in processes:
        process.join(60)
    return told


def _clients(
    scene: Scene, share: range, rounds: int, ask: Callable[..., str], together: Any, answers: Any
) -> None:
    connections = threading.BoundedSemaphore(_CONNECTIONS)

    def client(place: int) -> None:
        told: Counter[str] = Counter()
        for number in range(rounds):
            with suppress(threading.BrokenBarrierError):
                together.wait(300)
            with connections:
                told[ask(scene, place, number)] += 1
                close_connections()
        answers.put(told)

    threads = [threading.Thread(target=client, args=(place,)) for place in share]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _ask(scene: Scene, place: int, number: int) -> str:
    """One client: every third holds the time first and books what is held."""
    from rapport.appointments.booking import Request, book, book_held, hold_slot
    from rapport.appointments.models import BookedThrough
    from rapport.lib.refusal import Refused

    wanted, person = scene.wanted(number, place), scene.people[place]
    request = Request(BookedThrough.ONLINE, key=f"{place}-{number}")
    try:
        if place % 3:
            book(person, wanted, request, at=_NOW)
        else:
            book_held(hold_slot(wanted, patient=person, at=_NOW).token, person, request, at=_NOW)
    except Refused as refused:
        if refused.code == "busy":  # on SQLite, where they wait longer than it is patient
            return "busy"
        return "refused" if refused.code in ("dentist_taken", "chair_taken", "taken") else _odd(refused)
    except Exception as error:
        return _odd(error)
    return "given"


def _odd(error: Exception) -> str:
    print(f"  {type(error).__name__}: {error}"[:200], file=sys.stderr)
    return "error"


def _ask_unguarded(scene: Scene, place: int, number: int) -> str:
    """The twin: looks without taking its turn, and writes in a transaction of its own."""
    from django.db import transaction

    from rapport.appointments.booking import giving
    from rapport.appointments.models import Slot
    from rapport.lib.refusal import Refused

    # days that the rounds before have left alone
    wanted = scene.wanted(number + _BESIDE, place)
    try:
        with transaction.atomic():
            given = giving.find_place(wanted, None, at=_NOW)
        Slot.objects.create(
            branch=scene.branch,
            dentist_id=given.dentist,
            chair_id=given.chair,
            starts_at=given.starts_at,
            ends_at=given.taken_until,
            token_sha256=f"{place}-{number}",
            held_until=_NOW + timedelta(minutes=5),
        )
    except Refused:
        return "refused"
    except Exception as error:
        return _odd(error)
    return "given"


def _let_overlap() -> None:
    """Take the database's own refusal away."""
    from django.db import connection

    from rapport.appointments.guards import APART
    from rapport.lib import guards

    guards.remove()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for one in APART:
                cursor.execute(f"ALTER TABLE {one.table} DROP CONSTRAINT {one.name}")


def _walk(steps: int) -> tuple[int, int]:
    """So many steps at random; how many were taken, and how many of them changed something. Ends where two slots
    overlap, or anything but a refusal is said."""
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.stateful import run_state_machine_as_test

    from tests.slot_walk import SlotWalk

    while SlotWalk.steps < steps:
        walks = settings(
            max_examples=max(2, (steps - SlotWalk.steps) // _STEPS_EACH),
            stateful_step_count=_STEPS_EACH,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(SlotWalk, settings=walks)
    return SlotWalk.steps, SlotWalk.done


if __name__ == "__main__":
    sys.exit(main())
