"""Every URL, every role, both branches, every method: what happens is what the role table says (REC-12)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

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

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# 400 and 422 are said of what was sent, 409 of what changed meanwhile: by pages that are open to the asker
OPEN = {200, 204, 302, 400, 403, 404, 405, 409, 422}
SHUT, NOT_THERE = {403}, {404, 405}
# leaves the house: signing out would shut the pages that come after it
LEFT_OUT = {"account_logout"}


def answers(
    client: Client, addresses: dict[str, str], by_two: Collection[str] = ()
) -> Iterator[tuple[str, str, int]]:
    """(name, method, status) of each by every method, to those of `by_two` by the two that are meant; what a page
    writes is taken back at once."""
    for name, address in addresses.items():
        for method in ("GET", "POST") if name in by_two else METHODS:
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

    Every role tries GET and POST; the other methods are tried at each URL by the first role that it is shut for.
    """
    addresses = every_address(Everything(zhou if here else khalilova, owner))
    wrong = []
    tried: set[str] = set()  # by every method
    for role in Role:
        someone = add_user(f"some_{role}", name="有人", password=None, roles=[(role, riverside)], language="en")
        sign_in_once(client, someone)
        wanted = {name: expected(name, role, here=here) for name in addresses if name not in LEFT_OUT}
        walked = {name: addresses[name] for name in wanted if here or about_a_branch(name)}
        walked = {name: address for name, address in walked.items() if here or wanted[name] != SHUT}
        open_ones = {name for name in walked if wanted[name] == OPEN}
        said = answers(client, walked, open_ones | tried)
        wrong += [(role, *one) for one in said if one[2] not in wanted[one[0]]]
        tried |= walked.keys() - open_ones
    assert wrong == []


def test_who_is_not_signed_in_is_led_to_the_door_by_every_method(
    client: Client, owner: User, zhou: Patient
) -> None:
    addresses = every_address(Everything(zhou, owner))
    open_doors = (PUBLIC, MACHINE)
    closed = {name: address for name, address in addresses.items() if ROLE_TABLE[name] not in open_doors}
    assert {status for _name, _method, status in answers(client, closed)} == {302}


def test_the_walk_reaches_what_it_says(client: Client, owner: User, zhou: Patient) -> None:
    """Were the arguments wrong, every answer would be 404, and the walk above would pass for nothing."""
    client.force_login(owner)
    addresses = every_address(Everything(zhou, owner))
    reached = {name for name, address in addresses.items() if client.get(address).status_code in (200, 302, 405)}
    about_people = {name for name in addresses if about_a_branch(name) and ROLE_TABLE[name] != SIGNED_IN}
    # whose rows were made without a picture
    without_file = {"web:photo_picture", "web:photo_thumbnail"}
    assert about_people - reached == without_file
