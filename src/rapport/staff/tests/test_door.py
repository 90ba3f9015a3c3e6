"""Guessing passwords ends soon, and shuts nobody else out."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.staff.door import ADDRESS_CAP, PAIR_CAP, STRANGERS_CAP, Shut, Tries, shut_to
from rapport.staff.models import SignInTry, User
from rapport.staff.signing_in import begin_try, forget_tries, settle_try
from tests.cast import PASSWORD

CLINIC, HOME, ATTACKER = "203.0.113.7", "198.51.100.2", "192.0.2.66"


def sign_in(client: Client, user: User, password: str, address: str, **headers: str) -> bool:
    client.logout()
    data = {"login": user.username, "password": password}
    return client.post(reverse("account_login"), data, REMOTE_ADDR=address, headers=headers).status_code == 302


def checked() -> int:
    return SignInTry.objects.exclude(succeeded=True).count()


@pytest.mark.parametrize(
    ("tries", "shut"),
    [
        (Tries(PAIR_CAP - 1, 0, 0, False, False), None),
        (Tries(PAIR_CAP, 0, 0, True, True), Shut.PAIR),
        (Tries(0, STRANGERS_CAP, 0, False, False), Shut.STRANGERS),
        (Tries(0, STRANGERS_CAP, 0, False, True), None),
        (Tries(0, STRANGERS_CAP, ADDRESS_CAP, True, False), None),
        (Tries(0, 0, ADDRESS_CAP, False, True), Shut.ADDRESS),
    ],
)
def test_what_a_try_runs_into(tries: Tries, shut: Shut | None) -> None:
    assert shut_to(tries) == shut


@pytest.mark.one_database
def test_a_guesser_is_stopped_and_nobody_else(client: Client, desk: User, caller: User) -> None:
    """REC-12: the attacked colleague gets in from elsewhere, the other colleague from the very same address."""
    for n in range(40):
        assert not sign_in(client, desk, f"guess {n}", CLINIC)
    assert checked() == PAIR_CAP
    assert not sign_in(client, desk, PASSWORD, CLINIC)
    assert sign_in(client, desk, PASSWORD, HOME)
    assert sign_in(client, caller, PASSWORD, CLINIC)


def test_the_pair_is_open_again_after_a_while(client: Client, desk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(PAIR_CAP):
        sign_in(client, desk, f"guess {n}", CLINIC)
    assert not sign_in(client, desk, PASSWORD, CLINIC)
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert sign_in(client, desk, PASSWORD, CLINIC)


@pytest.mark.one_database
def test_many_addresses_have_twenty_guesses_and_the_owner_is_at_home(client: Client, desk: User) -> None:
    """REC-12: from where an account has signed in before, an attack from anywhere else does not count."""
    assert sign_in(client, desk, PASSWORD, HOME)
    for n in range(2 * STRANGERS_CAP):
        assert not sign_in(client, desk, "guess", f"192.0.2.{n}")
    assert checked() == STRANGERS_CAP
    assert not sign_in(client, desk, PASSWORD, CLINIC)
    assert sign_in(client, desk, PASSWORD, HOME)


def test_whoever_has_a_second_step_gets_in_from_a_new_place_under_attack(client: Client, desk: User) -> None:
    Authenticator.objects.create(user=desk, type="totp", data={"secret": "x"})
    for n in range(STRANGERS_CAP + 5):
        sign_in(client, desk, "guess", f"192.0.2.{n}")
    assert sign_in(client, desk, PASSWORD, CLINIC), "to the second step"


@pytest.mark.one_database
def test_a_guesser_of_names_does_not_shut_out_the_clinic_behind_the_same_address(
    client: Client, desk: User, caller: User
) -> None:
    assert sign_in(client, caller, PASSWORD, CLINIC)
    for n in range(ADDRESS_CAP + 50):
        try:
            settle_try(begin_try(f"name{n}", CLINIC), succeeded=False)
        except Refused as refused:
            assert refused.code == "too_many_tries"
    assert checked() == ADDRESS_CAP
    assert sign_in(client, caller, PASSWORD, CLINIC)
    assert sign_in(client, desk, PASSWORD, HOME)


def test_only_the_clinics_own_proxy_is_believed(client: Client, desk: User, settings: object) -> None:
    settings.RAPPORT_PROXIES = frozenset({"10.0.0.1"})
    for n in range(PAIR_CAP):
        sign_in(client, desk, "guess", "10.0.0.1", **{"X-Forwarded-For": f"{n}.1.1.1, {ATTACKER}"})
        sign_in(client, desk, "guess", HOME, **{"X-Forwarded-For": f"{n}.1.1.1"})
    assert set(SignInTry.objects.values_list("address", flat=True)) == {ATTACKER, HOME}


def test_a_network_of_ipv6_is_one_address(desk: User) -> None:
    begun = [begin_try("desk", f"2001:db8:1:2::{n}") for n in range(PAIR_CAP)]
    assert {one.address for one in begun} == {"2001:db8:1:2::"}
    with pytest.raises(Refused):
        begin_try("desk", "2001:db8:1:2:ffff::1")


def test_old_tries_are_forgotten(desk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    begin_try("desk", HOME)
    settle_try(begin_try("desk", CLINIC), succeeded=True)
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert forget_tries() == 1
