"""Feedback slips (反馈单): from a low answer to the dentist, to customer service, to the client's second word."""

from rapport.feedback.slips.climbing import climb_overdue
from rapport.feedback.slips.hearing import hear
from rapport.feedback.slips.moving import deal_with, hand_over

__all__ = ["climb_overdue", "deal_with", "hand_over", "hear"]
