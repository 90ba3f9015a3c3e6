"""How a call ended, and what comes of it (CAM-2, CAM-3, CAM-4, CAM-5, LOY-4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.calls import outcomes
from rapport.outreach.calls.journal import CHANGED, Journal, take_back
from rapport.outreach.models import REACHED, Call, CallOutcome, StayAway, WorkList
from rapport.people.actions import touch
from rapport.staff.models import User

# a wrong key is noticed at once; later the card is the place to put things right
UNDO_WITHIN = timedelta(minutes=5)
MOST_OFFERS = 2
_BESIDE = ("patient__branch", "contact__addressed__branch")


@dataclass(frozen=True)
class Said:
    """What was noted during a call: why they stay away or choose the clinic, the note, how many offers were made;
    `moment` is when to call back, `until` the last day of thinking. `made` are rows that were written with it,
    and are taken back with it: the appointment."""

    note: str = ""
    stays_away: str = ""
    words: str = ""
    chooses_us: str = ""
    offers: int = 0
    moment: datetime | None = None
    until: date | None = None
    made: Sequence[models.Model] = field(default=())


@transaction.atomic
def end_call(call: Call, outcome: str, *, by: User, said: Said | None = None) -> Call:
    """Keep how `call` ended and do what follows from it.

    Raises Refused: not_yours, call_over, outcome, offers, and what each outcome asks for (moment, until, words).
    """
    said = said or Said()
    locked = Call.objects.select_for_update(of=("self",)).select_related(*_BESIDE).get(pk=call.pk)
    _demand_open(locked, outcome, by, said)
    journal = Journal()
    journal.change(locked, outcome=outcome, ended_at=clock.now(), **_noted(said))
    if locked.task is not None:
        ending = outcomes.Ending(locked, locked.task, by, journal, said)
        _APPLY[CallOutcome(outcome)](ending)
        if outcome in REACHED and locked.task.work_list == WorkList.PLAN:
            outcomes.note_follow_up(locked, by, journal)
        if outcome in REACHED:
            ending.answer_what_they_wrote()
    journal.made(*said.made)
    locked.journal = journal.lines
    locked.save(update_fields=["journal"])
    touch([locked.patient_id, locked.contact.addressed_id])
    return locked


def _demand_open(call: Call, outcome: str, by: User, said: Said) -> None:
    if call.caller_id != by.pk:
        raise Refused("not_yours", _("A colleague made this call: only they say how it ended."))
    if call.ended_at is not None:
        raise Refused("call_over", _("This call has its outcome already. Undo it first to change it."))
    if outcome not in CallOutcome.values:
        raise Refused("outcome", _("Choose how the call ended: the keys 1 to 8, or 0."))
    if not 0 <= said.offers <= MOST_OFFERS:
        raise Refused("offers", _("Two offers in one call at most: a third one would be pressing."))
    if said.stays_away and said.stays_away not in StayAway.values:
        raise Refused("stays_away", _("Choose one of the reasons why they stay away, or leave it out."))


def _noted(said: Said) -> dict[str, Any]:
    return {
        "note": said.note.strip(),
        "stays_away": said.stays_away,
        "words": said.words.strip()[:300],
        "chooses_us": said.chooses_us.strip()[:300],
        "offers": said.offers,
    }


_APPLY: dict[CallOutcome, Callable[[outcomes.Ending], None]] = {
    CallOutcome.BOOKED: outcomes.booked,
    CallOutcome.CALL_BACK: outcomes.call_back,
    CallOutcome.NO_ANSWER: outcomes.no_answer,
    CallOutcome.THINKING: outcomes.thinking,
    CallOutcome.COMPLAINT: outcomes.complaint,
    CallOutcome.WRONG_NUMBER: outcomes.wrong_number,
    CallOutcome.REFUSED: outcomes.refused,
    CallOutcome.DONE: outcomes.done,
    CallOutcome.NEVER: outcomes.never,
}


def last_outcome(by: User) -> Call | None:
    """The last call of `by` whose outcome can still be taken back."""
    ended = Call.objects.filter(caller=by, ended_at__gt=clock.now() - UNDO_WITHIN).exclude(outcome="")
    last = ended.select_related("patient", "task").order_by("-ended_at", "-pk").first()
    return last if last and last.outcome != CallOutcome.NEVER else None


@transaction.atomic
def undo_outcome(call: Call, *, by: User) -> Call:
    """Take back the outcome of a call and everything that came of it; the call is then going on again.

    Raises Refused: not_yours, no_outcome (there is none, it is too long ago, or they asked never to be called,
    which was asked twice and is a word of theirs), changed_since.
    """
    locked = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if locked.caller_id != by.pk:
        raise Refused("not_yours", _("A colleague made this call: only they can take its outcome back."))
    over = locked.ended_at is None or locked.ended_at < clock.now() - UNDO_WITHIN
    if over or not locked.outcome or locked.outcome == CallOutcome.NEVER:
        raise Refused("no_outcome", _("There is no outcome left to take back. Open the card to put it right."))
    lines, locked.journal = locked.journal, []
    locked.save(update_fields=["journal"])
    try:
        with transaction.atomic():
            take_back(lines)
    except IntegrityError:  # the rules have made the task anew meanwhile
        raise Refused("changed_since", CHANGED) from None
    touch([locked.patient_id, locked.contact.addressed_id])
    locked.refresh_from_db()
    return locked
