"""An answer that differs from the record is taken over, or the record stays, on the word of the desk."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions.marks import touch
from rapport.people.models import Patient, QuestionnaireAnswer
from rapport.people.models.questionnaire import Fate
from rapport.people.questionnaires import record
from rapport.people.questionnaires.filling import hold_record, write
from rapport.staff.models import User


@transaction.atomic
def take_over_answer(answer: QuestionnaireAnswer, *, shown: str, by: User) -> None:
    """Write `answer` into the record in place of what was `shown` there; a contact point is put beside the others.

    Refused: settled_already, changed_meanwhile, merged_away.
    """
    held, patient = _take(answer)
    if record.stands(patient, held.key) != shown:
        said = _("The record was changed meanwhile, and nothing was taken over. Look at both again.")
        raise Refused("changed_meanwhile", said)
    writing = record.Writing()
    writing.add(patient, held.key, held.value)
    write(patient, writing, by=by)
    _settle(held, Fate.TAKEN, by)


@transaction.atomic
def leave_answer(answer: QuestionnaireAnswer, *, by: User) -> None:
    """The record stays as it is, and the answer with the questionnaire. Refused: settled_already, merged_away."""
    held, _patient = _take(answer)
    _settle(held, Fate.LEFT, by)


def _take(answer: QuestionnaireAnswer) -> tuple[QuestionnaireAnswer, Patient]:
    """Hold the record, then the answer, until the end of the transaction."""
    patient = hold_record(answer.questionnaire.patient_id)
    held = QuestionnaireAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if held.fate != Fate.DIFFERS:
        raise Refused("settled_already", _("Somebody has settled this meanwhile."))
    return held, patient


def _settle(held: QuestionnaireAnswer, fate: Fate, by: User) -> None:
    held.fate, held.settled_by, held.settled_at = fate, by, clock.now()
    held.save(update_fields=["fate", "settled_by", "settled_at"])
    touch([held.questionnaire.patient_id])
