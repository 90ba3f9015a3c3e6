"""What staff do with a slip: deal with it, and hand it to a colleague (AFT-5)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.feedback.errands import end_errand, pass_errand, send_errand
from rapport.feedback.models import Occasion, Slip, SlipMove, SlipStage, Survey, Terms
from rapport.feedback.slips.hearing import note
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import touch
from rapport.people.models.consent_text import Purpose
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
    return _ask_again(held)


def _ask_again(slip: Slip) -> Survey:
    slip.stage = SlipStage.SERVICE
    slip.due_at = clock.now() + Terms.of(slip.branch).for_service
    words = _("Ask again: has what they were not satisfied with been settled?")
    slip.task = send_errand(slip.patient, words, slip.due_at, purpose=Purpose.CARE)
    slip.owner = slip.task.owner
    slip.save()
    touch([slip.patient_id])
    first = slip.survey
    assert first is not None
    return Survey.objects.create(
        patient_id=slip.patient_id,
        branch_id=slip.branch_id,
        occasion=Occasion.AGAIN,
        month=first.month,
        category=first.category,
        dentist=slip.dentist,
        dentist_words=first.dentist_words,
        about=slip,
        due_on=slip.task.due_on,
        caller=slip.owner,
        task=slip.task,
        opened_at=clock.now(),
    )


@transaction.atomic
def hand_over(slip: Slip, to: User, *, by: User, words: str = "") -> Slip:
    """A colleague takes the step that runs, with the same limit. Raises Refused: closed, not_there."""
    held = _held(slip)
    if held.stage == SlipStage.CLOSED:
        raise Refused("closed", _("This slip is closed."))
    if not to.is_active or not to.may_at(Right.SEE_FEEDBACK, held.branch_id):
        raise Refused("not_there", _("%(name)s does not work at this branch."), {"name": to})
    held.owner = to
    held.save(update_fields=["owner"])
    pass_errand(held.task_id, to)
    note(held, SlipMove.HANDED, by=by, words=" · ".join(filter(None, (str(to), words.strip()))))
    return held


def _held(slip: Slip) -> Slip:
    held = Slip.objects.select_for_update(of=("self",))
    return held.select_related("patient__branch__feedback_terms", "branch__feedback_terms", "owner").get(
        pk=slip.pk
    )
