"""What staff do with a slip: deal with it, and hand it to a colleague (AFT-5)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.feedback.errands import end_errand
from rapport.feedback.models import Slip, SlipMove, SlipStage, Survey
from rapport.feedback.slips.lying import give_to, note, to_service
from rapport.lib.refusal import Refused
from rapport.people.actions import hold_all
from rapport.staff.models import User
from rapport.staff.roles import Right


@transaction.atomic
def deal_with(slip: Slip, words: str, *, by: User) -> Survey:
    """The dentist says what was done; customer service then asks the client again. Gives what they are asked by.

    Raises Refused: no_words, not_yours (only its owner, its dentist and who leads the clinic), elsewhere (it does
    not lie with the dentist any more).
    """
    if not words.strip():
        raise Refused("no_words", _("Write what was done about it and what you told the client."))
    held = _held(slip)
    if held.stage != SlipStage.DENTIST:
        raise Refused("elsewhere", _("This slip does not lie with the dentist any more. Open it again."))
    if by.pk not in (held.owner_id, held.dentist_id) and not by.may_at(Right.MANAGE_CLINIC, held.branch_id):
        raise Refused("not_yours", _("This slip lies with %(name)s."), {"name": held.owner or "—"})
    end_errand(held.task_id, by=by)
    note(held, SlipMove.DEALT, by=by, words=words.strip())
    return to_service(held)


@transaction.atomic
def hand_over(slip: Slip, to: User, *, by: User, words: str = "") -> Slip:
    """A colleague takes the step that runs, with the same limit. Raises Refused: closed, not_there."""
    held = _held(slip)
    if held.stage == SlipStage.CLOSED:
        raise Refused("closed", _("This slip is closed."))
    if not to.is_active or not to.may_at(who_takes(held), held.branch_id):
        raise Refused("not_there", _("%(name)s does not work at this branch."), {"name": to})
    give_to(held, to)
    held.save(update_fields=["owner"])
    note(held, SlipMove.HANDED, by=by, words=" · ".join(filter(None, (str(to), words.strip()))))
    return held


def who_takes(slip: Slip) -> Right:
    """What a colleague must be able to do for the step that runs: the client is asked by who handles feedback."""
    return Right.HANDLE_FEEDBACK if slip.stage == SlipStage.SERVICE else Right.SEE_FEEDBACK


def _held(slip: Slip) -> Slip:
    """The person first, then the slip: as whoever takes down their answer does."""
    hold_all([slip.patient_id])
    held = Slip.objects.select_for_update(of=("self",))
    return held.select_related("patient__branch__feedback_terms", "branch__feedback_terms", "owner").get(
        pk=slip.pk
    )
