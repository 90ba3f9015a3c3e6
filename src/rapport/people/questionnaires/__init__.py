"""The questionnaire with which a card is opened (BAS-1): filled in once, and brought together with the record."""

from rapport.people.questionnaires.consenting import consents_asked, sign_consents
from rapport.people.questionnaires.filling import Unanswered, consent_missing, give_questionnaire, save_draft
from rapport.people.questionnaires.opening import (
    forget_drafts,
    is_over,
    open_on_paper,
    open_questionnaire,
    questionnaire_of,
    refuse_questionnaire,
    refuse_to_fill_in,
)
from rapport.people.questionnaires.settling import leave_answer, take_over_answer
from rapport.people.questionnaires.sheets import Question, Section, Sheet, sheet_of

__all__ = [
    "Question",
    "Section",
    "Sheet",
    "Unanswered",
    "consent_missing",
    "consents_asked",
    "forget_drafts",
    "give_questionnaire",
    "is_over",
    "leave_answer",
    "open_on_paper",
    "open_questionnaire",
    "questionnaire_of",
    "refuse_questionnaire",
    "refuse_to_fill_in",
    "save_draft",
    "sheet_of",
    "sign_consents",
    "take_over_answer",
]
