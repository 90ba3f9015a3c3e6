"""What holds on every page of the application: no barrier, no complaint of the browser, nothing from elsewhere.

`open_page` fails a test whose page writes an error to the console (a breach of the content security policy is one)
or asks another host.
"""

import pytest

from rapport.web.roles_table import MACHINE, NOBODY, PUBLIC, ROLE_TABLE
from tests.browser.whole_clinic import address, furnish

pytestmark = pytest.mark.django_db(transaction=True)

# answers that are no page: files, parts of pages, redirects, and what only takes a POST
NO_PAGE = frozenset(
    {
        "web:loyalty",
        "web:loyalty_ending",
        "web:loyalty_ending_back",
        "web:card_wallet_use",
        "web:card_wallet_card",
        "web:card_wallet_card_back",
        "web:card_wallet_line_back",
        "web:reward_handing",
        "web:reward_handing_back",
        "web:reward_bearing",
        "web:reward_bearing_back",
        "web:reward_over_back",
        "web:reward_settlement",
        "web:reward_settlement_back",
        "web:own_feed_shown",
        "web:own_feed_end",
        "web:appointment_steps",
        "web:appointment_cancellation",
        "web:appointment_time",
        "web:appointment_undoing",
        "web:appointment_taking_back",
        "web:waiting_leaving",
        "web:waiting_undoing",
        "web:waiting_offer",
        "web:waiting_answer",
        "web:left_open",
        "web:card_series_cancellation",
        "web:survey_ending",
        "web:survey_undoing",
        "web:slip_dealing",
        "web:slip_owner",
        "web:slip_link",
        "web:slip_second_answer",
        "web:loss_reason",
        "web:silent_calls",
        "web:today_minutes",
        "web:today_ticks",
        "web:today_one_thing",
        "web:today_settling",
        "web:today_colleagues",
        "web:start",
        "web:campaigns",
        "web:insights_outlays",
        "web:settings",
        "web:hours",
        "web:hours_absence_end",
        "web:hours_extra_removal",
        "web:hours_service_retirement",
        "web:hours_service_return",
        "web:hours_chair_retirement",
        "web:hours_chair_return",
        "web:answer_person",
        "web:answer_aside",
        "web:answer_aside_undoing",
        "web:channel_test",
        "web:channel_announcement",
        "web:channel_use",
        "web:search",
        "web:patients_number",
        "web:patients_prospects_column",
        "web:duplicate_chosen",
        "web:patients_offers",
        "web:complaint_steps",
        "web:complaint_solution",
        "web:complaint_second_score",
        "web:complaint_closure",
        "web:complaint_reopening",
        "web:complaint_tries",
        "web:complaint_sorting",
        "web:complaint_owner",
        "web:complaint_undoing",
        "web:promise_keeping",
        "web:promise_breaking",
        "web:promise_undoing",
        "web:review_new",
        "web:review_finishing",
        "web:review_undoing",
        "web:tasks_assignment",
        "web:tasks_snooze",
        "web:tasks_closure",
        "web:tasks_undo",
        "web:question_place",
        "web:question_retirement",
        "web:question_return",
        "web:task_rules_counts",
        "web:task_rule_trial",
        "web:patients_tags",
        "web:patients_tags_undo",
        "web:saved_views_counts",
        "web:saved_view_removal",
        "web:segment_draft",
        "web:segment_count",
        "web:insights_mailing_finding",
        "web:segment_sharing",
        "web:segment_removal",
        "web:segment_removal_undo",
        "web:told_twice_answer",
        "web:told_twice_undoing",
        "web:import_progress",
        "web:import_application",
        "web:import_stop",
        "web:import_resumption",
        "web:import_undoing",
        "web:import_refused",
        "web:import_sheet_omission",
        "web:import_sheet_inclusion",
        "web:policy_waiting",
        "web:policy_undoing",
        "web:policy_arrangement",
        "web:policy_rows",
        "web:policy_trial",
        "web:policy_movers",
        "web:policy_draft_removal",
        "web:policy_approval_request",
        "web:policy_approval",
        "web:policy_activation",
        "web:tag_removal",
        "web:restored_copy_confirmation",
        "web:card_notes",
        "web:card_consent_words",
        "web:card_consent_withdrawal",
        "web:card_signing",
        "web:card_questionnaire_handing",
        "web:card_questionnaire_sending",
        "web:card_questionnaire_refusal",
        "web:card_questionnaire_settling",
        "web:questionnaire_draft",
        "web:questionnaire_refusal",
        "web:consent_text_publication",
        "web:card_findings",
        "web:card_finding_changes",
        "web:card_plan_steps",
        "web:card_thinking_times",
        "web:card_thinking_end",
        "web:card_follow_up",
        "web:card_courses",
        "web:card_course_finish",
        "web:card_interruptions",
        "web:card_interruption_strategy",
        "web:card_why",
        "web:card_next",
        "web:card_next_plan",
        "web:card_next_unplan",
        "web:card_grades",
        "web:card_grade_end",
        "web:card_move",
        "web:card_satisfactions",
        "web:card_departures",
        "web:card_departure_return",
        "web:card_participations",
        "web:card_purchases",
        "web:card_record_undoing",
        "web:card_colleagues",
        "web:card_reach_now",
        "web:card_pauses",
        "web:card_pause_end",
        "web:card_pause_end_undo",
        "web:card_hours",
        "web:card_hours_removal",
        "web:card_guardian",
        "web:card_guardian_end",
        "web:card_household",
        "web:card_household_leaving",
        "web:card_note_undoing",
        "web:call",
        "web:call_outcome",
        "web:call_skip",
        "web:call_skip_undoing",
        "web:call_life",
        "web:call_undoing",
        "web:ringing",
        "web:counter",
        "web:duplicate_dismissal",
        "web:duplicate_dismissal_removal",
        "web:duplicate_summary",
        "web:hand_over_undo",
        "web:mention_reading",
        "web:merge_new",
        "web:merge_undoing",
        "web:people_found",
        "web:person_contact_row",
        "web:photo_copy",
        "web:photo_pair_parting",
        "web:photo_pairs",
        "web:photo_picture",
        "web:photo_release",
        "web:photo_release_end",
        "web:photo_removal",
        "web:photo_removal_undo",
        "web:photo_thumbnail",
        "account_set_password",
        "mfa_reauthenticate_webauthn",
        "web:user_second_step_removal",
        "web:template_retirement",
        "web:template_return",
        "web:wording_preview",
        "web:card_letter_taking_back",
        "web:card_invitations",
        "web:message_taking_back",
        "web:message_settlement",
        "web:message_anew",
        "web:templates_shipped",
        "web:patients_message",
        "web:patients_message_forecast",
        "web:mailing_taking_back",
        "web:mailing_outlook",
    }
)
PAGES = sorted(
    name for name, needed in ROLE_TABLE.items() if needed not in (NOBODY, PUBLIC, MACHINE) and name not in NO_PAGE
)


