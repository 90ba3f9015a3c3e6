"""When somebody is asked about their visits, until when, and who is not asked. Pure (AFT-2, AFT-3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from rapport.feedback.models.survey import NotAsked
from rapport.people.models.consent import Channel

_MONTH = relativedelta(months=1)
# what the gate says of those who are not asked at all
_LASTING = {
    "deceased": NotAsked.DECEASED,
    "guardian_missing": NotAsked.NO_GUARDIAN,
    "guardian_dead": NotAsked.NO_GUARDIAN,
}
_NEVER = "never"
_AGAINST = frozenset({_NEVER, "consent_refused", "consent_withdrawn"})


@dataclass(frozen=True)
class Treated:
    """A visit with a treatment. `finished`: no course goes on in it. `braces`: the person wears them."""

    visit_id: int
    patient_id: int
    # where the person is at home
    branch_id: int
    day: date
    finished: bool
    braces: bool


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_after(month: date) -> date:
    return month + _MONTH


def first_month(today: date) -> date:
    """Nobody is asked about visits before the first day of the previous month."""
    return month_of(today) - _MONTH


def day_to_ask(visits: Sequence[Treated], after_days: int) -> date:
    """From when somebody is asked about these visits of one month: some days after the first on which a treatment
    was finished, at the latest on the first day of the next month."""
    latest = month_after(month_of(visits[0].day))
    days = [visit.day + timedelta(days=after_days) for visit in visits if visit.finished or visit.braces]
    return min([*days, latest])


def is_due_again(last: date | None, months: int, month: date) -> bool:
    """Whether somebody with braces, last asked about the month `last`, is asked anew in `month` (AFT-3)."""
    return last is None or last + relativedelta(months=months) <= month


def due_on(month: date, asked_before: int, today: date) -> date:
    """The last day before that day of the next month; of one that is over already, today (AFT-2)."""
    return max(month_after(month) + timedelta(days=asked_before - 2), today)


def why_not(codes: Mapping[str, Collection[str]]) -> NotAsked | None:
    """Why somebody is not asked; `codes` are what the gate says by channel. None where they are.

    Whoever does not want to be called may still be written to, and the other way round.
    """
    for code, why in _LASTING.items():
        if any(code in said for said in codes.values()):
            return why
    if all(_NEVER in said for said in codes.values()):
        return NotAsked.NEVER
    by_message = [said for channel, said in codes.items() if channel != Channel.CALL]
    closed = all(_is_closed(said) for said in by_message)
    return NotAsked.NO_CONSENT if closed and _AGAINST & set(codes[Channel.CALL]) else None


def _is_closed(said: Collection[str]) -> bool:
    return any(code == "no_point" or code == _NEVER or code.startswith("consent_") for code in said)
