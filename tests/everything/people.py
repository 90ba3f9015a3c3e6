from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rapport.people.actions import give_consent, write_note
from rapport.people.actions.signing import open_signing
from rapport.people.merging.actions import merge_patients
from rapport.people.merging.telling_apart import tell_apart
from rapport.people.models import (
    Consent,
    LikelyDuplicate,
    Mention,
    Merge,
    Note,
    Patient,
    Questionnaire,
    QuestionnaireAnswer,
    Tag,
    TwoPeople,
)
from rapport.people.questionnaires import give_questionnaire, open_on_paper, open_questionnaire
from rapport.web.models import SavedView
from tests.cast import register
from tests.everything.of import Of


@dataclass(frozen=True)
class OfPeople(Of):
    """What stands on the card of a person, and beside it."""

    @cached_property
    def other(self) -> Patient:
        """Somebody who is likely the same person."""
        other = register(self.patient.branch, "同名人", remark=self.words)
        first, second = sorted((self.patient, other), key=lambda one: one.pk)
        LikelyDuplicate.objects.get_or_create(first=first, second=second, defaults={"reason": "same_phone"})
        return other

    @cached_property
    def two(self) -> TwoPeople:
        return tell_apart(self.patient, register(self.patient.branch, "另一人"), by=self.by)

    @cached_property
    def merge(self) -> Merge:
        lost = register(self.patient.branch, self.patient.full_name, remark=self.words)
        return merge_patients(self.patient.pk, lost.pk, picks={}, by=self.by)

    @cached_property
    def note(self) -> Note:
        return write_note(self.patient, self.words or "短信", by=self.by)

    @cached_property
    def mention(self) -> Mention:
        return Mention.objects.create(note=self.note, user=self.by)

    @cached_property
    def consent(self) -> Consent:
        return give_consent(self.patient, "care", by=self.by, note=self.words)

    @cached_property
    def signing(self) -> str:
        """The token of a page to sign."""
        return open_signing(self.patient, by=self.by, on_tablet=True)[1]

    @cached_property
    def tag(self) -> Tag:
        return Tag.objects.create(name=f"own{self.patient.pk}")

    @cached_property
    def view(self) -> SavedView:
        return SavedView.objects.create(owner=self.by, name=f"mine{self.patient.pk}")

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """One that was given, with an answer that differs from the record."""
        give_consent(self.patient, "processing", by=self.by)
        one = open_on_paper(self.patient, by=self.by)
        answers = {"full_name": [f"{self.patient.full_name}之"], "wishes_words": [self.words or "摄影"]}
        return give_questionnaire(one, answers, by=self.by)

    @cached_property
    def differing(self) -> QuestionnaireAnswer:
        return self.questionnaire.answers.get(key="full_name")

    @cached_property
    def questionnaire_link(self) -> str:
        """The token of one to fill in."""
        return open_questionnaire(self.patient, by=self.by, on_tablet=False)[1]