@pytest.fixture
def clinic(riverside, almaty, owner, dentist, zhou, marsh, khalilova, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return furnish(riverside, owner, dentist, zhou, marsh, khalilova, tmp_path)


def test_every_page_is_open_to_everybody(open_page, assert_accessible, owner, clinic):
    """WCAG 2.2 AA on every page there is, of an owner and of who is not signed in."""
    assert_accessible(open_page("/account/login/"))
    page = open_page("/", user=owner)
    barriers = []
    for name in PAGES:
        answer = page.goto(address(name, clinic))
        assert answer is not None and answer.status == 200, name
        # the account pages of the library may ask for the password first, which is a page too
        assert page.url.endswith(address(name, clinic)) or not name.startswith("web:"), name
        try:
            assert_accessible(page)
        except AssertionError as found:
            barriers.append(f"{name}: {found}")
    assert not barriers, "\n".join(barriers)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/patients/999999/", 404), ("/nowhere/", 404), ("/settings/users/", 403), ("/settings/imports/", 403)],
)
def test_pages_of_what_is_not_open_are_open_to_everybody(
    open_page, assert_accessible, dentist, owner, path, status
):
    page = open_page("/today/", user=dentist, forgive=[f"status of {status}"])
    answer = page.goto(path)
    assert answer is not None and answer.status == status
    assert_accessible(page)
    if status == 403:
        assert owner.name in page.inner_text("main"), "a missing right names who holds it"


def test_another_language_is_the_same_page(open_page, owner, clinic):
    for name in ("web:patients", "web:card", "web:import", "web:users", "web:today"):
        owner.language = "en"
        owner.save()
        page = open_page(address(name, clinic), user=owner)
        page.click("summary:has-text('EN')")
        page.click("text=中文")
        page.wait_for_selector("html[lang=zh-hans]")
        assert page.url.endswith(address(name, clinic))


def test_nothing_is_wider_than_a_small_screen(open_page, owner, clinic, zhou):
    zhou.full_name = "Константинопольская-Преображенская Александра Владиславовна"
    zhou.save()
    names = (
        *("web:today", "web:card", "web:first_hour", "web:imports", "web:import", "web:user", "web:audit"),
        *("web:card_standing", "web:insights_base", "web:patients_prospects", "web:policy_draft", "web:segment"),
    )
    for language in ("ru", "zh-hans"):
        owner.language = language
        owner.save()
        page = open_page("/", user=owner, viewport={"width": 1366, "height": 768})
        for name in names:
            page.goto(address(name, clinic))
            assert page.evaluate("document.documentElement.scrollWidth") <= 1366, (name, language)


def test_the_first_day_of_a_clinic_is_open_to_everybody(open_page, assert_accessible, owner, riverside):
    """Nobody is written down yet: the page says what to do first, under a heading."""
    page = open_page("/today/", user=owner)
    assert page.locator("h1").count() == 1
    assert_accessible(page)
