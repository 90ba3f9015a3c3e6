"""10,000 tries to guess a password, at a running server, beside people who only want to sign in.

    python -m faults.access [--quick] [--postgres]

One attacker tries one account, then many names, from 127.0.0.1, eight at a time. Meanwhile and afterwards the
attacked colleague signs in from 127.0.0.2, and another, who works there, from the attacker's own address.
Counted are the passwords that were really looked at.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import urlencode

from faults.house import house

PASSWORD = "open-sesame-then-close"
ATTACKER, ELSEWHERE = "127.0.0.1", "127.0.0.2"
_AT_ONCE = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--quick",
        action="store_true",
        help="ends within 50 seconds: 240 tries, and a hash of passwords that takes no time",
    )
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    with house(postgres=asked.postgres) as opened:
        if asked.quick:
            hash_fast()
        _people(opened.branch)
        with _server(quick=asked.quick) as port:
            attack(port, 240 if asked.quick else 10_000)


def hash_fast() -> None:
    """What is counted is how many passwords are looked at, not how long one of them takes."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    PBKDF2PasswordHasher.iterations = 1_000


def _people(branch: object) -> None:
    from django.core.management import call_command

    from rapport.staff.actions import add_user
    from rapport.staff.models import Branch
    from rapport.staff.roles import Role

    assert isinstance(branch, Branch)
    call_command("createcachetable", verbosity=0)
    for name in ("attacked", "colleague"):
        add_user(name, name=name, password=PASSWORD, roles=[(Role.ADMINISTRATOR, branch)], language="en")


class _server:  # noqa: N801 reads as a block
    """gunicorn with two workers on a free port; ends with the block."""

    def __init__(self, *, quick: bool) -> None:
        hashing = "from faults.access import hash_fast; hash_fast(); " if quick else ""
        self.code = f"{hashing}from gunicorn.app.wsgiapp import run; run()"

    def __enter__(self) -> int:
        from faults.house import close_connections

        close_connections()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        where = ["--bind", f"127.0.0.1:{self.port}", "--bind", f"127.0.0.2:{self.port}"]
        command = [sys.executable, "-c", self.code, "--config", "python:rapport.config.page_server", "-w", "2"]
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "rapport.config.settings",
            "RAPPORT_DEBUG": "1",  # files of pages need not be collected
        }
        self.process = subprocess.Popen([*command, *where], env=environment)
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return self.port
            time.sleep(0.2)
        raise SystemExit("the server did not start")

    def __exit__(self, *exc: object) -> None:
        self.process.terminate()
        self.process.wait(20)


class Visitor:
    """A browser as far as signing in goes: one address, one form, one cookie."""

    def __init__(self, port: int, address: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(address, 0))
        status, body, cookies = self._ask("GET", {}, "")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        assert status == 200 and found, (status, body[:300])
        self.token, self.cookies = found[1], cookies

    def signs_in(self, username: str, password: str) -> bool:
        """Whether the door opened."""
        form = {"login": username, "password": password, "csrfmiddlewaretoken": self.token}
        status, _body, _cookies = self._ask("POST", form, self.cookies)
        assert status in (200, 302), status
        return status == 302

    def _ask(self, method: str, form: dict[str, str], cookies: str) -> tuple[int, str, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
        try:
            self.connection.request(method, "/account/login/", urlencode(form), headers)
            answer = self.connection.getresponse()
            body = answer.read().decode()
        finally:
            self.connection.close()
        given = [value.split(";")[0] for value in answer.headers.get_all("Set-Cookie") or []]
        return answer.status, body, "; ".join(given)


def attack(port: int, tries: int) -> None:
    """Both attacks, and the people beside them; prints the figures, fails where they are not what they must be."""
    from rapport.staff.door import ADDRESS_CAP, PAIR_CAP

    assert Visitor(port, ATTACKER).signs_in("colleague", PASSWORD), "the colleague works there"
    one_account = _guess(port, tries // 2, lambda n: "attacked")
    beside = Visitor(port, ATTACKER).signs_in("colleague", PASSWORD)
    many_names = _guess(port, tries - tries // 2, lambda n: f"name{n}")
    own = Visitor(port, ELSEWHERE).signs_in("attacked", PASSWORD)
    beside = beside and Visitor(port, ATTACKER).signs_in("colleague", PASSWORD)
    checked = _looked_at()
    print(
        f"one account: {one_account:.1f} s, many names: {many_names:.1f} s,"
        f" {tries / (one_account + many_names):.0f} tries/s"
    )
    print(
        f"figure tries={tries} checked_one_account={checked['attacked']} checked_in_all={checked['all']}"
        f" cap={PAIR_CAP}/{ADDRESS_CAP} owner_elsewhere={int(own)} colleague_same_address={int(beside)}"
    )
    assert own and beside
    assert checked["attacked"] <= PAIR_CAP
    assert checked["all"] <= ADDRESS_CAP


def _guess(port: int, number: int, name: Callable[[int], str]) -> float:
    """Seconds that `number` wrong tries took, eight at a time."""

    def guess(part: int) -> None:
        attacker = Visitor(port, ATTACKER)
        for n in range(part, number, _AT_ONCE):
            assert not attacker.signs_in(name(n), f"guess {n}")

    started = time.monotonic()
    with ThreadPoolExecutor(_AT_ONCE) as crowd:
        list(crowd.map(guess, range(_AT_ONCE)))
    return time.monotonic() - started


def _looked_at() -> dict[str, int]:
    from rapport.staff.models import SignInTry
    from rapport.staff.signing_in import account_key

    wrong = SignInTry.objects.exclude(succeeded=True)
    return {"attacked": wrong.filter(account=account_key("attacked")).count(), "all": wrong.count()}


if __name__ == "__main__":
    main()
