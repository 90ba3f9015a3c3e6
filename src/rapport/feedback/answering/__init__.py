"""Surveys as clients meet them (AFT-4, AFT-6): a private link, what is tapped, and the one answer that is kept."""

from rapport.feedback.answering.answers import Answers
from rapport.feedback.answering.ending import answer_survey, decline_survey, end_survey
from rapport.feedback.answering.links import link_is_over, open_link, survey_of
from rapport.feedback.answering.tapping import draft_of, save_draft
from rapport.feedback.answering.undoing import take_back_answer, take_back_own_answer

__all__ = [
    "Answers",
    "answer_survey",
    "decline_survey",
    "draft_of",
    "end_survey",
    "link_is_over",
    "open_link",
    "save_draft",
    "survey_of",
    "take_back_answer",
    "take_back_own_answer",
]
