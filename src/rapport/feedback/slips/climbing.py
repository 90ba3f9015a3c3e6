"""A step that is late goes up: to who leads the branch, then to the owner of the clinic (AFT-5)."""

from __future__ import annotations

from django.db import transaction

from rapport.feedback.models import Slip, SlipMove, SlipStage, Terms
from rapport.feedback.slips.lying import give_to, note
from rapport.lib import clock
from rapport.outreach.turns import who_leads, who_owns

_ON_TOP = 2


def climb_overdue() -> int:
    """Send up every slip whose step is late; how many. Started twice, each climbs once: its limit runs anew."""
    late = Slip.objects.overdue(clock.now()).filter(climbed__lt=_ON_TOP).order_by("pk")
    return sum(_climb(pk) for pk in late.values_list("pk", flat=True))


@transaction.atomic
def _climb(pk: int) -> bool:
    held = Slip.objects.overdue(clock.now()).filter(pk=pk, climbed__lt=_ON_TOP)
    slip = held.select_for_update(of=("self",)).select_related("patient__branch").first()
    if slip is None:
        return False
    slip.climbed += 1
    above = who_leads(slip.branch_id) if slip.climbed < _ON_TOP else next(iter(who_owns(slip.branch_id)), None)
    terms = Terms.of(slip.branch)
    slip.due_at = clock.now() + (terms.for_dentist if slip.stage == SlipStage.DENTIST else terms.for_service)
    if above is not None:  # where nobody leads it stays with whom it lies
        give_to(slip, above)
    slip.save(update_fields=["climbed", "due_at", "owner"])
    note(slip, SlipMove.CLIMBED, by=None, words=str(above or ""))
    return True
