"""Complaints (CMP-1 to CMP-3, CMP-5, CMP-8): raised, seen to in eight steps, closed with the client's word."""

from rapport.feedback.complaints.climbing import climb_complaints
from rapport.feedback.complaints.closing import (
    close_complaint,
    close_unreached,
    reopen_complaint,
    settle_inside,
)
from rapport.feedback.complaints.held import take_back_step
from rapport.feedback.complaints.links import complaint_of, new_token
from rapport.feedback.complaints.raising import (
    NewComplaint,
    hear_of_call,
    notice_calls,
    raise_complaint,
    raise_with_link,
    unhear_call,
)
from rapport.feedback.complaints.rules import may_be_asked_again, next_step, steps_done
from rapport.feedback.complaints.steps import (
    Compensation,
    add_words,
    agree_solution,
    hand_over,
    note_try,
    sort_complaint,
    take_step,
)

__all__ = [
    "Compensation",
    "NewComplaint",
    "add_words",
    "agree_solution",
    "climb_complaints",
    "close_complaint",
    "close_unreached",
    "complaint_of",
    "hand_over",
    "hear_of_call",
    "may_be_asked_again",
    "new_token",
    "next_step",
    "note_try",
    "notice_calls",
    "raise_complaint",
    "raise_with_link",
    "reopen_complaint",
    "settle_inside",
    "sort_complaint",
    "steps_done",
    "take_back_step",
    "take_step",
    "unhear_call",
]
