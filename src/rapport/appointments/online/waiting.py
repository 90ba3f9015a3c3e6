"""Somebody new whom no time suits waits for one to come free, without having booked (BOO-3)."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking.giving import in_turn, lock
from rapport.appointments.models import BookedThrough, WaitingEntry
from rapport.appointments.online.newcomers import Newcomer, write_down
from rapport.appointments.waiting import NewWish, put_on_list
from rapport.lib.refusal import Refused
from rapport.people.models import ContactPoint
from rapport.people.models.contact import ContactKind
from rapport.staff.models import Branch

# times that one number may wait for
MOST_WAITING = 2


def wait_online(newcomer: Newcomer, wish: NewWish) -> WaitingEntry:
    """They become a prospect, as who books does, and wait; said twice, they wait once.

    Raises Refused as `write_down` and `put_on_list` do, or too_many_waiting.
    """
    return in_turn(lambda: _wait(newcomer, wish))


def _wait(newcomer: Newcomer, wish: NewWish) -> WaitingEntry:
    lock(Branch, [wish.branch.pk])
    points = ContactPoint.objects.filter(kind=ContactKind.PHONE, value=newcomer.phone).values("patient")
    whose = Q(patient__in=points) | Q(patient__guardian__in=points)
    mine = WaitingEntry.objects.open().filter(whose, through=BookedThrough.ONLINE)
    said = mine.filter(branch=wish.branch, service=wish.service, patient__full_name=newcomer.name).first()
    if said is not None:
        return said
    if mine.count() >= MOST_WAITING:
        raise Refused("too_many_waiting", _("Several visits are waited for with this phone already. Call us."))
    return put_on_list(write_down(newcomer, wish.branch), wish, through=BookedThrough.ONLINE)
