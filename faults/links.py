"""Somebody guesses the private links of surveys; and one answer is sent fifty times at the same moment.

    python -m faults.links [--quick] [--postgres] [--guesses N] [--rounds N]

A thousand links are open. Of the guesses, random tokens of the right length, some go through the whole handler of
the pages from three addresses, each of which is to be stopped after sixty; the others are looked up as the page
looks them up, by their hash, five hundred in a statement. None may lead anywhere, but a true link put among them
must be found both ways. Then real page processes (`rapport web`) are sent fifty different answers to one survey at
once: one is kept, and everybody is thanked. What is sent again afterwards changes nothing. A twin that does not
hold the row must crash. Ends with 1 where anything else happens.
"""

from __future__ import annotations

import argparse
import http.client
import secrets
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unittest import mock
from urllib.parse import urlencode

from faults.house import close_connections, house
from faults.serving import PROCESSES, served
from rapport.config import ready

if TYPE_CHECKING:
    from rapport.feedback.models import Survey
    from rapport.staff.models import Branch

_OPEN_LINKS = 1_000
_AT_A_TIME = 500
_ADDRESSES = ("198.51.100.7", "198.51.100.8", "2001:db8::7")
_POSTS = 50
# whoever comes later is thanked at once, the others once they have been sent on
_THANKED, _STOPPED = (200, 302), 429


@dataclass
class Tally:
    """What became of the answers of all rounds."""

    statuses: Counter[int] = field(default_factory=Counter)
    kept: int = 0
    torn: int = 0
    replayed: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="ends within 50 seconds")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--guesses", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int)
    asked = parser.parse_args()
    rounds = asked.rounds or (1 if asked.quick else 20)
    pages = 600 if asked.quick else 30_000
    with house(postgres=asked.postgres) as home:
        ready.bring_up_to_date()
        true = _open_links(home.branch)
        through = _through_pages(pages, true)
        hits, known = _by_hash(asked.guesses - pages, true)
        with served("import sys; from rapport.config.cli import main; sys.exit(main(sys.argv[1:]))") as address:
            tally = _run(address, home.branch, rounds)
        with served("from faults.links import serve_unguarded; serve_unguarded()") as address:
            twin = _run(address, home.branch, 1)
    hits += through[200] - 1
    stopped = through[_STOPPED] >= pages - 61 * len(_ADDRESSES)
    thanked = sum(tally.statuses[status] for status in _THANKED)
    crashed = sum(count for status, count in twin.statuses.items() if status >= 500)
    print(
        f"figure database={home.vendor} guesses={asked.guesses} hits={hits} pages={pages}"
        f" stopped={through[_STOPPED]} true_links_found={known + through[200] - hits}/2 rounds={rounds}"
        f" posts={rounds * _POSTS} thanked={thanked} kept={tally.kept} torn={tally.torn}"
        f" replayed={tally.replayed} guard_off_crashed={crashed}/{_POSTS}"
    )
    well = not hits and stopped and known == 1 and thanked == rounds * _POSTS
    return int(not well or tally.kept != rounds or bool(tally.torn or tally.replayed) or not crashed)


def _survey(branch: Branch) -> Survey:
    from rapport.feedback.models import Survey
    from rapport.people.actions import NewPatient, register_patients
    from rapport.people.models import Patient

    [patient] = register_patients([NewPatient(Patient(branch=branch, full_name="周雅琴"), [])], by=None)
    today = branch.today()
    return Survey.objects.create(patient=patient, branch=branch, month=today.replace(day=1), due_on=today)


def _open_links(branch: Branch) -> str:
    """Many people are asked at the moment; the token of one of their links."""
    from rapport.feedback.answering import links, open_link
    from rapport.feedback.models import Survey

    survey = _survey(branch)
    true = open_link(survey)
    asked = {"patient": survey.patient, "branch": branch, "month": survey.month, "due_on": survey.due_on}
    Survey.objects.bulk_create(
        Survey(**asked, token_hash=links.hash_of(_guess()), link_expires_at=survey.link_expires_at)
        for _ in range(_OPEN_LINKS)
    )
    return true


