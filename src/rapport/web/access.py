"""Who may open what. Every URL stands in this table with the right it needs; one that does not is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from rapport.people.models import Patient, Standing
from rapport.staff.looking import note_look
from rapport.staff.models import User
from rapport.staff.roles import Right

PUBLIC = "public"  # anybody, signed in or not
MACHINE = "machine"  # a program outside, known by a secret in the address and by what it shows
SIGNED_IN = "signed in"  # every member of staff
NOBODY = "nobody"  # exists in a library, closed here

# URL name → the right it needs
ROLE_TABLE: dict[str, Right | str] = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,  # also the way out of the second step of signing in
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "account_signup": NOBODY,
    "account_inactive": PUBLIC,
    "account_email": NOBODY,
    "account_email_verification_sent": NOBODY,
    "account_confirm_email": NOBODY,
    "account_confirm_login_code": NOBODY,
    "account_reset_password": NOBODY,
    "account_reset_password_done": NOBODY,
    "account_reset_password_from_key": NOBODY,
    "account_reset_password_from_key_done": NOBODY,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": NOBODY,  # shown once: whoever sees them keeps them from that page
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_login_webauthn": PUBLIC,
    "usersessions_list": SIGNED_IN,
    "web:start": SIGNED_IN,
    "web:language": PUBLIC,
    "web:counter": SIGNED_IN,
    "web:health": PUBLIC,
    "web:demo_sign_in": PUBLIC,
    "web:today": Right.SEE_TODAY,
    "web:calls": Right.MAKE_CALLS,
    "web:call": Right.MAKE_CALLS,
    "web:call_outcome": Right.MAKE_CALLS,
    "web:call_skip": Right.MAKE_CALLS,
    "web:call_life": Right.MAKE_CALLS,
    "web:call_undoing": Right.MAKE_CALLS,
    "web:call_log": Right.MAKE_CALLS,
    "web:call_reasons": Right.SEE_INSIGHTS,
    "web:scripts": SIGNED_IN,  # read by those who call and those who write them
    "web:script": SIGNED_IN,  # and changed by WRITE_SCRIPTS
    "web:ringing": SIGNED_IN,
    "web:telephone": Right.MANAGE_CLINIC,
    "web:telephone_hook": MACHINE,
    "web:tasks": Right.SEE_TODAY,
    "web:tasks_assignment": Right.SEE_TODAY,
    "web:tasks_snooze": Right.SEE_TODAY,
    "web:tasks_closure": Right.SEE_TODAY,
    "web:tasks_undo": Right.SEE_TODAY,
    "web:card_tasks": Right.SEE_TODAY,
    "web:patients": Right.SEE_PATIENTS,
    "web:patients_prospects": Right.SEE_PATIENTS,
    "web:patients_prospects_column": Right.SEE_PATIENTS,
    "web:search": Right.SEE_PATIENTS,
    "web:patients_filters": Right.SEE_PATIENTS,
    "web:patients_number": Right.SEE_PATIENTS,
    "web:patients_offers": Right.SEE_PATIENTS,
    "web:patients_tags": Right.TAG_PATIENTS,
    "web:patients_tags_undo": Right.TAG_PATIENTS,
    "web:patients_message": Right.WRITE_MESSAGES,
    "web:patients_message_forecast": Right.WRITE_MESSAGES,
    "web:messages": Right.WRITE_MESSAGES,
    "web:messages_unknown": Right.WRITE_MESSAGES,
    "web:mailings": Right.WRITE_MESSAGES,
    "web:message_taking_back": Right.WRITE_MESSAGES,
    "web:message_settlement": Right.WRITE_MESSAGES,
    "web:message_anew": Right.WRITE_MESSAGES,
    "web:work": Right.MANAGE_CLINIC,
    "web:card_letter": Right.WRITE_MESSAGES,
    "web:card_letter_taking_back": Right.WRITE_MESSAGES,
    "web:mailing_taking_back": Right.WRITE_MESSAGES,
    "web:patients_export": Right.EXPORT_PATIENTS,
    "web:saved_views": Right.SEE_PATIENTS,
    "web:saved_views_counts": Right.SEE_PATIENTS,
    "web:saved_view_removal": Right.SEE_PATIENTS,
    "web:segments": Right.SEE_PATIENTS,
    "web:segment_new": Right.SEE_PATIENTS,
    "web:segment_draft": Right.SEE_PATIENTS,
    "web:segment_words": Right.SEE_PATIENTS,
    "web:segment": Right.SEE_PATIENTS,
    "web:segment_count": Right.SEE_PATIENTS,
    "web:segment_sharing": Right.SEE_PATIENTS,
    "web:segment_removal": Right.SEE_PATIENTS,
    "web:segment_removal_undo": Right.SEE_PATIENTS,
    "web:first_hour": Right.SEE_PATIENTS,
    "web:insights_base": Right.SEE_INSIGHTS,
    "web:insights_moves": Right.SEE_INSIGHTS,
    "web:insights": Right.SEE_INSIGHTS,
    "web:insights_interrupted": Right.SEE_INSIGHTS,
    "web:insights_silent": Right.SEE_INSIGHTS,
    "web:settings": SIGNED_IN,
    "web:card_invitations": Right.EDIT_PATIENTS,
    "web:answers": Right.SEE_CONTACTS,
    "web:answer_person": Right.EDIT_PATIENTS,
    "web:hook": MACHINE,
    "web:hook_part": MACHINE,
    "web:unsubscribe": PUBLIC,  # opens by a token that only its holder knows
    "web:imports": Right.IMPORT,
    "web:import": Right.IMPORT,
    "web:import_progress": Right.IMPORT,
    "web:import_sheet": Right.IMPORT,
    "web:import_sheet_omission": Right.IMPORT,
    "web:import_sheet_inclusion": Right.IMPORT,
    "web:import_application": Right.IMPORT,
    "web:import_stop": Right.IMPORT,
    "web:import_resumption": Right.IMPORT,
    "web:import_undoing": Right.IMPORT,
    "web:import_refused": Right.IMPORT,
    "web:channels": Right.MANAGE_CLINIC,
    "web:channel_new": Right.MANAGE_CLINIC,
    "web:channel": Right.MANAGE_CLINIC,
    "web:channel_test": Right.MANAGE_CLINIC,
    "web:channel_announcement": Right.MANAGE_CLINIC,
    "web:channel_use": Right.MANAGE_CLINIC,
    "web:branches": Right.MANAGE_CLINIC,
    "web:branch_new": Right.MANAGE_CLINIC,
    "web:branch": Right.MANAGE_CLINIC,
    "web:branch_manners": Right.MANAGE_CLINIC,
    "web:users": Right.MANAGE_USERS,
    "web:user_new": Right.MANAGE_USERS,
    "web:user": Right.MANAGE_USERS,
    "web:users_second_step": Right.MANAGE_USERS,
    "web:user_second_step_removal": Right.MANAGE_USERS,
    "web:tags": Right.MANAGE_CLINIC,
    "web:tag": Right.MANAGE_CLINIC,
    "web:tag_removal": Right.MANAGE_CLINIC,
    "web:categories": Right.MANAGE_CLINIC,
    "web:category": Right.MANAGE_CLINIC,
    "web:policies": Right.WRITE_POLICIES,
    "web:policy": Right.WRITE_POLICIES,
    "web:policy_history": Right.WRITE_POLICIES,
    "web:policy_version": Right.WRITE_POLICIES,
    "web:policy_waiting": Right.WRITE_POLICIES,
    "web:policy_undoing": Right.APPROVE_POLICIES,
    "web:policy_draft": Right.WRITE_POLICIES,
    "web:policy_arrangement": Right.WRITE_POLICIES,
    "web:policy_trial": Right.WRITE_POLICIES,
    "web:policy_movers": Right.WRITE_POLICIES,
    "web:policy_draft_removal": Right.WRITE_POLICIES,
    "web:policy_approval_request": Right.WRITE_POLICIES,
    "web:policy_approval": Right.APPROVE_POLICIES,
    "web:policy_activation": Right.APPROVE_POLICIES,
    "web:task_rules": Right.WRITE_SCRIPTS,
    "web:task_rules_counts": Right.WRITE_SCRIPTS,
    "web:task_rule_new": Right.WRITE_SCRIPTS,
    "web:task_rule": Right.WRITE_SCRIPTS,
    "web:task_rule_trial": Right.WRITE_SCRIPTS,
    "web:audit": Right.SEE_AUDIT,
    "web:accesses": Right.SEE_AUDIT,
    "web:card_audit": Right.SEE_AUDIT,
    "web:roles": Right.MANAGE_USERS,
    "web:restored_copy": Right.MANAGE_CLINIC,
    "web:restored_copy_confirmation": Right.MANAGE_CLINIC,
    "web:duplicates": Right.MERGE_PATIENTS,
    "web:duplicates_apart": Right.MERGE_PATIENTS,
    "web:duplicate_chosen": Right.MERGE_PATIENTS,
    "web:duplicate": Right.MERGE_PATIENTS,
    "web:duplicate_summary": Right.MERGE_PATIENTS,
    "web:duplicate_dismissal": Right.MERGE_PATIENTS,
    "web:duplicate_dismissal_removal": Right.MERGE_PATIENTS,
    "web:merges": Right.MERGE_PATIENTS,
    "web:merge_new": Right.MERGE_PATIENTS,
    "web:merge_undoing": Right.MERGE_PATIENTS,
    "web:card": Right.SEE_PATIENTS,
    "web:card_consents": Right.SEE_PATIENTS,
    "web:card_consent": Right.TAKE_CONSENTS,
    "web:card_consent_words": Right.TAKE_CONSENTS,
    "web:card_consent_withdrawal": Right.TAKE_CONSENTS,
    "web:card_signing": Right.TAKE_CONSENTS,
    "web:sign": PUBLIC,  # opens by a token that only its holder knows
    "web:templates": Right.WRITE_SCRIPTS,
    "web:templates_shipped": Right.WRITE_SCRIPTS,
    "web:template_new": Right.WRITE_SCRIPTS,
    "web:template": Right.WRITE_SCRIPTS,
    "web:template_retirement": Right.WRITE_SCRIPTS,
    "web:template_return": Right.WRITE_SCRIPTS,
    "web:wording": Right.WRITE_SCRIPTS,
    "web:wording_preview": Right.WRITE_SCRIPTS,
    "web:consent_texts": Right.MANAGE_CLINIC,
    "web:consent_text": Right.MANAGE_CLINIC,
    "web:consent_text_publication": Right.MANAGE_CLINIC,
    "web:card_reach": Right.SEE_PATIENTS,
    "web:card_reach_now": Right.SEE_PATIENTS,
    "web:card_pauses": Right.TAKE_CONSENTS,
    "web:card_pause_end": Right.TAKE_CONSENTS,
    "web:card_pause_end_undo": Right.TAKE_CONSENTS,
    "web:card_hours": Right.TAKE_CONSENTS,
    "web:card_hours_removal": Right.TAKE_CONSENTS,
    "web:card_family": Right.SEE_PATIENTS,
    "web:card_household": Right.EDIT_PATIENTS,
    "web:card_household_leaving": Right.EDIT_PATIENTS,
    "web:card_guardian": Right.EDIT_PATIENTS,
    "web:card_guardian_end": Right.EDIT_PATIENTS,
    "web:card_stewards": Right.EDIT_PATIENTS,
    "web:hand_over": Right.MANAGE_USERS,
    "web:hand_over_undo": Right.MANAGE_USERS,
    "web:person_new": Right.EDIT_PATIENTS,
    "web:person_edit": Right.EDIT_PATIENTS,
    "web:person_contact_row": Right.EDIT_PATIENTS,
    "web:people_found": Right.SEE_PATIENTS,
    "web:card_timeline": Right.SEE_PATIENTS,
    "web:card_notes": Right.WRITE_NOTES,
    "web:card_note_undoing": Right.WRITE_NOTES,
    "web:card_colleagues": Right.WRITE_NOTES,
    "web:mention_reading": Right.SEE_PATIENTS,
    "web:photos": Right.SEE_CARE,
    "web:photo_new": Right.WRITE_CARE,
    "web:photo": Right.SEE_CARE,  # correcting what is said of it asks for WRITE_CARE
    "web:photo_picture": Right.SEE_CARE,
    "web:photo_thumbnail": Right.SEE_CARE,
    "web:photo_copy": Right.SEE_CARE,
    "web:photo_removal": Right.WRITE_CARE,
    "web:photo_removal_undo": Right.WRITE_CARE,
    "web:photo_release": Right.WRITE_CARE,
    "web:photo_release_end": Right.WRITE_CARE,
    "web:photo_pairs": Right.WRITE_CARE,
    "web:photo_pair": Right.SEE_CARE,
    "web:photo_pair_parting": Right.WRITE_CARE,
    "web:card_plans": Right.SEE_CARE,
    "web:card_place": Right.SEE_CARE,
    "web:card_findings": Right.WRITE_CARE,
    "web:card_finding_changes": Right.WRITE_CARE,
    "web:card_plan_new": Right.WRITE_CARE,
    "web:card_plan": Right.SEE_CARE,
    "web:card_plan_sheet": Right.SEE_CARE,
    "web:card_plan_edit": Right.WRITE_CARE,
    "web:card_plan_steps": Right.WRITE_CARE,
    "web:card_thinking_times": Right.WRITE_CARE,
    "web:card_thinking_end": Right.WRITE_CARE,
    "web:card_follow_up": Right.WRITE_CARE,
    "web:card_courses": Right.WRITE_CARE,
    "web:card_course_finish": Right.WRITE_CARE,
    "web:card_interruptions": Right.WRITE_CARE,
    "web:card_interruption_strategy": Right.WRITE_CARE,
    "web:card_standing": Right.SEE_VALUE,
    "web:card_why": Right.SEE_VALUE,
    "web:card_grades": Right.SET_CLASS,
    "web:card_grade_end": Right.SET_CLASS,
    "web:card_move": Right.SET_CLASS,
    "web:card_judgement": Right.WRITE_CARE,  # and, like the records below, SEE_VALUE
    "web:card_satisfactions": Right.WRITE_NOTES,
    "web:card_departures": Right.WRITE_NOTES,
    "web:card_departure_return": Right.WRITE_NOTES,
    "web:card_participations": Right.WRITE_NOTES,
    "web:card_purchases": Right.WRITE_NOTES,
    "web:card_record_undoing": Right.WRITE_NOTES,
    "web:card_visits": Right.SEE_CARE,
    "web:card_visit_new": Right.WRITE_CARE,
    "web:card_visit": Right.WRITE_CARE,
}


class RoleTableMiddleware:
    """Checks the table before any view runs, so that no view can forget to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        needed = ROLE_TABLE.get(match.view_name if match else "", NOBODY)
        if needed in (PUBLIC, MACHINE):
            return None
        if needed == NOBODY:
            raise Http404
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if isinstance(needed, Right) and not request.user.may(needed):
            raise PermissionDenied(needed)
        return None


def staff(request: HttpRequest) -> User:
    """The member of staff who asks; the role table has let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def may_at(patient: Patient, user: User, right: Right) -> bool:
    """Whether `user` has `right` at the branch of `patient`."""
    return user.may_at(right, patient.branch_id)


def standing_of(patient: Patient, user: User) -> Standing | None:
    """Where `patient` stands, for whoever may see it there; None also where nobody has looked yet."""
    standing: Standing | None = getattr(patient, "standing", None)
    return standing if may_at(patient, user, Right.SEE_VALUE) else None


# what every page of a person shows; the people around one are loaded where a page speaks of them
_BESIDE = ("branch", "source", "facts", "standing")


def patient_for(request: HttpRequest, pk: int, right: Right = Right.SEE_PATIENTS) -> Patient:
    """The person `pk`, if the one who asks has `right` at their branch; what may not be seen does not exist.

    Every page and action on one person loads it here, so that none can forget to write down who looked.
    """
    people = Patient.objects.visible_to(staff(request), right).select_related(*_BESIDE)
    patient = get_object_or_404(people, pk=pk)
    note_look(patient.pk, by=staff(request))
    return patient
