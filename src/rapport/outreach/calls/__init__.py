"""Calling people, one at a time: held, begun when the gate allows it, ended with an outcome."""

from rapport.outreach.calls.beginning import ask_of, begin_call
from rapport.outreach.calls.ending import Said, end_call, last_outcome, undo_outcome
from rapport.outreach.calls.holding import hold_person, let_go, show_life

__all__ = [
    "Said",
    "ask_of",
    "begin_call",
    "end_call",
    "hold_person",
    "last_outcome",
    "let_go",
    "show_life",
    "undo_outcome",
]
