"""What holds on every page of the application: no barrier, no complaint of the browser, nothing from elsewhere.

`open_page` fails a test whose page writes an error to the console (a breach of the content security policy is one)
or asks another host.
"""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.care.actions import NewVisit, present_plan, record_visits
from rapport.care.models import Category, Photo, PhotoView, Plan, Treatment, Visit
from rapport.care.photographing import PhotoDetails, add_photo, pair_photos
from rapport.feedback.models import CareCallPlan, Question, ServiceForm, Survey
from rapport.feedback.questions import install_questions
from rapport.importing import actions
from rapport.importing.models import ImportSheet
from rapport.importing.tasks import work
from rapport.lib import clock
from rapport.outreach.mailing import start_mailing
from rapport.outreach.models import ChannelAccount, TaskRule, Template
from rapport.outreach.task_actions import remind
from rapport.outreach.wording.actions import save_wording
from rapport.people.actions import appoint_steward, give_consent, put_guardian, write_note
from rapport.people.duplicates import find_duplicates
from rapport.people.models import Patient, Tag
from rapport.segmentation.models import Segment
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.worklists.shipping import install_rules
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.models import User
from rapport.web.models import SavedView
from rapport.web.roles_table import MACHINE, NOBODY, PUBLIC, ROLE_TABLE
from tests.browser.clinic_files import messy_workbook
from tests.cast import register
from tests.everything import Everything
from tests.pictures import picture_file
from tests.schedule import works
from tests.urls import address_of

pytestmark = pytest.mark.django_db(transaction=True)

