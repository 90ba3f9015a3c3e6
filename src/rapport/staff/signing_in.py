"""Tries to sign in: let through or refused before the password is looked at, and remembered."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.staff import door
from rapport.staff.models import SignInTry

_LOCK = 7279


def begin_try(username: str, address: str, *, second_step: bool = False) -> SignInTry:
    """Let one try through, counted as wrong until it is settled. Raises Refused (`too_many_tries`).

    Counting and writing are one step: a thousand tries at the same moment are still looked at one after another.
    """
    account, place = account_key(username), network_of(address)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        tries = _tries(account, place, second_step)
        if door.shut_to(tries):
            minutes = {"minutes": int(door.PAIR_WINDOW.total_seconds()) // 60}
            raise Refused(
                "too_many_tries", _("Too many wrong tries. Wait %(minutes)s minutes, then try again."), minutes
            )
        return SignInTry.objects.create(account=account, address=place, at=clock.now(), familiar=tries.familiar)


def settle_try(begun: SignInTry, *, succeeded: bool) -> None:
    """Whether the password was right."""
    begun.succeeded = succeeded
    begun.save(update_fields=["succeeded"])


def forget_tries() -> int:
    """Take away what no decision needs any more; how many rows that were."""
    now = clock.now()
    old = SignInTry.objects.filter(at__lt=now - door.FAMILIAR)
    wrong = SignInTry.objects.exclude(succeeded=True).filter(at__lt=now - door.STRANGERS_WINDOW * 24)
    return old.delete()[0] + wrong.delete()[0]


def account_key(username: str) -> str:
    """What stands for an account in the table: names as typed may be passwords in the wrong field."""
    return salted_hmac("rapport.sign-in", username.strip().casefold(), algorithm="sha256").hexdigest()


def network_of(address: str) -> str:
    """The address that is counted: of IPv6 the /64, which one machine has all of."""
    ip = ip_address(address)
    return str(ip_network(f"{ip}/64", strict=False).network_address) if ip.version == 6 else str(ip)


def _tries(account: str, address: str, second_step: bool) -> door.Tries:
    now = clock.now()
    wrong = SignInTry.objects.exclude(succeeded=True)
    home = SignInTry.objects.filter(account=account, address=address, succeeded=True, at__gt=now - door.FAMILIAR)
    last = home.order_by("-at").values_list("at", flat=True).first()
    here = wrong.filter(account=account, address=address, at__gt=now - door.PAIR_WINDOW)
    strange = wrong.filter(familiar=False)
    return door.Tries(
        pair=(here.filter(at__gt=last) if last else here).count(),
        strangers=strange.filter(account=account, at__gt=now - door.STRANGERS_WINDOW).count(),
        address=strange.filter(address=address, at__gt=now - door.ADDRESS_WINDOW).count(),
        familiar=last is not None,
        second_step=second_step,
    )
