"""A time is offered to one who waits: held for them, and they are written to or called (BOO-3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from rapport.appointments.booking import Held, Wanted, hold_slot
from rapport.appointments.booking.giving import in_turn, lock
from rapport.appointments.models import BookingTerms, TimeOffer, WaitingEntry
from rapport.appointments.reaching import How, Reach, reach
from rapport.appointments.waiting.rules import open_until
from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.outside import address_outside
from rapport.lib.refusal import Refused
from rapport.outreach.models import Message, Task, WorkList
from rapport.outreach.outbox import write_messages
from rapport.outreach.turns import in_turn as whose_turn
from rapport.outreach.ways import ways_out
from rapport.outreach.wording.letters import for_letters, letter
from rapport.outreach.wording.placeholders import Placeholder
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import Branch, User

OCCASION = "freed_time"
HAS_OFFER = "has_offer"
_AT_HAND = timedelta(0)


def offer_time(entry: WaitingEntry, dentist: User, starts_at: datetime, *, by: User) -> TimeOffer:
    """Offer a free time by hand, out of turn. Refused: off_list, has_offer, too_soon, not_reachable, or as
    `booking.hold_slot` refuses."""

    def offer() -> TimeOffer:
        lock(Branch, [entry.branch_id])
        held = WaitingEntry.objects.select_related("patient", "branch", "service").get(pk=entry.pk)
        if held.ended_at is not None:
            raise Refused("off_list", _("They are not on the list any more."))
        how = reach([held.patient_id], list(ways_out(held.branch, OCCASION)))[held.patient_id]
        if how.how not in (How.WRITE, How.CALL):
            raise Refused("not_reachable", _("They can neither be written to nor called now: see their card."))
        return make_offer(held, dentist, starts_at, how, notice=_AT_HAND, by=by)

    return in_turn(offer)


def make_offer(
    entry: WaitingEntry,
    dentist: User,
    starts_at: datetime,
    how: Reach,
    *,
    notice: timedelta,
    by: User | None = None,
) -> TimeOffer:
    """Hold the time for them and tell them. Under the lock of the branch; a person's other branches wait at the
    person. Refused: has_offer, too_soon, or as `booking.hold_slot` refuses."""
    terms, now = BookingTerms.of(entry.branch), clock.now()
    until = open_until(now, terms.offer_minutes, starts_at, notice)
    if until is None:
        raise Refused("too_soon", _("It comes too soon to ask anybody. Call them and book it at once."))
    held = hold_slot(
        Wanted(entry.branch, entry.service, starts_at, dentist=dentist), patient=entry.patient, until=until
    )
    if TimeOffer.objects.open().filter(entry__patient=entry.patient_id).exists():
        raise Refused(HAS_OFFER, _("They are being asked about another time. Wait for their answer."))
    offer = TimeOffer(entry=entry, dentist=dentist, starts_at=held.slot.starts_at, made_at=now, until=until, by=by)
    offer.token_sha256 = hash_of(held.token)
    offer.save()
    if how.how != How.WRITE or not _write(offer, held, how):
        offer.task = _call(offer)
    offer.save(update_fields=["message", "task"])
    return offer


def _write(offer: TimeOffer, held: Held, how: Reach) -> bool:
    """Whether there were words for them."""
    patient = for_letters(Patient.objects.filter(pk=offer.entry.patient_id)).get()
    branch = offer.entry.branch
    assert how.words is not None
    try:
        told = letter(
            patient,
            how.words,
            how.channel,
            writer=None,
            link=address_outside("web:offer", held.token),
            moments={
                Placeholder.WHEN: branch.local(offer.starts_at),
                Placeholder.UNTIL: branch.local(offer.until),
            },
            place=branch,
        )
    except Refused:
        return False
    draft = told.draft(patient, how.channel, f"offer:{offer.pk}")
    [message] = write_messages([draft], purpose=Purpose.CARE, by=offer.by, expires_at=offer.until, on_request=True)
    offer.message = message
    return True


def _call(offer: TimeOffer) -> Task:
    """Who cannot be written to is called: what is offered, and until when, in the language of the branch."""
    branch = offer.entry.branch
    starts, until = branch.local(offer.starts_at), branch.local(offer.until)
    with translation.override(branch.language):
        said = _("Offer %(day)s %(time)s, %(service)s, %(dentist)s. Kept until %(until)s.") % {
            "day": date_format(starts, "MONTH_DAY_FORMAT"),
            "time": f"{starts:%H:%M}",
            "service": offer.entry.service.name_in(branch.language),
            "dentist": offer.dentist,
            "until": f"{until:%H:%M}",
        }
    task = Task(
        patient_id=offer.entry.patient_id,
        branch=branch,
        work_list=WorkList.TIMES,
        purpose=Purpose.CARE,
        words=str(said)[:300],
        stays=True,
        owner=offer.by,
        made_by=offer.by,
        due_on=branch.today(),
        most_attempts=1,
    )
    if offer.by is None:
        whose_turn([task])
    task.save()
    return task


def offers_untrue(messages: Collection[Message]) -> set[int]:
    """Of messages with offers those whose time is not kept any more."""
    ids = {message.pk for message in messages}
    return ids - set(TimeOffer.objects.open().filter(message__in=ids).values_list("message_id", flat=True))
