"""What the pages of the waiting list show: who is asked now, who is next and why, who waits no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial

from django.db.models import Prefetch
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from rapport.appointments.booking import FreeTime, free_times
from rapport.appointments.booking.reading import CLASS_A, is_early
from rapport.appointments.models import Appointment, PartOfDay, TimeOffer, WaitingEntry
from rapport.appointments.models.waiting import WaitingQuerySet
from rapport.appointments.waiting.listing import wish_of
from rapport.appointments.waiting.rules import Place, in_line
from rapport.lib import clock
from rapport.outreach.models import MessageState
from rapport.people.models import Standing
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.access import standing_of
from rapport.web.contacts import PHONES, ContactLine, phone_line
from rapport.web.sight import Sight

SHOWN = 30
# of those who wait, on one page
IN_TURN = 100
# free times to choose from
_CHOICES = 40
_BESIDE = ("patient__standing", "patient__branch", "branch", "service", "dentist", "instead_of", "appointment")


@dataclass(frozen=True)
class Line:
    """Somebody on the list. `place` from 1, of their branch, 0 where it is not asked; `standing` None, and nobody
    `early`, where that may not be seen."""

    entry: WaitingEntry
    place: int
    early: bool
    days: int
    suits: str
    note: str
    phone: ContactLine | None
    standing: Standing | None
    offer: TimeOffer | None
    may_change: bool


@dataclass(frozen=True)
class Ended:
    entry: WaitingEntry
    offers: int


@dataclass(frozen=True)
class Page:
    """`asked` are being asked about a time, the most urgent first; `earlier` and `later` lead to those who wait
    before and behind those of this page."""

    asked: Sequence[Line] = ()
    waiting: Sequence[Line] = ()
    earlier: str = ""
    later: str = ""
    ended: Sequence[Ended] = ()
    left_open: Sequence[Appointment] = ()
    next: bool = False
    # whether it is told why somebody waits no more
    words: bool = False
    # whether it is told whose turn it is; else they stand as they came, since turns tell classes
    turns: bool = False


def page_for(user: User, branch: Branch | None, page: int, turn: int = 0) -> Page:
    """The list of `branch`: page `turn` of those who wait, `page` of those who wait no more. A constant number of
    queries, and of rows but for three columns of everybody who waits."""
    if branch is None:
        return Page()
    entries = WaitingEntry.objects.filter(branch=branch).select_related(*_BESIDE)
    over = entries.exclude(ended_at=None).prefetch_related("offers").order_by("-ended_at", "-pk")
    ended = list(over[page * SHOWN : (page + 1) * SHOWN + 1])
    left = Appointment.objects.filter(branch=branch).left_open(clock.now())
    places = {pk: place for place, pk in enumerate(_turns(entries.open(), user), 1)}
    turn = min(turn, max(0, len(places) - 1) // IN_TURN)  # some may have gone since the link was made
    shown = list(places)[turn * IN_TURN : (turn + 1) * IN_TURN]
    running = TimeOffer.objects.open().filter(entry__in=entries.open()).values_list("entry_id", "until")
    asked = dict(running.order_by("until"))
    lines = {line.entry.pk: line for line in lines_of(entries.filter(pk__in={*shown, *asked}), user, places)}
    return Page(
        [lines[pk] for pk in asked if pk in lines],
        [lines[pk] for pk in shown if pk in lines],
        f"?branch={branch.pk}&turn={turn - 1}" if turn else "",
        f"?branch={branch.pk}&turn={turn + 1}" if len(places) > (turn + 1) * IN_TURN else "",
        [Ended(entry, len(entry.offers.all())) for entry in ended[:SHOWN]],
        list(left.select_related("patient", "dentist", "booked_service").order_by("-starts_at")[:SHOWN]),
        next=len(ended) > SHOWN,
        words=user.may_at(Right.SEE_WORDS, branch.pk),
        turns=user.may_at(Right.SEE_VALUE, branch.pk),
    )


def _turns(entries: WaitingQuerySet, user: User) -> list[int]:
    """The ids of those of one branch, in turn (BOO-2); as they came for who may not see classes."""
    seen = cache(partial(user.may_at, Right.SEE_VALUE))
    columns = ("pk", "since", "patient__standing__care", "patient__branch")
    told = entries.order_by("pk").values_list(*columns)
    return in_line((Place(care == CLASS_A and seen(home), since), pk) for pk, since, care, home in told)


def lines_of(entries: WaitingQuerySet, user: User, places: Mapping[int, int] | None = None) -> list[Line]:
    """`entries` as they came; `places` says whose turn is when, where that is asked."""
    running = TimeOffer.objects.open().select_related("dentist", "message", "task")
    phones = (f"patient__{one}" for one in PHONES)
    found = entries.order_by("pk").prefetch_related(Prefetch("offers", running, to_attr="running"), *phones)
    return [_line(entry, (places or {}).get(entry.pk, 0), user) for entry in found]


def _line(entry: WaitingEntry, place: int, user: User) -> Line:
    standing, sight = standing_of(entry.patient, user), Sight.of(user, entry.patient)
    return Line(
        entry=entry,
        place=place,
        early=standing is not None and is_early(entry.patient),
        days=max(clock.now() - entry.since, timedelta()) // timedelta(days=1),
        suits=suits_of(entry),
        note=sight.text(entry.note),
        phone=phone_line(entry.patient, sight.contacts),
        standing=standing,
        offer=next(iter(getattr(entry, "running", [])), None),
        may_change=user.may_at(Right.BOOK, entry.branch_id),
    )


def suits_of(entry: WaitingEntry) -> str:
    """Mon, Tue · morning; any day, any hour where nothing was said."""
    days = _(", ").join(str(WEEKDAYS_ABBR[day - 1]) for day in entry.weekdays)
    parts = _(", ").join(str(part.label) for part in PartOfDay if part in entry.parts)
    return " · ".join(filter(None, (days, parts))) or _("any day, any hour")


def way_of(offer: TimeOffer) -> str:
    """How they are asked, and how far that is."""
    if offer.message is not None:
        channel, state = offer.message.get_channel_display(), MessageState(offer.message.state).label
        return _("%(channel)s: %(state)s") % {"channel": channel, "state": state}
    return _("on the phone") if offer.task is not None else ""


def times_for(entry: WaitingEntry) -> list[FreeTime]:
    """Free times that suit, the next first, to be offered by hand."""
    wish = wish_of(entry)
    days = entry.first_day, entry.last_day
    found = free_times(entry.branch, entry.service, entry.dentist, first=days[0], last=days[1], online=False)
    return list(_some(one for one in found if wish.suits(one.dentist, one.starts_at) and _is_ahead(one.starts_at)))


def _some(times: Iterator[FreeTime]) -> Iterator[FreeTime]:
    for _number, one in zip(range(_CHOICES), times, strict=False):
        yield one


def _is_ahead(moment: datetime) -> bool:
    return moment > clock.now() + timedelta(minutes=15)
