"""Writes on people that cross objects. Each one is whole or not at all, and marks the people it changed."""

from rapport.people.actions.consents import Giver, give_consent, record_words, refuse_consent, withdraw_consent
from rapport.people.actions.editing import Edited, Outdated, edit_patient
from rapport.people.actions.family import leave_household, live_together, put_guardian
from rapport.people.actions.indexing import index_patients
from rapport.people.actions.interests import join_activity, plan_activity, record_purchase
from rapport.people.actions.marks import MERGED_AWAY, hold, hold_all, touch
from rapport.people.actions.moods import note_satisfaction, record_departure, record_return
from rapport.people.actions.notes import read_mention, take_back_note, who_can_be_told, write_note
from rapport.people.actions.records import (
    NewPatient,
    name_keys,
    register_patient,
    register_patients,
    set_name_keys,
)
from rapport.people.actions.stewards import (
    appoint_steward,
    appoint_stewards,
    hand_over,
    release_steward,
    undo_hand_over,
)
from rapport.people.actions.tagging import ensure_tags, tag_patients, untag_batch
from rapport.people.actions.taking_back import take_back, take_back_return

__all__ = [
    "MERGED_AWAY",
    "Edited",
    "Giver",
    "NewPatient",
    "Outdated",
    "appoint_steward",
    "appoint_stewards",
    "edit_patient",
    "ensure_tags",
    "give_consent",
    "hand_over",
    "hold",
    "hold_all",
    "index_patients",
    "join_activity",
    "leave_household",
    "live_together",
    "name_keys",
    "note_satisfaction",
    "plan_activity",
    "put_guardian",
    "read_mention",
    "record_departure",
    "record_purchase",
    "record_return",
    "record_words",
    "refuse_consent",
    "register_patient",
    "register_patients",
    "release_steward",
    "set_name_keys",
    "tag_patients",
    "take_back",
    "take_back_note",
    "take_back_return",
    "touch",
    "undo_hand_over",
    "untag_batch",
    "who_can_be_told",
    "withdraw_consent",
    "write_note",
]