def _guess() -> str:
    return secrets.token_urlsafe(16)


def _through_pages(number: int, true: str) -> Counter[int]:
    """The statuses of so many guesses, and of one true link, through the handler of the pages."""
    from django.test import Client

    strangers = [Client(SERVER_NAME="localhost", REMOTE_ADDR=address) for address in _ADDRESSES]
    found = Counter(
        strangers[place % len(strangers)].get(f"/s/{_guess()}/").status_code for place in range(number)
    )
    # from an address that is stopped: who has a link is let in all the same
    found[strangers[0].get(f"/s/{true}/").status_code] += 1
    return found


def _by_hash(number: int, true: str) -> tuple[int, int]:
    """How many of so many guesses lead somewhere; and whether a true link among as many of them does."""
    from rapport.feedback.answering.links import hash_of
    from rapport.feedback.models import Survey

    def led(tokens: list[str]) -> int:
        return Survey.objects.filter(token_hash__in=[hash_of(token) for token in tokens]).count()

    hits = sum(
        led([_guess() for _ in range(min(_AT_A_TIME, number - done))]) for done in range(0, number, _AT_A_TIME)
    )
    return hits, led([*(_guess() for _ in range(_AT_A_TIME - 1)), true])


def serve_unguarded() -> None:
    """`rapport web`, where whoever answers does not look whether anybody else has."""
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    from rapport.config.commands.web import gunicorn

    ready.set_up()
    ready.bring_up_to_date()
    # else every page process that is forked speaks on the one connection of this
    close_connections()
    from rapport.feedback.answering import ending
    from rapport.web.surveys import views

    listen = sys.argv[sys.argv.index("--listen") + 1]
    sys.argv = gunicorn(listen, PROCESSES)
    unguarded = (
        mock.patch.object(ending, "take", lambda survey: survey),
        mock.patch.object(ending, "FINAL", frozenset()),
        mock.patch.object(views, "_over", lambda request, survey: None),
    )
    for guard in unguarded:
        guard.start()
    run()


def _run(address: str, branch: Branch, rounds: int) -> Tally:
    tally = Tally()
    for _number in range(rounds):
        _round(address, branch, tally)
    return tally


def _round(address: str, branch: Branch, tally: Tally) -> None:
    from rapport.feedback.answering import open_link
    from rapport.feedback.models import Question, Slip, Survey

    survey = _survey(branch)
    path = f"/s/{open_link(survey)}/"
    overall = Question.objects.asked().get(key="overall").pk
    together = threading.Barrier(_POSTS)

    def send(place: int) -> int:
        together.wait(120)
        return _post(address, path, {f"points-{overall}": 1 + place % 10, "remark": f"answer {place}"})

    with ThreadPoolExecutor(_POSTS) as threads:
        tally.statuses.update(threads.map(send, range(_POSTS)))
    kept = Survey.objects.get(pk=survey.pk)
    points = list(kept.answers.values_list("points", flat=True))
    slips = Slip.objects.filter(survey=kept).count()
    tally.kept += len(points)
    low = kept.overall is not None and kept.overall < 8
    tally.torn += points != [kept.overall] or slips != int(low) or not kept.words.startswith("answer ")
    for again in (path, f"{path}draft/", f"{path}refusal/"):
        _post(address, again, {f"points-{overall}": 11 - (kept.overall or 1), "remark": "again"})
    replayed = Survey.objects.get(pk=survey.pk)
    tally.replayed += (replayed.words, replayed.overall, replayed.draft) != (kept.words, kept.overall, {})


def _post(address: str, path: str, sent: dict[str, object]) -> int:
    connection = http.client.HTTPConnection(address, timeout=120)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, urlencode(sent), headers)
        return connection.getresponse().status
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
