"""What is late goes up: the owner of the clinic hears of it (CMP-2)."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from rapport.feedback.complaints import rules
from rapport.feedback.complaints.held import Held
from rapport.feedback.complaints.owning import tell, who_hears
from rapport.feedback.models import Complaint, ComplaintMove
from rapport.lib import clock

# as high as a task goes: before the owner of the clinic
_TO_THE_OWNER = 2


def climb_complaints() -> int:
    """Let late complaints go up, once a day each however often this runs; how many did."""
    return sum(_climb(one) for one in Complaint.objects.overdue(clock.now()).order_by("pk"))


@transaction.atomic
def _climb(complaint: Complaint) -> bool:
    held = Held(complaint, by=None)
    one = held.complaint
    if one.closed_at is not None or not rules.climbs(one.due_at, one.climbed_at, held.now):
        return False
    for_the_first_time = one.climbed_at is None or one.climbed_at < one.due_at
    held.change(climbed=one.climbed + 1, climbed_at=held.now)
    held.change_task(climbed=_TO_THE_OWNER)
    if for_the_first_time:
        with translation.override(one.branch.language):
            words = _("A complaint is late. %(owner)s sees to it.") % {"owner": one.owner or _("Nobody yet")}
        tell(one, words, who_hears(one), by=None)
    held.write(ComplaintMove.CLIMBED)
    return True
