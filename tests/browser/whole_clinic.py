"""A clinic with a little of everything, so that every page has something to show."""

import io
from datetime import date, timedelta
from typing import Any

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
from rapport.outreach.models import ChannelAccount, Closing, Task, TaskRule, Template
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
from tests.browser.clinic_files import messy_workbook
from tests.cast import register
from tests.everything import Everything
from tests.pictures import picture_file
from tests.schedule import works
from tests.urls import address_of


def furnish(riverside, owner, dentist, zhou, marsh, khalilova, folder):
    """A little of everything, so that every page has something to show; keyed by the names of the URLs."""
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
    path = messy_workbook(folder)
    imported = actions.start_import([(path.name, path)], branch=riverside, by=owner, queued=False)
    work(imported.pk)
    of_loyalty = Everything(zhou, owner)
    assert of_loyalty.used_points and of_loyalty.settled and of_loyalty.gift
    return {
        "card_wallet": zhou.pk,
        "loyalty_terms": riverside.pk,
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
        "insights_called": _called(zhou),
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


def _called(patient: Patient) -> tuple[int, int]:
    """A rule whose calls are compared, long enough ago."""
    rule = TaskRule.objects.get(key="sleeping")
    day = patient.branch.today() - timedelta(days=100)
    Task.objects.create(
        patient=patient,
        branch=patient.branch,
        work_list=rule.work_list,
        rule=rule,
        occasion=day.isoformat(),
        due_on=day,
        drawn=20,
        closed_at=clock.now(),
        closed_how=Closing.HELD_BACK,
    )
    return rule.pk, 20


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
