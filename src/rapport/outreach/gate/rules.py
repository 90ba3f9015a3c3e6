"""May we turn to this person now, and if not, why, and when? Pure: a situation and a moment in, reasons out.

LOY-4, CAM-1, CAM-7, CMP-3, REC-11. What was decided for cases that the rules leave open is in
docs/decisions/0009-contact-gate.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from rapport.outreach.gate import reasons
from rapport.outreach.gate.hours import Hours, opening, start_of_day
from rapport.outreach.gate.reasons import Reason
from rapport.outreach.gate.situation import POINTS, Ask, Past, Rest, Situation
from rapport.outreach.models.pause import PauseGround, PauseScope
from rapport.people.consents.rules import State, state
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose
from rapport.people.models.contact import ContactKind

if TYPE_CHECKING:
    from rapport.outreach.models import Manners

_DAY = timedelta(days=1)
# said against it: this stops even what somebody asked for
_AGAINST = frozenset({State.REFUSED, State.WITHDRAWN})
# pauses, times to think, caps and hours can follow upon each other, but not for ever
_MOST_STEPS = 200
_ANY = Hours(time.min, time.max)


def reasons_against(about: Situation, ask: Ask, at: datetime) -> list[Reason]:
    """Everything that speaks against it at the moment `at` (UTC); [] is a yes. Of nobody nothing else is said."""
    if about.addressed_id is None:
        return [Reason(about.unspoken)]
    return [
        *_reachable(about, ask),
        *_consent(about, ask, at),
        *_pauses(about, ask, at),
        *(() if ask.on_request else _pressing(about, ask, at)),
        *_hours(about, ask, at),
    ]


def first_yes(about: Situation, ask: Ask, at: datetime) -> datetime | None:
    """The first moment from `at` on at which nothing speaks against it, as far as is known at `at`.

    None where a person must act first. No reason ends before its `until`, so nothing earlier is left out.
    """
    for _step in range(_MOST_STEPS):
        against = reasons_against(about, ask, at)
        if not against:
            return at
        ends = [reason.until for reason in against if reason.until is not None]
        if len(ends) < len(against):
            return None
        at = max(ends)
    return None


def hours_for(about: Situation, ask: Ask) -> Hours | None:
    """The hours in which this person is turned to; None where they wish for others than the clinic keeps."""
    return hours_kept(about.manners, ask, about.wish)


def hours_kept(kept: Manners, ask: Ask, wish: Hours | None) -> Hours | None:
    """The hours of a clinic for calls or for messages, as far as `wish` allows them; None for none."""
    if ask.is_call:
        hours = Hours(kept.calls_open, kept.calls_close, kept.call_days)
    else:
        hours = Hours(kept.messages_open, kept.messages_close)
    return hours.within(wish or _ANY)


def is_good_moment(about: Situation, at: datetime) -> bool:
    """Whether people answer a call gladly at this time of their day (CAM-1)."""
    return Hours(about.manners.best_open, about.manners.best_close).hold(at.astimezone(about.zone))


def _reachable(about: Situation, ask: Ask) -> Iterator[Reason]:
    if about.point_id is None and about.landline:
        yield Reason(reasons.LANDLINE)
    elif about.point_id is None:
        yield Reason(reasons.NO_POINT, params={"kind": ContactKind(POINTS[ask.channel]).label})


def _consent(about: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    """What they said about this purpose by this channel, on the day of the branch (REC-11, CAM-7).

    A word against it holds although it is dated later: whoever set the clock back did not unsay it.
    """
    days = [word.day for word in about.words if word.said != State.GIVEN]
    said = state(about.words, ask.purpose, ask.channel, max([at.astimezone(about.branch_zone).date(), *days]))
    if said is State.GIVEN or (ask.on_request and said not in _AGAINST):
        return
    params = {"purpose": Purpose(ask.purpose).label, "channel": Channel(ask.channel).label}
    yield Reason(f"consent_{said}", params=params)


def _pauses(about: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    """Pauses stop what they are about (CMP-3, CAM-2)."""
    said = set()
    # of several for one reason the longest is told
    for rest in sorted(about.rests, key=lambda rest: rest.until or date.max, reverse=True):
        if rest.ground not in said and _rests(rest, ask, at.astimezone(about.branch_zone).date()):
            said.add(rest.ground)
            yield _pause(about, rest)


def _rests(rest: Rest, ask: Ask, today: date) -> bool:
    """Who wants it never again does not get it when they ask either, and no clock that is set back unsays it."""
    if not _stops(rest.scope, ask) or (rest.until is not None and rest.until < today):
        return False
    return rest.ground == PauseGround.NEVER or (rest.since <= today and not ask.on_request)


def _pause(about: Situation, rest: Rest) -> Reason:
    until = None if rest.until is None else _after(about, rest.until)
    if rest.ground == PauseGround.NEVER:
        return Reason(reasons.NEVER, until, spoken=f"{reasons.NEVER}_{rest.scope}")
    code = f"pause_{rest.ground}"
    return Reason(code, until, {"day": rest.until}, f"{code}_until" if rest.until else code)


def _stops(scope: str, ask: Ask) -> bool:
    return (
        scope == PauseScope.ALL
        or (scope == PauseScope.CALLS and ask.is_call)
        or (scope == PauseScope.MARKETING and ask.is_offer)
    )


def _after(about: Situation, day: date) -> datetime:
    """When the day after `day` begins at the branch."""
    return start_of_day(about.branch_zone, day + _DAY)


def _pressing(about: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    yield from _thinking(about, ask, at)
    yield from _caps(about, ask, at)
    yield from _household(about, at)


def _thinking(about: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    """Nobody calls and nothing is offered while they think (LOY-4); a message about care passes."""
    if not about.thoughts or not (ask.is_call or ask.is_offer):
        return
    today = at.astimezone(about.branch_zone).date()
    ends = [thought.until for thought in about.thoughts if thought.since <= today <= thought.until]
    if ends:
        yield Reason(reasons.THINKING, _after(about, max(ends)), {"day": max(ends)})


def _caps(about: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    """How often at most, over all staff, channels and campaigns; days are those of the person (LOY-4)."""
    if not about.past:
        return
    kept = about.manners
    yield from _cap(about, about.past, "a_day", kept.a_day, 1, at)
    yield from _cap(about, about.past, "a_week", kept.a_week, 7, at)
    yield from _cap(about, about.past, "a_month", kept.a_month, 30, at)
    if ask.is_offer:
        offers = tuple(one for one in about.past if one.purpose == Purpose.MARKETING)
        yield from _cap(about, offers, "offers_a_month", kept.offers_a_month, 30, at)


def _cap(
    about: Situation, past: tuple[Past, ...], code: str, most: int, days: int, at: datetime
) -> Iterator[Reason]:
    """One more is allowed when the `most`th last of them lies `days` days back."""
    if most and len(past) >= most:
        until = _days_after(about, past[most - 1].at, days)
        if at < until:
            yield Reason(code, until, {"count": most})


def _days_after(about: Situation, moment: datetime, days: int) -> datetime:
    return start_of_day(about.zone, moment.astimezone(about.zone).date() + timedelta(days=days))


def _household(about: Situation, at: datetime) -> Iterator[Reason]:
    most = about.manners.household_a_day
    if most and len(about.at_home) >= most:
        until = _days_after(about, about.at_home[most - 1], 1)
        if at < until:
            yield Reason(reasons.HOUSEHOLD, until)


def _hours(about: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    """Their hours, in their own time zone (CAM-1). What they asked for in writing is answered at once."""
    if ask.on_request and not ask.is_call:
        return
    hours = hours_for(about, ask)
    if hours is None:
        yield Reason(reasons.HOURS_NEVER)
        return
    local = at.astimezone(about.zone)
    if not hours.hold(local):
        params = {"local": local.time(), "opens": hours.opens, "closes": hours.closes}
        yield Reason(reasons.HOURS, opening(about.zone, hours, at), params)
