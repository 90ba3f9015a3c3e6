"""Feedback slips (反馈单): from a low answer to the dentist, to customer service, to the client's second word."""

from rapport.feedback.slips.climbing import climb_overdue
from rapport.feedback.slips.hearing import close_for_good, hear, moved_on, take_up_again, unhear
from rapport.feedback.slips.moving import deal_with, hand_over, who_takes

__all__ = [
    "climb_overdue",
    "close_for_good",
    "deal_with",
    "hand_over",
    "hear",
    "moved_on",
    "take_up_again",
    "unhear",
    "who_takes",
]
