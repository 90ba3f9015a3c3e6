"""Every URL, every role, both branches, each method: what happens is what the role table says (REC-12)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import cycle

import pytest
from django.db import transaction
from django.test import Client

from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import RIGHTS, Right, Role
from rapport.web.roles_table import MACHINE, PUBLIC, ROLE_TABLE, SIGNED_IN
from tests.everything import Everything
from tests.urls import about_a_branch, every_address, takes_arguments
from tests.walking import OPEN, SignIn, knows_all

pytestmark = pytest.mark.usefixtures("only_statuses")

# of a URL, by its name
Methods = Callable[[str], Iterable[str]]

MEANT = ("GET", "POST")
METHODS = (*MEANT, "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
SHUT, NOT_THERE = {403}, {404, 405}
REACHED = {200, 302, 405}
# leaves the house: signing out would shut the pages that come after it
LEFT_OUT = {"account_logout"}
# whose rows were made without a picture
WITHOUT_FILE = {"web:photo_picture", "web:photo_thumbnail"}


def answers(client: Client, addresses: dict[str, str], methods: Methods) -> Iterator[tuple[str, str, int]]:
    """(name, method, status) of each by its `methods`; what a page writes is taken back at once."""
    for name, address in addresses.items():
        for method in methods(name):
            with transaction.atomic():
                answer = client.generic(method, address)
                transaction.set_rollback(True)
            yield name, method, answer.status_code


def expected(name: str, role: Role, *, here: bool) -> set[int]:
    """What may be answered to `role` at one branch, about something of that branch (`here`) or of the other."""
    needed = ROLE_TABLE[name]
    if isinstance(needed, Right) and needed not in RIGHTS[role]:
        return SHUT
    if not here and about_a_branch(name):
        return NOT_THERE
    # also 403: a page may ask for one right more than its URL, the library for the password once more
    return OPEN


class Visitors:
    """Somebody of each role at one branch, who tries addresses; what was answered amiss is kept in `wrong`."""

    def __init__(self, client: Client, sign_in: SignIn, branch: Branch) -> None:
        self.client, self.sign_in, self.branch = client, sign_in, branch
        self.wrong: list[tuple[Role, str, str, int]] = []
        self.reached: set[str] = set()

    def try_as(self, role: Role, addresses: dict[str, str], methods: Methods, *, here: bool) -> None:
        someone = add_user(f"some_{role}", name="有人", password=None, roles=[(role, self.branch)], language="en")
        self.sign_in(self.client, someone)
        for name, method, status in answers(self.client, addresses, methods):
            self.wrong += [(role, name, method, status)] if status not in expected(name, role, here=here) else []
            self.reached |= {name} if method == "GET" and status in REACHED else set()


def test_nothing_is_open_that_the_table_does_not_open(
    client: Client, sign_in_once: SignIn, owner: User, riverside: Branch, zhou: Patient
) -> None:
    """REC-12: access is by role. What is open is tried by who may most and by who may least.

    The table is asked before any view and knows no methods: at a shut URL the first role tries those that are
    meant, each other role one of all in turn. Were the arguments of an address wrong, every answer would be 404,
    and the walk would pass for nothing: they have to reach what they say.
    """
    addresses = every_address(Everything(zhou, owner))
    visitors = Visitors(client, sign_in_once, riverside)
    known: set[str] = set()  # to be shut, for a role before
    in_turn = cycle(METHODS)
    for role in Role:
        shut = [name for name in addresses if expected(name, role, here=True) == SHUT]
        methods = {name: (next(in_turn),) if name in known else MEANT for name in shut}
        methods |= {name: tried(name, role) for name in addresses.keys() - methods.keys() - LEFT_OUT}
        visitors.try_as(role, addresses, lambda name, methods=methods: methods.get(name, ()), here=True)
        known.update(shut)
    assert visitors.wrong == []
    people = {name for name in addresses if about_a_branch(name) and ROLE_TABLE[name] != SIGNED_IN}
    assert people - visitors.reached == WITHOUT_FILE


def test_nothing_is_there_that_is_of_another_branch(
    client: Client, sign_in_once: SignIn, owner: User, riverside: Branch, khalilova: Patient
) -> None:
    """REC-12: access is by branch, for every role. What it is refused does not depend on the branch."""
    addresses = every_address(Everything(khalilova, owner))
    visitors = Visitors(client, sign_in_once, riverside)
    for role in Role:
        theirs = {name: it for name, it in addresses.items() if expected(name, role, here=False) == NOT_THERE}
        visitors.try_as(role, theirs, lambda _name: MEANT, here=False)
    assert visitors.wrong == []


def tried(name: str, role: Role) -> tuple[str, ...]:
    """The methods that `role` tries at a URL that is open to it.

    No GET where another walk has just that answered: plain URLs are opened by every role (test_role_table), and
    all that is open to a role that may not know everything is drawn for it (test_what_is_masked).
    """
    opened = sorted(
        (one for one in Role if expected(name, one, here=True) == OPEN), key=lambda one: len(RIGHTS[one])
    )
    most, least = opened[-1], opened[0]
    if role not in (most, least):
        return ()
    plain = isinstance(ROLE_TABLE[name], Right) and not takes_arguments(name)
    drawn = role != most and not knows_all(role) and ROLE_TABLE[name] != PUBLIC
    return ("POST",) if plain or drawn else MEANT


def test_who_is_not_signed_in_is_led_to_the_door_by_every_method(
    client: Client, owner: User, zhou: Patient
) -> None:
    addresses = every_address(Everything(zhou, owner))
    open_doors = (PUBLIC, MACHINE)
    closed = {name: address for name, address in addresses.items() if ROLE_TABLE[name] not in open_doors}
    in_turn = cycle(METHODS[len(MEANT) :])
    found = list(answers(client, closed, lambda _name: (*MEANT, next(in_turn))))
    assert {status for _name, method, status in found if method in ("GET", "HEAD")} == {302}
    # what was sent comes back to be sent again (test_sent_again), and nothing is done of it
    assert {status for *_, status in found} <= {302, 401}
