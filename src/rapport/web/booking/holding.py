"""What of the book this browser holds, and as whom it is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking import Besides, Held, Wanted, held_by, hold_slot
from rapport.appointments.models import PhoneCode, Service, Slot
from rapport.appointments.online.codes import people_of, proven_by
from rapport.appointments.online.offering import branches_open, dentists_for, services_at
from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.web.booking.month import Asking
from rapport.web.booking.public import CODE_COOKIE, HOLD_COOKIE, stay_under_its_name
from rapport.web.limits import origin

# times that one address may hold at once: some families behind one router, not the day of a dentist
MOST_HELD = 8
_AN_HOUR = 3_600


class Known(NamedTuple):
    """Who has shown a code, and for whom they may book, first of all themselves."""

    proof: PhoneCode
    people: list[Patient]

    @property
    def me(self) -> Patient:
        return self.people[0]


def branch_of(request: HttpRequest, pk: int, among: Iterable[Branch] | None = None) -> Branch:
    """One of those where something can be booked (`among`, where they are read already), else 404; Elsewhere."""
    found = next((one for one in (branches_open() if among is None else among) if one.pk == pk), None)
    if found is None:
        raise Http404
    stay_under_its_name(request, found)
    return found


def service_of(branch: Branch, pk: int) -> Service:
    found = next((one for one in services_at(branch) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def dentist_of(request: HttpRequest, branch: Branch, service: Service) -> User | None:
    """Who is asked for, None for any; 404 for somebody who does not give it here."""
    wanted = request.GET.get("dentist", "")
    if not wanted:
        return None
    found = next((one for one in dentists_for(branch, service) if str(one.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def known(request: HttpRequest) -> Known | None:
    proof = proven_by(request.COOKIES.get(CODE_COOKIE, ""))
    people = people_of(proof) if proof else []
    return Known(proof, people) if proof and people else None


def hold_token(request: HttpRequest) -> str:
    return request.COOKIES.get(HOLD_COOKIE, "")


def slot_held(request: HttpRequest, branch: Branch, service: Service) -> Slot | None:
    """What this browser holds, or held, of that service there."""
    slot = held_by(hold_token(request))
    return slot if slot and (slot.branch_id, slot.service_id) == (branch.pk, service.pk) else None


def hold_for(request: HttpRequest, wanted: Wanted, patient: Patient | None) -> Held:
    """Hold it for this browser, in place of what it held before. Raises Refused as `booking.hold_slot` does, or
    too_many_held."""
    place, mine = f"holding:{origin(request)}", hold_token(request)
    seals = Slot.objects.alive(clock.now()).filter(token_sha256__in=cache.get(place, []))
    others = list(seals.exclude(token_sha256=hash_of(mine)).values_list("token_sha256", flat=True))
    if len(others) >= MOST_HELD:
        raise Refused(
            "too_many_held", _("Several times are held from here. Book one of them, or wait a few minutes.")
        )
    held = hold_slot(wanted, patient=patient, instead_of=mine)
    cache.set(place, [*others, hash_of(held.token)], _AN_HOUR)
    return held


def asking_of(request: HttpRequest, branch: Branch, service: Service, slot: Slot | None = None) -> Asking:
    whoever = known(request)
    dentist = dentist_of(request, branch, service)
    return Asking(branch, service, dentist, whoever.me if whoever else None, Besides.of(slot))


def wanted_at(asking: Asking, at: datetime) -> Wanted:
    return Wanted(asking.branch, asking.service, at, dentist=asking.dentist, online=True)


def day_asked(request: HttpRequest) -> date | None:
    """The day in the address; None for none, or for what is no day."""
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:
        return None


def moment_asked(text: str) -> datetime | None:
    """An aware moment of a full minute; None for what is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    fine = found is not None and found.tzinfo is not None and not found.second and not found.microsecond
    return found if fine and _near(found) else None


def _near(at: datetime | None) -> bool:
    return at is not None and abs(at.year - clock.now().year) <= 10
