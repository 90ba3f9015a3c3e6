"""Messages a second through the whole engine, beside a loop that does nothing but ask the same Kannel.

    uv run python -m bench.sending [--messages 4000] [--quick] [--postgres]

The engine claims each message through the contact gate, sends it, and writes down what became of it, in the
processes that `rapport worker` runs. The floor is one process that asks the gateway over one HTTP line, message
after message, and the same with as many lines at once as a worker has. Rounds take turns. Needs Kannel, and
root for a network of its own.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

import httpx

from faults.house import house
from faults.kannel import ACCOUNT, alone, kannel
from faults.outbox import in_the_afternoon, outcome, start_worker, unsettled, write_clinic, write_outbox

_ROUNDS = 3
_LOOK = 0.05


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="ends within a minute")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--messages", type=int)
    arguments = parser.parse_args()
    alone("bench.sending", sys.argv[1:])
    messages = arguments.messages or (300 if arguments.quick else 4_000)
    rounds: dict[str, list[float]] = {"bare": [], "bare_lines": [], "one": [], "two": []}
    wrong = 0
    with house(postgres=arguments.postgres) as home, in_the_afternoon():
        people = write_clinic(home, messages)
        for _round in range(1 if arguments.quick else _ROUNDS):
            with kannel() as gateway:
                rounds["bare"].append(_bare(messages, 1))
                rounds["bare_lines"].append(_bare(messages, _width()))
            for name, workers in (("one", 1), ("two", 2)):
                with kannel() as gateway:
                    rounds[name].append(_engine(people, workers))
                    early = len(gateway.delivered())
                    found = outcome(gateway.delivered)
                print(f"{name}: {found}; came out later: {messages - early}", flush=True)
                wrong += found.wrong
    rates = {name: median(found) for name, found in rounds.items()}
    print(
        f"figure database={home.vendor} messages={messages} wrong={wrong}"
        f" bare={rates['bare']:.0f}/s bare_{_width()}_lines={rates['bare_lines']:.0f}/s"
        f" one_worker={rates['one']:.0f}/s two_workers={rates['two']:.0f}/s"
        f" ratio={rates['one'] / rates['bare']:.2f} ratio_two={rates['two'] / rates['bare']:.2f}"
        f" ratio_lines={rates['two'] / rates['bare_lines']:.2f}"
    )
    return 1 if wrong else 0


def _width() -> int:
    from rapport.outreach.sending.lane import WIDTH

    return WIDTH


def _a_second(number: int, work: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    work()
    return number / (time.perf_counter() - begin)


def _bare(messages: int, lines: int) -> float:
    """The loop: what the provider of the engine asks, and nothing else."""
    url = f"{ACCOUNT['url']}/cgi-bin/sendsms"
    with httpx.Client(trust_env=False) as client, ThreadPoolExecutor(lines) as threads:

        def send(number: int) -> httpx.Response:
            asked = {
                "username": ACCOUNT["username"],
                "password": ACCOUNT["password"],
                "to": f"+86138{number:08}",
                "text": f"周女士您好，提醒您来院洁牙，编号{number}",
                "charset": "UTF-8",
                "coding": "2",
                "from": ACCOUNT["sender"],
            }
            return client.get(url, params=asked).raise_for_status()

        if lines == 1:
            return _a_second(messages, lambda: list(map(send, range(messages))))
        return _a_second(messages, lambda: list(threads.map(send, range(messages))))


def _engine(people: list[int], workers: int) -> float:
    """From the start of the workers' sending until nothing is left; their own start is not counted."""
    from rapport.outreach.models import Message

    write_outbox(people, "sms", "kannel", ACCOUNT)
    ready = Message.objects.values_list("not_before", flat=True)[0]
    _put_off(days=1)
    running = [start_worker() for _ in range(workers)]
    time.sleep(3)
    Message.objects.update(not_before=ready)

    def until_sent() -> None:
        while unsettled():
            time.sleep(_LOOK)

    try:
        return _a_second(len(people), until_sent)
    finally:
        for worker in running:
            worker.kill()


def _put_off(*, days: int) -> None:
    from datetime import timedelta

    from rapport.lib import clock
    from rapport.outreach.models import Message

    Message.objects.update(not_before=clock.now() + timedelta(days=days))


if __name__ == "__main__":
    sys.exit(main())
