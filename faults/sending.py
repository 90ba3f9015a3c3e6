"""Workers that send messages are killed at random moments: nothing is lost, nothing goes twice.

    uv run python -m faults.sending [--quick] [--postgres] [--messages N] [--kills N]

Two workers send messages in Chinese and Russian: through a real Kannel, which knows no key again, and through a
server that knows WeChat's. One of them is killed with SIGKILL at random moments, and another comes. What came out
at the other end is compared with what Rapport says: through Kannel nothing twice, and whatever nobody knows is
listed; through WeChat nothing twice and nothing unknown. A twin that repeats blindly what a dead worker had in
hand must double. Needs Kannel, and root for a network of its own. Ends with 1 where any of that is not so.
"""

from __future__ import annotations

import argparse
import sys
import time
from random import Random
from typing import TYPE_CHECKING
from unittest import mock

from faults.house import house
from faults.kannel import ACCOUNT, alone, kannel
from faults.outbox import (
    HOLD,
    Delivered,
    Outcome,
    in_the_afternoon,
    outcome,
    start_worker,
    unsettled,
    write_clinic,
    write_outbox,
)
from faults.wechat import wechat

if TYPE_CHECKING:
    from faults.worker import Worker

_WORKERS = 2
# seconds after which one is killed though fewer were delivered, and those within which all has to be settled
_PATIENCE, _STUCK = 0.5, 300.0
_BEGUN = time.monotonic()
# the share of the messages in which the kills take place
_SHARE = 0.9


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="ends within a minute")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--messages", type=int)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    alone("faults.sending", sys.argv[1:])
    messages = arguments.messages or (300 if arguments.quick else 10_000)
    kills = arguments.kills or (10 if arguments.quick else 500)
    chance = Random(arguments.seed)
    with house(postgres=arguments.postgres) as home, in_the_afternoon():
        people = write_clinic(home, messages)
        with wechat() as server:
            write_outbox(people, "wechat", "wechat", server.account)
            knowing = _told("wechat", _run(server.delivered, kills, chance))
        with kannel() as gateway:
            write_outbox(people, "sms", "kannel", ACCOUNT)
            forgetful = _told("kannel", _run(gateway.delivered, kills, chance))
        with kannel() as gateway, _repeating():
            write_outbox(people[: messages // 4], "sms", "kannel", ACCOUNT)
            twin = _told("repeating blindly", _run(gateway.delivered, max(kills // 10, 8), chance))
    print(
        f"figure database={home.vendor} messages={messages} kills={kills} workers={_WORKERS}"
        f" knowing_lost={knowing.lost} knowing_doubled={knowing.doubled} knowing_unknown={knowing.unknown}"
        f" lost={forgetful.lost} doubled={forgetful.doubled} unlisted={forgetful.unlisted}"
        f" unknown={forgetful.unknown} sent={forgetful.sent} garbled={forgetful.garbled}"
        f" guard_off_doubled={twin.doubled}"
    )
    well = not knowing.wrong and not knowing.unknown and not forgetful.wrong and forgetful.unknown
    return 0 if well and twin.doubled else 1


def _told(what: str, found: Outcome) -> Outcome:
    print(f"{time.monotonic() - _BEGUN:.0f} s, {what}: {found}", flush=True)
    return found


def _run(delivered: Delivered, kills: int, chance: Random) -> Outcome:
    """Let workers send everything, and kill one of them so many times on the way."""
    whole = unsettled()
    workers = [start_worker() for _ in range(_WORKERS)]
    try:
        for _kill in range(kills):
            _let_some_out(delivered, chance.uniform(0, 2 * _SHARE * whole / kills))
            time.sleep(chance.random() * 0.01)
            _replace(workers, chance.randrange(_WORKERS))
        _wait_until_settled()
    finally:
        for worker in workers:
            worker.kill()
    return outcome(delivered)


def _let_some_out(delivered: Delivered, number: float) -> None:
    begin, until = len(delivered()), time.monotonic() + _PATIENCE
    while len(delivered()) < begin + number and time.monotonic() < until:
        time.sleep(0.01)


def _replace(workers: list[Worker], which: int) -> None:
    if not workers[which].kill():
        raise RuntimeError(f"a worker ended by itself with {workers[which].ended}")
    workers[which] = start_worker()


def _wait_until_settled() -> None:
    until = time.monotonic() + _STUCK
    while unsettled():
        if time.monotonic() > until:
            raise TimeoutError(f"{unsettled()} messages are not settled")
        time.sleep(HOLD.total_seconds() / 4)


def _repeating() -> mock._patch[object]:
    """Take the guard away: what a dead worker had in hand is sent again, whoever knows the key or not."""
    from rapport.outreach.sending import taking_up

    return mock.patch.object(taking_up, "_known_again", lambda message, kind: True)


if __name__ == "__main__":
    sys.exit(main())