# answers that are no page: files, parts of pages, redirects, and what only takes a POST
NO_PAGE = frozenset(
    {
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
    """A little of everything, so that every page has something to show; keyed by the names of the URLs."""
    settings.MEDIA_ROOT = tmp_path / "media"
    today = riverside.today()
    visit = Visit(patient=zhou, branch=riverside, day=today - timedelta(days=400), complaint="牙痛")
    record_visits([NewVisit(visit, [Treatment(name="洁治", amount=30000)])])
    plan = present_plan(Plan(patient=zhou, branch=riverside, title="26 种植"), on=today - timedelta(days=3))
    write_note(zhou, "喜欢上午来", by=owner)
    month = today.replace(day=1)
    survey = Survey.objects.create(patient=zhou, branch=riverside, month=month, due_on=today)
    form = ServiceForm.objects.create(
        patient=zhou, branch=riverside, visit=visit, category_id="hygiene", due_on=today
    )
    account = ChannelAccount.objects.create(name="SMS", channel="sms", provider="kannel", hook="x" * 43)
    template = Template.objects.create(name="复查", purpose="care")
    offer = Template.objects.create(name="美白优惠", purpose="marketing")
    mailing = start_mailing(Patient.objects.all(), offer, "sms", held_share=20, by=owner, queued=False)
    save_wording(template, "sms", "ru", body="{greeting}!", by=owner)
    appoint_steward(zhou, dentist, "dentist", by=owner)
    put_guardian(marsh, zhou, by=owner)
    second = register(riverside, zhou.full_name, birth_date=zhou.birth_date)
    find_duplicates()
    before, after = (_photo(zhou, today - timedelta(days=days), dentist) for days in (90, 2))
    booked = [(zhou, 1, "confirmed"), (marsh, 2, "booked"), (khalilova, 3, "arrived")]
    add_appointments(
        [
            Appointment(
                patient=person,
                branch=person.branch,
                starts_at=clock.now() + timedelta(hours=hours),
                state=state,
                service="复查",
            )
            for person, hours, state in booked
        ]
    )
    Tag.objects.create(name="怕疼")
    SavedView.objects.create(owner=owner, name="Long away", query="found=not_seen_12m")
    segment = Segment.objects.create(
        owner=owner,
        name="Braces",
        text="exists child(age between 7 and 14) and (sex = female or last_visit within 6 months)",
    )
    refresh_facts()
    install_rules()
    install_questions()
    sweep_lists()
    remind(zhou, "问候", on=today, by=owner)
    TOTP.activate(owner, generate_totp_secret())
    RecoveryCodes.activate(owner)
    passkey = Authenticator.objects.create(
        user=owner, type="webauthn", data={"name": "前台电脑", "credential": {}}
    )
    of_marsh = Everything(marsh, owner, "等了 35 分钟")
    scheduled = Everything(zhou, owner)
    works(dentist, riverside, chair=scheduled.chair)
    assert scheduled.absence and scheduled.extra
    path = messy_workbook(tmp_path)
    imported = actions.start_import([(path.name, path)], branch=riverside, by=owner, queued=False)
    work(imported.pk)
    return {
        "everything": scheduled,  # of which the other pages are
        "card": zhou.pk,
        "question": Question.objects.asked().get(key="waiting").pk,
        "slip": of_marsh.slip.pk,
        "appointment": of_marsh.appointment.pk,
        "complaint": of_marsh.complained[0].pk,
        "review": of_marsh.review.pk,
        "say_poster": riverside.pk,
        "today_archive": riverside.pk,
        **dict.fromkeys(("hours_weeks", "hours_to_be_moved", "hours_absences", "hours_absence_new"), riverside.pk),
        **dict.fromkeys(("hours_extra_new", "hours_chairs", "hours_terms"), riverside.pk),
        "hours_week": (riverside.pk, dentist.pk),
        "hours_chair": (riverside.pk, scheduled.chair.pk),
        "hours_service": scheduled.bookable.pk,
        "care_plan": CareCallPlan.objects.values_list("pk", flat=True)[0],
        "task_rule": TaskRule.objects.get(key="recall_hygiene").pk,
        "photo": (zhou.pk, after.pk),
        "photo_pair": (zhou.pk, pair_photos(before, after, by=dentist).pk),
        "duplicate": (zhou.pk, second.pk),
        "survey": survey.pk,
        "service_form": form.pk,
        "branch_terms": riverside.pk,
        "card_place": (zhou.pk, "36"),
        "card_plan": (zhou.pk, plan.pk),
        "card_plan_sheet": (zhou.pk, plan.pk),
        "card_plan_edit": (zhou.pk, plan.pk),
        "card_visit": (zhou.pk, visit.pk),
        "segment": segment.pk,
        "policy": ("care",),
        "policy_history": ("care",),
        "policy_draft": ("care",),
        "policy_version": ("care", 0),
        "insights_moves": ("lifecycle",),
        "insights_mailing": mailing.pk,
        "insights_interrupted": ("price",),
        "script": ("recall", "en"),
        "branch": riverside.pk,
        "user": owner.pk,
        "template": template.pk,
        "branch_manners": riverside.pk,
        "channel": account.pk,
        "channel_new": "telegram",
        "wording": (template.pk, "sms", "ru"),
        "tag": Tag.objects.get(name="怕疼").pk,
        "category": Category.objects.get_or_create(code="hygiene", defaults={"position": 40})[0].pk,
        "import": imported.pk,
        "mfa_edit_webauthn": passkey.pk,
        "mfa_remove_webauthn": passkey.pk,
    }


def _photo(patient: Patient, day: date, by: User) -> Photo:
    return add_photo(patient, io.BytesIO(picture_file()), PhotoDetails(PhotoView.SMILE, day), by=by)


def address(name: str, clinic: dict[str, Any]) -> str:
    """The path of a page, of something that there is."""
    key = name.removeprefix("web:")
    if key == "import_sheet":
        return reverse(name, args=[clinic["import"], ImportSheet.objects.latest("pk").pk]) + "?columns"
    if key == "card_consent":
        zhou = Patient.objects.get(pk=clinic["card"])
        word = zhou.consents.first() or give_consent(zhou, "marketing", by=None)
        return reverse(name, args=[clinic["card"], word.pk])
    if key == "consent_text":
        return reverse(name, args=["house", "care", "ru"])
    if key not in clinic:
        return address_of(name, clinic["everything"])
    there = clinic[key]
    return reverse(name, args=there if isinstance(there, tuple) else [there])


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
