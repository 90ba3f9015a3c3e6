"""The sweep: offers that nobody answered end, and freed times are offered to whoever is next (BOO-2, BOO-3).

It may stop anywhere and begin again, at any clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from rapport.appointments.booking.giving import in_turn, lock
from rapport.appointments.booking.reading import is_early
from rapport.appointments.booking.rules import Reason
from rapport.appointments.booking.spans import Span, minute_of, moment_of
from rapport.appointments.models import (
    Answer,
    AppointmentState,
    AppointmentStep,
    BookingTerms,
    FreedTime,
    Slot,
    TimeOffer,
    WaitingEnd,
    WaitingEntry,
)
from rapport.appointments.models.appointment import STANDING
from rapport.appointments.reaching import How, Reach, reach
from rapport.appointments.waiting.ending import end_entry, end_offer
from rapport.appointments.waiting.listing import wish_of
from rapport.appointments.waiting.offering import HAS_OFFER, OCCASION, make_offer
from rapport.appointments.waiting.rules import Place, in_line, still_free
from rapport.lib import clock
from rapport.lib.each_alone import each_alone
from rapport.lib.refusal import Refused
from rapport.outreach.models import Closing
from rapport.outreach.models.message import NOT_GONE
from rapport.outreach.ways import ways_out
from rapport.staff.models import Branch, User

# how the caller's task says that there is no yes
_BY_TASK = {Closing.REFUSED: Answer.NO, Closing.NOT_REACHED: Answer.NOT_REACHED, Closing.DROPPED: Answer.WITHDRAWN}
# tries to hold a time in one go at one branch; the rest comes with the next sweep
_TRIES = 60
# refusals that say nothing of the time itself, which others may have
_THEIR_OWN = frozenset({Reason.PATIENT_TAKEN, HAS_OFFER})


@dataclass(frozen=True, order=True)
class _Piece:
    """A freed time of a dentist that is still free."""

    start: datetime
    dentist: int


def offer_freed_times() -> int:
    """Go through all branches; what fails at one keeps no other waiting. How many offers were made."""
    failed = "Freed times of branch %s could not be offered; trying again."
    return sum(each_alone(Branch.objects.order_by("pk"), offer_at, failed))


def offer_at(branch: Branch) -> int:
    """One branch; two at once come one after the other, and the second finds it done."""
    if not WaitingEntry.objects.open().filter(branch=branch).exists():
        return 0
    return in_turn(lambda: _offer_at(branch, clock.now()))


def _offer_at(branch: Branch, now: datetime) -> int:
    lock(Branch, [branch.pk])
    _end_offers(branch, now)
    _end_entries(branch)
    pieces = free_pieces(branch, now)
    return _offer(branch, pieces) if pieces else 0


def _end_offers(branch: Branch, now: datetime) -> None:
    """What nobody answered in time, what reached nobody, and what a caller heard; and of two to one person the
    second, whose time others may have."""
    for offer in TimeOffer.objects.second().filter(entry__branch=branch):
        end_offer(offer, Answer.WITHDRAWN)
    running = TimeOffer.objects.open().filter(entry__branch=branch).select_related("message", "task__closed_by")
    for offer in running:
        if offer.task is not None and (answer := _BY_TASK.get(Closing(offer.task.closed_how or Closing.DONE))):
            end_offer(offer, answer, by=offer.task.closed_by)
        elif offer.message is not None and offer.message.state in NOT_GONE:
            end_offer(offer, Answer.NOT_REACHED)
        elif offer.until <= now:
            end_offer(offer, Answer.SILENT)


def _end_entries(branch: Branch) -> None:
    """Who has booked the service meanwhile, or whose last day is over, waits no more; nor does who has died."""
    waiting = WaitingEntry.objects.open().filter(branch=branch)
    booked = AppointmentStep.objects.filter(
        ~Q(appointment=Coalesce(OuterRef("instead_of"), 0)),
        state=AppointmentState.BOOKED,
        undoes=None,
        at__gt=OuterRef("since"),
        appointment__patient=OuterRef("patient"),
        appointment__booked_service=OuterRef("service"),
        appointment__state__in=STANDING,
    )
    idle = waiting.exclude(offers__in=TimeOffer.objects.open())
    for entry in idle.filter(Exists(booked)):
        end_entry(entry, WaitingEnd.BOOKED)
    for entry in idle.filter(last_day__lt=branch.today()) | idle.filter(patient__deceased=True):
        end_entry(entry, WaitingEnd.OVER)


def free_pieces(branch: Branch, now: datetime) -> list[_Piece]:
    """The beginnings of freed times that nobody has taken since. Two queries."""
    freed: dict[int, list[Span]] = defaultdict(list)
    for one in FreedTime.objects.ahead(now).filter(branch=branch, dentist__is_active=True):
        freed[one.dentist_id].append((minute_of(one.starts_at), minute_of(one.ends_at)))
    taken: dict[int, list[Span]] = defaultdict(list)
    slots = Slot.objects.alive(now).filter(dentist__in=freed, ends_at__gt=now)
    for dentist, starts, ends in slots.values_list("dentist_id", "starts_at", "ends_at"):
        taken[dentist].append((minute_of(starts), minute_of(ends)))
    return sorted(
        _Piece(moment_of(start), dentist)
        for dentist, spans in freed.items()
        for start, _end in still_free(spans, taken[dentist])
    )


def _offer(branch: Branch, pieces: Iterable[_Piece]) -> int:
    line = waiting_line(branch)
    how = reach({entry.patient_id for entry in line}, list(ways_out(branch, OCCASION)))
    asked = set(_asked(branch))
    notice = timedelta(hours=BookingTerms.of(branch).notice_hours)
    dentists = User.objects.in_bulk({piece.dentist for piece in pieces})
    tries, made, busy = 0, 0, set()
    for piece in pieces:
        # services that are not given then, to whomever: one is asked for all
        shut: set[int] = set()
        for entry in line:
            key = entry.patient_id, piece.dentist, piece.start
            if entry.patient_id in busy or entry.service_id in shut or key in asked:
                continue
            if not _suits(entry, piece, how[entry.patient_id]):
                continue
            if (tries := tries + 1) > _TRIES:
                return made
            refused = _try(entry, dentists[piece.dentist], piece.start, how[entry.patient_id], notice)
            if refused is None:
                busy.add(entry.patient_id)
                made += 1
                break
            if refused.code not in _THEIR_OWN:
                shut.add(entry.service_id)
    return made


def waiting_line(branch: Branch) -> list[WaitingEntry]:
    """Those who wait at `branch` and are not being asked about a time now, in turn (BOO-2)."""
    beside = ("patient__standing", "patient__branch", "branch", "service", "dentist", "instead_of")
    asked = TimeOffer.objects.open().filter(entry__patient=OuterRef("patient"))
    free = WaitingEntry.objects.open().filter(~Exists(asked), branch=branch).select_related(*beside)
    return in_line((Place(is_early(one.patient), one.since), one) for one in free.order_by("pk"))


def _asked(branch: Branch) -> Iterable[tuple[int, int, datetime]]:
    """Who was asked about which time: nobody is asked about it twice."""
    offers = TimeOffer.objects.filter(entry__branch=branch, starts_at__gt=clock.now())
    return offers.values_list("entry__patient_id", "dentist_id", "starts_at")


def _suits(entry: WaitingEntry, piece: _Piece, how: Reach) -> bool:
    local = entry.branch.local(piece.start)
    return how.how in (How.WRITE, How.CALL) and wish_of(entry).suits(piece.dentist, local)


def _try(entry: WaitingEntry, dentist: User, start: datetime, how: Reach, notice: timedelta) -> Refused | None:
    """Offer it to them; why not, where the book does not give it."""
    try:
        in_turn(lambda: make_offer(entry, dentist, start, how, notice=notice))
    except Refused as refused:
        return refused
    return None
