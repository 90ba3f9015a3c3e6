"""One person is with one caller: taken when shown, kept by signs of life, let go when the caller goes on."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Hold
from rapport.outreach.models.hold import LASTS
from rapport.people.models import Patient
from rapport.staff.models import User

HELD = "held"


@transaction.atomic
def hold_person(patient: Patient, *, by: User) -> Hold:
    """Have `patient`, and their household, for `by` alone; whom `by` had before is let go.

    Raises Refused (held), which names the colleague who has them. The unique keys of `Hold` decide between two who
    ask at the same moment.
    """
    demand_free(patient, by=by)
    now = clock.now()
    mine = Hold.objects.of(patient).filter(caller=by, patient=patient).first()
    if mine is not None:
        mine.seen_at = now
        mine.save(update_fields=["seen_at"])
        return mine
    # what has run out, and nothing else: a colleague may have taken them since we asked
    Hold.objects.of(patient).filter(seen_at__lte=now - LASTS).delete()
    let_go(by)
    try:
        with transaction.atomic():
            return Hold.objects.create(
                patient=patient, household_id=patient.household_id, caller=by, since=now, seen_at=now
            )
    except IntegrityError:
        raise _held(_("a colleague")) from None


def demand_free(patient: Patient, *, by: User) -> None:
    """Raises Refused (held) where a colleague has `patient` or somebody of the household."""
    if other := Hold.objects.of(patient).alive(clock.now()).exclude(caller=by).select_related("caller").first():
        raise _held(str(other.caller))


def let_go(by: User) -> None:
    """Nobody is with `by` now."""
    Hold.objects.filter(caller=by).delete()


def show_life(by: User) -> bool:
    """The page of `by` is still open; False where the hold has run out and somebody else has the person."""
    return Hold.objects.filter(caller=by).update(seen_at=clock.now()) > 0


def _held(name: object) -> Refused:
    said = _("%(name)s is with this person or their family now. Take the next one.")
    return Refused(HELD, said, {"name": name})
