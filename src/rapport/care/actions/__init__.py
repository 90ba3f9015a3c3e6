"""Every write on the record of the mouth. Each is whole or not at all and marks the people it changed."""

from rapport.care.actions.courses import (
    finish_course,
    note_interruption,
    plan_win_back,
    start_course,
    start_courses,
)
from rapport.care.actions.doubts import open_doubts, settle_doubts
from rapport.care.actions.findings import change_finding, note_findings
from rapport.care.actions.judgements import judge_patient, record_judgements
from rapport.care.actions.plans import (
    NewOption,
    NewPlan,
    change_plan,
    lay_plans,
    move_plan,
    plan_version,
    present_plan,
)
from rapport.care.actions.thinking import (
    end_thinking,
    give_time_to_think,
    record_follow_up,
    take_back_follow_ups,
)
from rapport.care.actions.visits import (
    NewVisit,
    add_treatments,
    correct_visit,
    ensure_categories,
    record_visits,
    take_payments,
    visit_version,
    write_visit,
)

__all__ = [
    "NewOption",
    "NewPlan",
    "NewVisit",
    "add_treatments",
    "change_finding",
    "change_plan",
    "correct_visit",
    "end_thinking",
    "ensure_categories",
    "finish_course",
    "give_time_to_think",
    "judge_patient",
    "lay_plans",
    "move_plan",
    "note_findings",
    "note_interruption",
    "open_doubts",
    "plan_version",
    "plan_win_back",
    "present_plan",
    "record_follow_up",
    "record_judgements",
    "record_visits",
    "settle_doubts",
    "start_course",
    "start_courses",
    "take_back_follow_ups",
    "take_payments",
    "visit_version",
    "write_visit",
]
