"""Measures the pages on the database of the environment (bench.pages starts it once for each) and prints JSON."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Any
from urllib.parse import quote

from bench.load import Load, ask, load
from rapport.config import ready

CLIENTS = 8
SEARCHES = (
    "wang",
    "王",
    "小",
    "zhangw",
    "иванов м",
    "Smith",
    "an",
    "y",
    "4321",
    "13800012",
    "1005",
    "nobodyatall",
)


def main(patients: int, quick: bool) -> dict[str, Any]:
    ready.set_up()
    ready.bring_up_to_date()
    cookie, card = _prepare(patients)
    pages = {
        "list": "/patients/",
        "filter": "/patients/?found=not_seen_12m&sex=female",
        "search": f"/patients/?q={quote('wang')}",
        "card": f"/patients/{card}/",
    }
    found: dict[str, Any] = {"queries": {name: _queries(path, cookie) for name, path in pages.items()}}
    rounds, seconds = (1, 1.5) if quick else (3, 5.0)
    with ExitStack() as stack:
        bare = stack.enter_context(_served("bench.bare"))
        ours = stack.enter_context(_served("rapport.config.settings"))
        for path in pages.values():
            for _ in range(4):
                ask(ours, path, cookie)
                ask(bare, "/", "")
        for name, path in pages.items():
            found[name] = _beside(bare, ours, path, cookie, rounds, seconds)
    found["search_ms"] = _search_times()
    return found


def _prepare(patients: int) -> tuple[str, int]:
    """The clinic, and an owner who is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from bench.clinic import fill
    from rapport.people.models import Patient
    from rapport.staff.actions import add_user

    begun = time.perf_counter()
    fill(patients)
    if connection.vendor == "postgresql":  # as it does by itself before long; nobody does on SQLite
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(
        f"{connection.vendor}: {patients} people written in {time.perf_counter() - begun:.0f} s", file=sys.stderr
    )
    owner = add_user("owner", name="Owner", password=None, roles=[("owner", None)], language="en")
    session = SessionStore()
    session[SESSION_KEY] = str(owner.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = owner.get_session_auth_hash()
    session.save()
    busiest = Patient.objects.order_by("-facts__visits", "pk").values_list("pk", flat=True)[0]
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}", busiest


def _queries(path: str, cookie: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1", "cookie": cookie})
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return len(captured)


@contextmanager
def _served(settings: str) -> Iterator[int]:
    """Two sync workers of gunicorn with `settings`; the port they listen at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--workers", "2", "--worker-class", "sync", "--preload",
         "--bind", f"127.0.0.1:{port}", "--log-level", "error", "django.core.wsgi:get_wsgi_application()"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": settings},
    )  # fmt: skip
    try:
        _until(lambda: socket.create_connection(("127.0.0.1", port), timeout=1).close())
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _until(works: Callable[[], object]) -> None:
    for _ in range(200):
        try:
            works()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError


def _beside(bare: int, ours: int, path: str, cookie: str, rounds: int, seconds: float) -> dict[str, float]:
    """The page and the floor in turns, so that what else the machine does falls on both; medians over rounds."""
    pairs: list[tuple[Load, Load]] = []
    for _ in range(rounds):
        floor = load(bare, "/", "", clients=CLIENTS, seconds=seconds, most=5_000)
        pairs.append((floor, load(ours, path, cookie, clients=CLIENTS, seconds=seconds, most=5_000)))
    return {
        "per_second": median(page.per_second for _floor, page in pairs),
        "floor_per_second": median(floor.per_second for floor, _page in pairs),
        "p95_ms": median(page.p95 for _floor, page in pairs),
        "floor_p95_ms": median(floor.p95 for floor, _page in pairs),
        "ratio": median(page.per_second / floor.per_second for floor, page in pairs),
        "p95_ratio": median(page.p95 / floor.p95 for floor, page in pairs),
    }


def _search_times() -> dict[str, float]:
    """For every query the best of five times in ms: the eight closest or a page of the list, the longer one."""
    from rapport.people.models import Patient
    from rapport.people.searching import best_matches, search

    def timed(work: Callable[[], object]) -> float:
        taken = []
        for _ in range(5):
            begun = time.perf_counter()
            work()
            taken.append(time.perf_counter() - begun)
        return min(taken) * 1000

    everyone = Patient.objects.all()
    return {
        q: max(
            timed(lambda q=q: best_matches(everyone, q, 8)),
            timed(lambda q=q: list(search(everyone, q).order_by("sort_key", "pk").values_list("pk")[:51])),
        )
        for q in SEARCHES
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2] == "quick"), ensure_ascii=False))
