"""How offers and waiting come to their end. Called under the lock of the branch."""

from __future__ import annotations

from rapport.appointments.booking import release_hold
from rapport.appointments.models import Answer, Appointment, TimeOffer, WaitingEnd, WaitingEntry
from rapport.lib import clock
from rapport.outreach.models import Closing, Message, Task
from rapport.outreach.models.message import MessageState
from rapport.staff.models import User

# how the task of a caller ends with the offer
_TASK_ENDS = {
    Answer.YES: Closing.BOOKED,
    Answer.NO: Closing.REFUSED,
    Answer.NOT_REACHED: Closing.NOT_REACHED,
}


def end_offer(offer: TimeOffer, answer: Answer, *, by: User | None = None) -> None:
    """The offer is over; what was kept for it is free, nobody calls about it, and what waits is not sent."""
    if (slot := offer.slot) is not None:
        release_hold(slot)
    now = clock.now()
    offer.ended_at, offer.answer, offer.answered_by = now, answer, by
    offer.save(update_fields=["ended_at", "answer", "answered_by"])
    how = _TASK_ENDS.get(answer, Closing.REASON_GONE)
    Task.objects.open().filter(pk=offer.task_id or 0).update(closed_at=now, closed_by=by, closed_how=how)
    waits = Message.objects.filter(pk=offer.message_id or 0, state=MessageState.WAITING)
    waits.advance(MessageState.TAKEN_BACK, settled_at=now, settled_by=by)


def end_entry(
    entry: WaitingEntry,
    how: WaitingEnd,
    *,
    by: User | None = None,
    why: str = "",
    words: str = "",
    got: Appointment | None = None,
) -> None:
    entry.ended_at, entry.ended_how, entry.ended_by = clock.now(), how, by
    entry.ended_why, entry.ended_words, entry.appointment = why, words.strip()[:200], got
    entry.save()
