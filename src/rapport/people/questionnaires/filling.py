"""A questionnaire is filled in: drafts while it is, then once, into the record where that says nothing yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.lib.storable import storable
from rapport.people.actions.editing import Edited, edit_patient
from rapport.people.actions.marks import hold_all, touch
from rapport.people.consents import in_force
from rapport.people.guardianship import needs_guardian
from rapport.people.models import Patient, Questionnaire, QuestionnaireAnswer
from rapport.people.models.consent_text import Purpose
from rapport.people.models.questionnaire import Fate, FilledThrough, Outcome
from rapport.people.questionnaires import record
from rapport.people.questionnaires.answers import LONGEST_LONG, Sent, Value, read_answers
from rapport.people.questionnaires.opening import end_open, is_over
from rapport.people.questionnaires.sheets import sheet_in_force, sheet_of
from rapport.staff.models import User
from rapport.staff.models.branch import LANGUAGES


class Unanswered(Refused):
    """Some answers cannot be taken: `wrong` says by key what is wrong with each."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("wrong_answers", _("Look at the marked answers again. The others are kept."))
        self.wrong = wrong


def consent_missing(patient: Patient) -> bool:
    """Whether the processing of personal data is not agreed to: nothing is kept without it (BAS-1). One query."""
    return not in_force(patient, Purpose.PROCESSING)


def save_draft(questionnaire: Questionnaire, sent: Sent, language: str) -> bool:
    """Keep what was typed so far, over what was kept of the same questions; whether it could be.

    It counts for nothing until it is given, and nothing is kept before the consent.
    """
    if questionnaire.ended_at is not None or is_over(questionnaire) or consent_missing(questionnaire.patient):
        return False
    known = sheet_of(questionnaire).questions
    typed = {
        key: [storable(text)[:LONGEST_LONG] for text in values[:20]]
        for key, values in sent.items()
        if key in known
    }
    with transaction.atomic():
        held = Questionnaire.objects.open().select_for_update(of=("self",)).filter(pk=questionnaire.pk).first()
        if held is None:
            return False
        held.draft = questionnaire.draft = {**held.draft, **typed}
        held.language = questionnaire.language = language if language in dict(LANGUAGES) else ""
        held.save(update_fields=["draft", "language"])
    return True


@transaction.atomic
def give_questionnaire(questionnaire: Questionnaire, sent: Sent, *, by: User | None = None) -> Questionnaire:
    """Keep what was answered, once: whoever comes second is given what stands. `by` is who typed it in from paper.

    What the record does not say yet is written there; what differs waits for the desk (`settling`). Another
    that is still open leads nowhere from now on.
    Raises Refused: link_over, consent_first, no_answers, merged_away; Unanswered.
    """
    whom = hold_record(questionnaire.patient_id)
    held = _take(questionnaire)
    if held.ended_at is not None:
        return held
    _check(held, whom)
    given, wrong = read_answers(sheet_of(held).questions.values(), sent, whom.branch)
    if wrong:
        raise Unanswered(wrong)
    if not given:
        raise Refused("no_answers", _("Nothing was answered. Fill in what you like, then send."))
    held.ended_at, held.day, held.ended_how = clock.now(), whom.branch.today(), Outcome.GIVEN
    held.ended_by, held.draft, held.sheet = by, {}, held.sheet or sheet_in_force()
    held.save()
    end_open(whom)
    _bring_together(held, whom, given, by)
    touch([whom.pk])
    return held


def hold_record(pk: int) -> Patient:
    """The record `pk`, which nobody edits until the end of the transaction. Refused: merged_away."""
    hold_all([pk])
    people = Patient.objects.select_for_update(of=("self",), no_key=True)
    return people.select_related("branch", "source", "referrer").prefetch_related("contacts").get(pk=pk)


def _take(questionnaire: Questionnaire) -> Questionnaire:
    """Hold the row until the end of the transaction: others who send wait here."""
    if questionnaire.pk is None:
        return questionnaire
    held = (
        Questionnaire.objects.select_for_update(of=("self",)).select_related("sheet").filter(pk=questionnaire.pk)
    )
    found = held.first()
    if found is None:
        raise _over()
    return found


def _check(held: Questionnaire, patient: Patient) -> None:
    if held.through != FilledThrough.PAPER and is_over(held):
        raise _over()
    if consent_missing(patient):
        raise Refused(
            "consent_first",
            _("First comes the consent to the processing of personal data: without it nothing is kept."),
        )


def _over() -> Refused:
    return Refused("link_over", _("The time for this page is over. Ask the clinic for a new one."))


def _bring_together(held: Questionnaire, patient: Patient, given: Mapping[str, Value], by: User | None) -> None:
    """Write what the record does not say yet, and keep every answer with what became of it."""
    questions, writing = sheet_of(held).questions, record.Writing()
    answers = []
    for key, value in given.items():
        fate = _fate(patient, key, value)
        if fate == Fate.FILLED:
            writing.add(patient, key, str(value))
        answers.append(
            QuestionnaireAnswer(questionnaire=held, key=key, value=value, care=questions[key].care, fate=fate)
        )
    write(patient, writing, by=by)
    QuestionnaireAnswer.objects.bulk_create(answers)


def _fate(patient: Patient, key: str, value: Value) -> Fate:
    if not (isinstance(value, str) and record.has_place(key)):
        return Fate.KEPT
    if record.says_same(patient, key, value):
        return Fate.SAME
    if record.stands(patient, key) or (key == "birth_date" and _is_a_child(patient, value)):
        return Fate.DIFFERS
    return Fate.FILLED


def _is_a_child(patient: Patient, born: str) -> bool:
    """Whether somebody else would have had to agree: the desk looks before it is written."""
    born_then = Patient(branch=patient.branch, birth_date=date.fromisoformat(born))
    return needs_guardian(born_then, patient.branch.today()) and patient.guardian_id is None


def write(patient: Patient, writing: record.Writing, *, by: User | None) -> None:
    """Write into the record as it was read, with audit. Raises Outdated."""
    contacts = [*patient.contacts.all(), *writing.points] if writing.points else None
    if writing.fields or contacts:
        edit_patient(patient.pk, Edited(writing.fields, contacts, None), version=patient.version, by=by)
