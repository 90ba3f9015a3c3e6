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
from tests.urls import about_a_branch, every_address
from tests.walking import SignIn

pytestmark = pytest.mark.usefixtures("only_statuses")

MEANT = ("GET", "POST")
METHODS = (*MEANT, "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
# 400 and 422 are said of what was sent, 409 of what changed meanwhile: by pages that are open to the asker
OPEN = {200, 204, 302, 400, 403, 404, 405, 409, 422}
SHUT, NOT_THERE = {403}, {404, 405}
# leaves the house: signing out would shut the pages that come after it
LEFT_OUT = {"account_logout"}


def answers(
    client: Client, addresses: dict[str, str], methods: Callable[[str], Iterable[str]]
) -> Iterator[tuple[str, str, int]]:
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


@pytest.mark.parametrize("here", [True, False], ids=["own", "other"])
def test_nothing_is_open_that_the_table_does_not_open(
    here: bool,
    client: Client,
    sign_in_once: SignIn,
    owner: User,
    riverside: Branch,
    zhou: Patient,
    khalilova: Patient,
) -> None:
    """REC-12: access is by role and branch. What a role is refused does not depend on the branch: walked once.

    The table is asked before any view and knows no methods: at a shut URL the first role tries those that are
    meant, each other role one of all in turn. What is open is tried by who may most and by who may least.
    """
    addresses = every_address(Everything(zhou if here else khalilova, owner))
    wrong = []
    shut: set[str] = set()  # for a role before
    in_turn = cycle(METHODS)
    for role in Role:
        someone = add_user(f"some_{role}", name="有人", password=None, roles=[(role, riverside)], language="en")
        sign_in_once(client, someone)
        wanted = {name: expected(name, role, here=here) for name in addresses if name not in LEFT_OUT}
        refused = {name for name in wanted if wanted[name] == SHUT}
        walked = {name for name in wanted if wanted[name] == NOT_THERE}
        if here:
            walked = refused | {name for name in wanted.keys() - refused if role in most_and_least(name)}
        known = refused & shut
        shut |= refused
        for name, method, status in answers(
            client,
            {name: addresses[name] for name in addresses if name in walked},
            lambda name, known=known: [next(in_turn)] if name in known else MEANT,
        ):
            wrong += [(role, name, method, status)] if status not in wanted[name] else []
    assert wrong == []


def most_and_least(name: str) -> set[Role]:
    """Of the roles to which the table opens the URL, that with the most rights and that with the fewest."""
    opened = [role for role in Role if expected(name, role, here=True) == OPEN]
    return {pick(opened, key=lambda role: len(RIGHTS[role])) for pick in (max, min)}


def test_who_is_not_signed_in_is_led_to_the_door_by_every_method(
    client: Client, owner: User, zhou: Patient
) -> None:
    addresses = every_address(Everything(zhou, owner))
    open_doors = (PUBLIC, MACHINE)
    closed = {name: address for name, address in addresses.items() if ROLE_TABLE[name] not in open_doors}
    in_turn = cycle(METHODS[len(MEANT) :])
    assert {status for *_, status in answers(client, closed, lambda _name: (*MEANT, next(in_turn)))} == {302}


def test_the_walk_reaches_what_it_says(client: Client, owner: User, zhou: Patient) -> None:
    """Were the arguments wrong, every answer would be 404, and the walk above would pass for nothing."""
    client.force_login(owner)
    addresses = every_address(Everything(zhou, owner))
    reached = {name for name, address in addresses.items() if client.get(address).status_code in (200, 302, 405)}
    about_people = {name for name in addresses if about_a_branch(name) and ROLE_TABLE[name] != SIGNED_IN}
    # whose rows were made without a picture
    without_file = {"web:photo_picture", "web:photo_thumbnail"}
    assert about_people - reached == without_file
