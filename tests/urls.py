"""An address for every URL there is, about one person: the tests of who may open what walk them all.

A URL that takes more than the person's id needs a line in `ARGUMENTS`: from everything there is of the person to
its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import uuid4

from django.urls import NoReverseMatch, reverse

from rapport.care.models import Category
from rapport.care.models.photo import PhotoUse
from rapport.feedback.models import CareCallPlan
from rapport.web.roles_table import NOBODY, ROLE_TABLE
from tests.everything import Everything

Arguments = Callable[[Everything], Sequence[object]]

# the rules of a scheme count in the whole house
OF_A_SCHEME = (
    "web:policy",
    "web:policy_history",
    "web:policy_waiting",
    "web:policy_undoing",
    "web:policy_draft",
    "web:policy_arrangement",
    "web:policy_rows",
    "web:policy_trial",
    "web:policy_movers",
    "web:policy_draft_removal",
    "web:policy_approval_request",
    "web:policy_approval",
    "web:policy_activation",
)
# by a token that only a client holds
LINKS_OF_APPOINTMENTS = (
    "web:appointment_link",
    "web:appointment_confirmation",
    "web:appointment_times",
    "web:appointment_cancellation",
    "web:appointment_calendar",
    "web:appointment_waiting",
)
ARGUMENTS: dict[str, Arguments] = {
    "web:card_place": lambda of: [of.patient.pk, "36"],
    "web:card_finding_changes": lambda of: [of.patient.pk, of.finding.pk],
    **dict.fromkeys(
        ("web:card_plan", "web:card_plan_sheet", "web:card_plan_edit", "web:card_plan_steps"),
        lambda of: [of.patient.pk, of.plan.pk],
    ),
    "web:card_thinking_end": lambda of: [of.patient.pk, of.thinking.pk],
    "web:card_follow_up": lambda of: [of.patient.pk, of.thinking.pk],
    "web:card_course_finish": lambda of: [of.patient.pk, of.interruption.course_id],
    "web:card_interruption_strategy": lambda of: [of.patient.pk, of.interruption.pk],
    "web:card_wallet_card_back": lambda of: [of.card.pk],
    "web:card_wallet_line_back": lambda of: [of.used_points.pk],
    **dict.fromkeys(("web:reward_handing", "web:reward_handing_back"), lambda of: [of.gift.pk]),
    **dict.fromkeys(
        ("web:reward_over_back", "web:reward_bearing", "web:reward_bearing_back"), lambda of: [of.rebate.pk]
    ),
    "web:reward_settlement": lambda of: [of.rebate.pk],
    "web:reward_settlement_back": lambda of: [of.settled.pk],
    **dict.fromkeys(
        ("web:loyalty_terms", "web:loyalty_ending", "web:loyalty_ending_back"), lambda of: [of.patient.branch_id]
    ),
    "web:insights_interrupted": lambda of: ["price"],
    "web:insights_moves": lambda of: ["care"],
    "web:insights_outlays": lambda of: [of.patient.branch_id],
    "web:patients_prospects_column": lambda of: ["5"],
    **dict.fromkeys(
        ("web:waiting_entry", "web:waiting_leaving", "web:waiting_undoing", "web:waiting_offer"),
        lambda of: [of.waiting.pk],
    ),
    "web:waiting_answer": lambda of: [of.time_offer.pk],
    "web:left_open": lambda of: [of.left_open.pk],
    "web:card_series_cancellation": lambda of: [of.patient.pk, of.series.pk],
    "web:card_next_unplan": lambda of: [of.patient.pk, of.call_task.pk],
    "web:card_visit": lambda of: [of.patient.pk, of.visit.pk],
    **dict.fromkeys(
        ("web:card_grades", "web:card_grade_end", "web:card_move"), lambda of: [of.patient.pk, "care"]
    ),
    "web:card_note_undoing": lambda of: [of.patient.pk, of.note.pk],
    "web:card_record_undoing": lambda of: [of.patient.pk, "token"],
    "web:mention_reading": lambda of: [of.mention.pk],
    "web:card_consent": lambda of: [of.patient.pk, of.consent.pk],
    "web:sign": lambda of: [of.signing],
    "web:card_questionnaire_given": lambda of: [of.patient.pk, of.questionnaire.pk],
    "web:card_questionnaire_settling": lambda of: [of.patient.pk, of.differing.pk],
    **dict.fromkeys(
        ("web:questionnaire", "web:questionnaire_draft", "web:questionnaire_refusal"),
        lambda of: [of.questionnaire_link],
    ),
    "web:consent_text": lambda of: ["house", "processing", "en"],
    "web:consent_text_publication": lambda of: ["house", "processing", "en"],
    **dict.fromkeys(
        ("web:duplicate", "web:duplicate_summary", "web:duplicate_dismissal", "web:merge_new"),
        lambda of: [of.patient.pk, of.other.pk],
    ),
    "web:duplicate_dismissal_removal": lambda of: [of.two.pk],
    "web:merge_undoing": lambda of: [of.merge.pk],
    **dict.fromkeys(OF_A_SCHEME, lambda of: ["care"]),
    "web:policy_version": lambda of: ["care", 0],
    **dict.fromkeys(
        ("web:template", "web:template_retirement", "web:template_return"), lambda of: [of.template.pk]
    ),
    **dict.fromkeys(("web:wording", "web:wording_preview"), lambda of: [of.template.pk, "sms", "ru"]),
    **dict.fromkeys(("web:branch", "web:branch_manners", "web:branch_terms"), lambda of: [of.patient.branch_id]),
    **dict.fromkeys(("web:card_pause_end", "web:card_pause_end_undo"), lambda of: [of.patient.pk, of.pause.pk]),
    **dict.fromkeys(("web:card_hours", "web:card_hours_removal"), lambda of: [of.patient.pk, "calls"]),
    "web:user": lambda of: [of.colleague.pk],
    "web:user_second_step_removal": lambda of: [of.colleague.pk],
    # keys of one's own: nobody has this one
    "mfa_edit_webauthn": lambda of: [0],
    "mfa_remove_webauthn": lambda of: [0],
    "web:channel_new": lambda of: ["kannel"],
    **dict.fromkeys(
        ("web:channel", "web:channel_test", "web:channel_announcement", "web:channel_use"),
        lambda of: [of.channel.pk],
    ),
    **dict.fromkeys(
        ("web:answer_person", "web:answer_aside", "web:answer_aside_undoing"), lambda of: [of.answer.pk]
    ),
    # nobody knows these tokens
    "web:hook": lambda of: [1, "token"],
    "web:hook_part": lambda of: [1, "token", "report"],
    "web:unsubscribe": lambda of: ["token"],
    "web:ical": lambda of: ["token"],
    **dict.fromkeys(
        ("web:offer", "web:offer_taking", "web:offer_declining", "web:offer_leaving"), lambda of: ["token"]
    ),
    **dict.fromkeys(("web:survey_link", "web:survey_draft", "web:survey_refusal"), lambda of: ["token"]),
    **dict.fromkeys(LINKS_OF_APPOINTMENTS, lambda of: ["token"]),
    "web:book_services": lambda of: [of.patient.branch],
    **dict.fromkeys(
        ("web:book_dentists", "web:book_times", "web:book_waiting", "web:book_code", "web:book_who"),
        lambda of: [of.patient.branch, of.bookable.pk],
    ),
    "web:tag": lambda of: [of.tag.pk],
    "web:tag_removal": lambda of: [of.tag.pk],
    "web:category": lambda of: [Category.objects.get_or_create(code="hygiene", defaults={"position": 40})[0].pk],
    "web:saved_view_removal": lambda of: [of.view.pk],
    **dict.fromkeys(
        ("web:segment", "web:segment_count", "web:segment_sharing", "web:segment_removal"),
        lambda of: [of.segment.pk],
    ),
    "web:segment_removal_undo": lambda of: [of.removed_segment.pk],
    **dict.fromkeys(
        ("web:message_taking_back", "web:message_settlement", "web:message_anew"), lambda of: [of.letter.pk]
    ),
    "web:card_letter_taking_back": lambda of: [of.patient.pk, of.letter.pk],
    "web:patients_tags_undo": lambda of: [uuid4()],
    "web:mailing_taking_back": lambda of: [uuid4()],
    "web:mailing_outlook": lambda of: [uuid4()],
    **dict.fromkeys(("web:insights_mailing", "web:insights_mailing_finding"), lambda of: [uuid4()]),
    "web:insights_called": lambda of: [of.task_rule.pk, 10],
    "web:tasks_undo": lambda of: [uuid4()],
    "web:task_rule": lambda of: [of.task_rule.pk],
    **dict.fromkeys(
        ("web:hours_service", "web:hours_service_retirement", "web:hours_service_return"),
        lambda of: [of.bookable.pk],
    ),
    **dict.fromkeys(
        (
            "web:hours_weeks",
            "web:hours_to_be_moved",
            "web:hours_absences",
            "web:hours_absence_new",
            "web:hours_extra_new",
            "web:hours_chairs",
            "web:hours_terms",
        ),
        lambda of: [of.patient.branch_id],
    ),
    "web:hours_week": lambda of: [of.patient.branch_id, of.colleague.pk],
    "web:hours_absence_end": lambda of: [of.patient.branch_id, of.absence.pk],
    "web:hours_extra_removal": lambda of: [of.patient.branch_id, of.extra.pk],
    **dict.fromkeys(
        ("web:hours_chair", "web:hours_chair_retirement", "web:hours_chair_return"),
        lambda of: [of.patient.branch_id, of.chair.pk],
    ),
    "web:care_plan": lambda of: [CareCallPlan.objects.values_list("pk", flat=True)[0]],
    **dict.fromkeys(
        ("web:question", "web:question_place", "web:question_retirement", "web:question_return"),
        lambda of: [of.question.pk],
    ),
    "web:hand_over_undo": lambda of: [uuid4()],
    "web:import_sheet": lambda of: [of.imported.pk, of.sheet.pk],
    "web:import_sheet_omission": lambda of: [of.imported.pk, of.sheet.pk],
    "web:import_sheet_inclusion": lambda of: [of.imported.pk, of.sheet.pk],
    "web:import_refused": lambda of: [of.sheet.file.imported_id],
    **dict.fromkeys(
        (
            "web:import",
            "web:import_progress",
            "web:import_application",
            "web:import_stop",
            "web:import_resumption",
            "web:import_undoing",
        ),
        lambda of: [of.imported.pk],
    ),
    **dict.fromkeys(
        (
            "web:photo",
            "web:photo_picture",
            "web:photo_thumbnail",
            "web:photo_copy",
            "web:photo_removal",
            "web:photo_removal_undo",
        ),
        lambda of: [of.patient.pk, of.photos[0].pk],
    ),
    "web:photo_release": lambda of: [of.patient.pk, of.photos[0].pk, PhotoUse.values[0]],
    "web:photo_release_end": lambda of: [of.patient.pk, of.photos[0].pk, PhotoUse.values[0]],
    **dict.fromkeys(
        ("web:call", "web:call_outcome", "web:call_skip", "web:call_skip_undoing"), lambda of: [of.call_task.pk]
    ),
    **dict.fromkeys(("web:survey", "web:survey_ending", "web:survey_undoing"), lambda of: [of.survey.pk]),
    **dict.fromkeys(
        (
            "web:complaint",
            "web:complaint_steps",
            "web:complaint_solution",
            "web:complaint_second_score",
            "web:complaint_closure",
            "web:complaint_reopening",
            "web:complaint_tries",
            "web:complaint_sorting",
            "web:complaint_owner",
        ),
        lambda of: [of.complained[0].pk],
    ),
    "web:complaint_undoing": lambda of: [of.complained[0].pk, of.complained[0].steps.earliest("pk").pk],
    "web:said": lambda of: [of.complained[1]],
    "web:say_poster": lambda of: [of.patient.branch_id],
    **dict.fromkeys(
        ("web:promise_keeping", "web:promise_breaking", "web:promise_undoing"), lambda of: [of.promised.pk]
    ),
    **dict.fromkeys(("web:review", "web:review_finishing", "web:review_undoing"), lambda of: [of.review.pk]),
    **dict.fromkeys(
        ("web:slip", "web:slip_dealing", "web:slip_owner", "web:slip_link", "web:slip_second_answer"),
        lambda of: [of.slip.pk],
    ),
    **dict.fromkeys(
        (
            "web:appointment",
            "web:appointment_steps",
            "web:appointment_cancellation",
            "web:appointment_time",
            "web:appointment_taking_back",
        ),
        lambda of: [of.appointment.pk],
    ),
    "web:appointment_undoing": lambda of: [of.appointment.pk, of.appointment.steps.latest("pk").pk],
    **dict.fromkeys(
        (
            "web:today_minutes",
            "web:today_archive",
            "web:today_ticks",
            "web:today_one_thing",
            "web:today_colleagues",
        ),
        lambda of: [of.patient.branch_id],
    ),
    "web:service_form": lambda of: [of.service_form.pk],
    "web:loss_reason": lambda of: [of.loss.pk],
    "web:today_settling": lambda of: [of.minute.pk],
    "web:script": lambda of: ["recall", "en"],
    "web:telephone_hook": lambda of: ["nobody-has-this-token"],
    "web:photo_pair": lambda of: [of.patient.pk, of.pair.pk],
    "web:photo_pair_parting": lambda of: [of.patient.pk, of.pair.pk],
}

# what takes arguments and is at no branch
OF_THE_HOUSE = frozenset(
    {
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "web:tag",
        "web:tag_removal",
        "web:task_rule",
        "web:care_plan",
        "web:hours_service",
        "web:hours_service_retirement",
        "web:hours_service_return",
        "web:question",
        "web:question_place",
        "web:question_retirement",
        "web:question_return",
        "web:category",
        "web:saved_view_removal",
        "web:segment",
        "web:segment_count",
        "web:segment_sharing",
        "web:segment_removal",
        "web:segment_removal_undo",
        "web:patients_tags_undo",
        "web:mailing_taking_back",
        "web:mailing_outlook",
        "web:insights_mailing",
        "web:insights_mailing_finding",
        "web:insights_called",
        "web:tasks_undo",
        "web:hand_over_undo",
        "web:insights_interrupted",
        "web:insights_moves",
        "web:patients_prospects_column",
        *OF_A_SCHEME,
        "web:policy_version",
        "web:consent_text",
        "web:consent_text_publication",
        "web:sign",
        "web:script",
        "web:telephone_hook",
        "web:channel_new",
        "web:hook",
        "web:hook_part",
        "web:unsubscribe",
        "web:ical",
        # by a token that only a client holds
        "web:said",
        "web:survey_link",
        "web:survey_draft",
        "web:survey_refusal",
        "web:offer",
        "web:offer_taking",
        "web:offer_declining",
        "web:offer_leaving",
        *LINKS_OF_APPOINTMENTS,
        # where anybody books, at whichever branch
        "web:book_services",
        "web:book_dentists",
        "web:book_times",
        "web:book_waiting",
        "web:book_code",
        "web:book_who",
        "web:questionnaire",
        "web:questionnaire_draft",
        "web:questionnaire_refusal",
    }
)


def address_of(name: str, of: Everything) -> str:
    """The address of the URL `name`: from `ARGUMENTS`, else without any, else of the person's own pages.

    Fails with what to do where that makes no address.
    """
    if name in ARGUMENTS:
        return reverse(name, args=ARGUMENTS[name](of))
    if not takes_arguments(name):
        return reverse(name)
    try:
        address = reverse(name, args=[of.patient.pk])
    except NoReverseMatch:
        address = ""
    assert address.startswith(f"/patients/{of.patient.pk}/"), (
        f"{name}: add a line to ARGUMENTS in tests/urls.py that makes its arguments for a person"
    )
    return address


def takes_arguments(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return True
    return False


def every_address(of: Everything) -> dict[str, str]:
    """The address of every URL that is open to somebody, by its name."""
    return {name: address_of(name, of) for name, needed in ROLE_TABLE.items() if needed != NOBODY}


def about_a_branch(name: str) -> bool:
    """Whether the URL is about something that is at one branch, so that it does not exist for the other."""
    return name not in OF_THE_HOUSE and takes_arguments(name)
