"""People withdraw their consent at random moments while a batch of messages to them is being claimed.

    python -m faults.withdrawals [--quick] [--postgres] [--withdrawals N]

Workers claim a message to one of the next few people who will withdraw, again and again, each in a transaction
that does a little more before it commits. Nothing is committed for somebody after their withdrawal was
acknowledged. A twin that asks the gate first and writes afterwards must fail. Ends with 1 where anything else
happens.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from typing import TYPE_CHECKING

from faults.house import close_connections, house

if TYPE_CHECKING:
    from rapport.people.models import Patient
    from rapport.staff.models import Branch

_WORKERS = 4
# people at whom the workers aim at a time, seconds at most between two withdrawals, and those that a transaction
# takes after the gate has decided; between two claims a message goes out
_AIMED_AT = 3
_PAUSE = 0.12
_WORK = 0.01
_SENDING = 0.04
# a Thursday, three in the afternoon in Hangzhou
_AT = datetime(2026, 11, 19, 7, tzinfo=UTC)

Claim = Callable[["Patient"], float]


@dataclass
class Tally:
    """Moments of one run: when a claim was about to commit, and when a withdrawal was acknowledged, by person."""

    claims: list[tuple[int, float]] = field(default_factory=list)
    withdrawn: dict[int, float] = field(default_factory=dict)
    refused: int = 0

    @property
    def after(self) -> int:
        """Claims committed after the withdrawal."""
        return sum(moment > self.withdrawn.get(pk, moment) for pk, moment in self.claims)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="ends within 50 seconds")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--withdrawals", type=int)
    arguments = parser.parse_args()
    wanted = arguments.withdrawals or (30 if arguments.quick else 100)
    with house(postgres=arguments.postgres) as home:
        _without_caps(home.branch)
        tally = _run(_people(home.branch, wanted), _guarded)
        twin = _run(_people(home.branch, wanted), _unguarded)
    print(
        f"figure database={home.vendor} withdrawals={len(tally.withdrawn)} claims={len(tally.claims)}"
        f" refused={tally.refused} after_commit={tally.after} guard_off_after_commit={twin.after}"
    )
    return int(len(tally.withdrawn) < wanted or not tally.claims or bool(tally.after) or not twin.after)


def _without_caps(branch: Branch) -> None:
    from rapport.outreach.models import Manners

    Manners.objects.create(branch=branch, a_day=0, a_week=0, a_month=0, offers_a_month=0, household_a_day=0)


def _people(branch: Branch, number: int) -> list[Patient]:
    """So many who agreed to messages about their care."""
    from rapport.people.actions import NewPatient, give_consent, register_patients
    from rapport.people.models import ContactPoint, Patient

    points = [ContactPoint(kind="phone", value=f"+86138{n:08}") for n in range(number)]
    people = register_patients(
        [NewPatient(Patient(branch=branch, full_name=f"Person {point}"), [point]) for point in points], by=None
    )
    for patient in people:
        give_consent(patient, "care", by=None, given_on=date(2026, 1, 5))
    return people


def _run(people: list[Patient], claim: Claim) -> Tally:
    tally, over = Tally(), threading.Event()
    close_connections()
    with ThreadPoolExecutor(_WORKERS) as workers:
        done = [workers.submit(_work, people, claim, tally, over, seed) for seed in range(_WORKERS)]
        try:
            _withdraw_all(people, tally)
            time.sleep(_PAUSE)
        finally:
            over.set()
    for one in done:
        one.result()
    return tally


def _withdraw_all(people: list[Patient], tally: Tally) -> None:
    """One after the other withdraws, by the link in the message; the moment is that after the commit."""
    from rapport.lib import clock
    from rapport.people.actions import withdraw_consent

    chance = Random(len(people))
    for patient in people:
        time.sleep(chance.random() * _PAUSE)
        with clock.set_to(_AT):
            withdraw_consent(patient, "care", by=None)
        tally.withdrawn[patient.pk] = time.monotonic()
    close_connections()


def _work(people: list[Patient], claim: Claim, tally: Tally, over: threading.Event, seed: int) -> None:
    from rapport.lib import clock
    from rapport.outreach.gate import Closed

    chance = Random(seed)
    while not over.is_set():
        next_one = max(0, len(tally.withdrawn) - 1)
        patient = chance.choice(people[next_one : next_one + _AIMED_AT])
        try:
            with clock.set_to(_AT):
                tally.claims.append((patient.pk, claim(patient)))
        except Closed:
            tally.refused += 1
        time.sleep(chance.random() * _SENDING)
    close_connections()


def _guarded(patient: Patient) -> float:
    """As everything that is sent is claimed; gives the moment before the commit."""
    from django.db import transaction

    from rapport.outreach.gate import Ask, claim

    with transaction.atomic():
        claim(patient, Ask("care", "sms"), by=None)
        time.sleep(_WORK)
        return time.monotonic()


def _unguarded(patient: Patient) -> float:
    """Asks first, and writes afterwards."""
    from rapport.outreach.gate import Ask, Closed, look
    from rapport.outreach.models import Contact

    verdict = look(patient, Ask("care", "sms"))
    if not verdict.allowed:
        raise Closed(verdict)
    time.sleep(_WORK)
    moment = time.monotonic()
    Contact.objects.create(patient=patient, addressed=patient, purpose="care", channel="sms")
    return moment


if __name__ == "__main__":
    sys.exit(main())
