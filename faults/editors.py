"""Fifty people open one card to edit it and send what they wrote at the same moment, again and again.

    python -m faults.editors [--quick] [--postgres] [--rounds N] [--editors N]

Real page processes (`rapport web`), an address and a session for each editor. In every round one is written, and
all others are told and shown both versions; what is written afterwards is what the one wrote. A twin without the
guard, the version in the statement that writes, must lose edits. Ends with 1 where anything else happens.
"""

from __future__ import annotations

import argparse
import http.client
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from unittest import mock
from urllib.parse import urlencode

from faults.house import close_connections, house
from faults.serving import PROCESSES, served

if TYPE_CHECKING:
    from rapport.people.models import Patient
    from rapport.staff.models import Branch, User

_TWIN_ROUNDS = 5
_WRITTEN, _TOLD = 302, 409


@dataclass
class Tally:
    """What happened over all rounds."""

    rounds: int = 0
    written: int = 0
    told: int = 0
    one_sided: int = 0
    overwritten: int = 0
    errors: int = 0

    @property
    def well(self) -> bool:
        return self.written == self.rounds and not (self.one_sided or self.overwritten or self.errors)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="ends within 50 seconds: eight editors, once")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--editors", type=int)
    arguments = parser.parse_args()
    rounds = arguments.rounds or (1 if arguments.quick else 20)
    number = arguments.editors or (8 if arguments.quick else 50)
    with house(postgres=arguments.postgres) as home:
        patient = _patient(home.branch)
        sessions = [_session(home.branch, place) for place in range(number)]
        begun = time.monotonic()
        with served("import sys; from rapport.config.cli import main; sys.exit(main(sys.argv[1:]))") as address:
            tally = _run(address, patient, sessions, rounds)
        seconds = time.monotonic() - begun
        with served("from faults.editors import serve_unguarded; serve_unguarded()") as address:
            twin = _run(address, patient, sessions, min(rounds, _TWIN_ROUNDS))
    print(
        f"figure database={home.vendor} rounds={tally.rounds} editors={number} written={tally.written}"
        f" told={tally.told} one_sided={tally.one_sided} overwritten={tally.overwritten} errors={tally.errors}"
        f" seconds={seconds:.0f} guard_off_overwritten={twin.overwritten}/{twin.rounds}"
    )
    return int(not tally.well or tally.told != rounds * (number - 1) or not twin.overwritten)


def _patient(branch: Branch) -> Patient:
    from rapport.people.actions import NewPatient, register_patients
    from rapport.people.models import Patient

    [patient] = register_patients([NewPatient(Patient(branch=branch, full_name="周雅琴"), [])], by=None)
    return patient


def _session(branch: Branch, place: int) -> str:
    from rapport.staff.actions import add_user
    from rapport.staff.roles import Role

    roles = [(Role.ADMINISTRATOR, branch)]
    return session_of(
        add_user(f"editor{place}", name=f"Editor {place}", password=None, roles=roles, language="en")
    )


def session_of(user: User) -> str:
    """The cookie of a colleague who has signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def serve_unguarded() -> None:
    """`rapport web`, where whoever writes does not look whether anybody else has written."""
    from django.db.models import Q
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    from rapport.config import ready
    from rapport.config.commands.web import gunicorn

    ready.set_up()
    ready.bring_up_to_date()
    # else every page process that is forked speaks on the one connection of this
    close_connections()
    from rapport.people.actions import editing

    listen = sys.argv[sys.argv.index("--listen") + 1]
    sys.argv = gunicorn(listen, PROCESSES)
    with mock.patch.object(editing, "_still", lambda version: Q()):
        run()


def _run(address: str, patient: Patient, sessions: list[str], rounds: int) -> Tally:
    tally = Tally()
    for number in range(rounds):
        _round(number, address, patient, sessions, tally)
        tally.rounds += 1
    return tally


def _round(number: int, address: str, patient: Patient, sessions: list[str], tally: Tally) -> None:
    everyone_has_read = threading.Barrier(len(sessions))
    path = f"/patients/{patient.pk}/edit/"

    def edit(place: int) -> tuple[int, str, str]:
        """The status, what was written, and the answer."""
        word = f"hobby-{number}-{place}-end"
        status, page, cookie = _ask(address, "GET", path, sessions[place], {})
        assert status == 200, (status, page[:300])
        fields = _Fields(page).found | {"hobbies": word}
        everyone_has_read.wait(120)
        status, answer, _cookie = _ask(address, "POST", path, f"{sessions[place]}; {cookie}", fields)
        return status, word, answer

    with ThreadPoolExecutor(len(sessions)) as crowd:
        answers = list(crowd.map(edit, range(len(sessions))))
    patient.refresh_from_db(fields=["hobbies"])
    close_connections()
    _count(answers, patient.hobbies, tally)


def _count(answers: list[tuple[int, str, str]], stands: str, tally: Tally) -> None:
    written = [word for status, word, _answer in answers if status == _WRITTEN]
    told = [(word, answer) for status, word, answer in answers if status == _TOLD]
    tally.written += len(written)
    tally.told += len(told)
    tally.one_sided += sum(word not in answer or stands not in answer for word, answer in told)
    tally.overwritten += sum(word != stands for word in written)
    tally.errors += len(answers) - len(written) - len(told)


def _ask(address: str, method: str, path: str, cookie: str, form: dict[str, str]) -> tuple[int, str, str]:
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://{address}",
    }
    connection = http.client.HTTPConnection(address, timeout=120)
    try:
        connection.request(method, path, urlencode(form), headers)
        answer = connection.getresponse()
        body = answer.read().decode()
    finally:
        connection.close()
    given = answer.headers.get_all("Set-Cookie") or []
    return answer.status, body, "; ".join(value.split(";")[0] for value in given)


class _Fields(HTMLParser):
    """What a browser would send of the form of the record, if nobody touched it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._within = ""
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            self._inside = has.get("class") == "person-form"
        if not self._inside:
            return
        name, value = has.get("name") or "", has.get("value") or ""
        if tag == "input" and name and (has.get("type") not in ("checkbox", "radio") or "checked" in has):
            self.found[name] = value
        elif tag in ("select", "textarea"):
            self._within = name
            self.found[name] = ""
        elif tag == "option" and "selected" in has:
            self.found[self._within] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag in ("select", "textarea"):
            self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within and self.lasttag == "textarea":
            self.found[self._within] += data.removeprefix("\n")


if __name__ == "__main__":
    sys.exit(main())
