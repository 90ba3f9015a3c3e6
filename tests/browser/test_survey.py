"""The page of a survey on a client's phone (AFT-6)."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from rapport.feedback.answering import open_link
from rapport.feedback.models import Slip, Survey
from rapport.feedback.tests.asked import asked, question
from tests.cast import register

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
SHOTS = os.environ.get("RAPPORT_SHOTS")


def shot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def tap(page, key, points):
    page.click(f"label:has(> [name=points-{question(key).pk}][value='{points}'])")


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_a_client_taps_loses_the_line_goes_on_elsewhere_and_sends(
    open_page, assert_accessible, dentist, zhou, marsh, almaty, language
):
    """AFT-4, AFT-6: in three languages, by thumb, and nothing tapped is lost."""
    whom = {"zh-hans": zhou, "en": marsh}.get(language) or register(
        almaty, "Халилова Марина Сергеевна", family_name="Халилова", given_name="Марина",
        middle_name="Сергеевна", sex="female",
    )  # fmt: skip
    whom.language = language
    whom.save()
    path = reverse("web:survey_link", args=[open_link(asked(whom, dentist=dentist))])
    options = {"viewport": PHONE, "language": "de", "has_touch": True}
    page = open_page(path, forgive=["ERR_INTERNET_DISCONNECTED"], **options)
    assert page.locator("html").get_attribute("lang") == language
    assert_accessible(page)
    shot(page, f"survey-first-{language}")
    waiting = question("waiting").pk
    assert not page.locator(f"label[for=tap-{waiting}]").is_visible()
    tap(page, "overall", 6)
    page.click(f"label[for=tap-{waiting}]")
    assert page.is_checked(f"[name=points-{waiting}][value='6']")
    tap(page, "waiting", 5)
    page.wait_for_timeout(1000)
    page.context.set_offline(True)
    page.fill("#remark", "…")
    page.click("label.call")
    page.wait_for_selector("[data-note]:not(:empty)")
    shot(page, f"survey-lost-{language}")
    elsewhere = open_page(path, **options)
    assert elsewhere.is_checked(f"[name=points-{waiting}][value='5']")
    page.context.set_offline(False)
    page.reload()
    assert page.input_value("#remark") == "…" and page.is_checked("[name=call]")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    shot(page, f"survey-{language}")
    page.click(".go")
    page.wait_for_selector("[data-answered]")
    assert_accessible(page)
    shot(page, f"survey-thanks-{language}")
    survey = Survey.objects.get()
    assert (survey.overall, survey.lowest, survey.words, survey.wants_call) == (6, 5, "…", True)
    assert survey.language == language and Slip.objects.get().low == {"overall": 6, "waiting": 5}
    assert page.evaluate("localStorage.length") == 0
    elsewhere.reload()
    assert elsewhere.locator("[data-answered]").count() == 1


def test_who_is_happy_is_done_after_two_taps_and_without_a_script_it_works_too(open_page, dentist, zhou, marsh):
    """AFT-6: under a minute."""
    path = reverse("web:survey_link", args=[open_link(asked(zhou, dentist=dentist))])
    page = open_page(path, viewport=PHONE)
    tap(page, "overall", 10)
    assert not page.locator("label.call").is_visible()
    shot(page, "survey-happy-zh-hans")
    page.click(".go")
    page.wait_for_selector("[data-answered]")
    path = reverse("web:survey_link", args=[open_link(asked(marsh, "surgery", dentist=dentist))])
    still = open_page(path, viewport=PHONE, java_script_enabled=False)
    pain = question("surgery_pain").pk
    still.click("button[lang=ru]")
    tap(still, "overall", 8)
    still.click(f"label[for=tap-{pain}]")
    tap(still, "surgery_pain", 4)
    still.click("button[lang=en]")
    assert still.is_checked(f"[name=points-{pain}][value='4']")
    shot(still, "survey-still-en")
    still.click(".go")
    still.wait_for_selector("[data-answered]")
    assert list(Survey.objects.order_by("pk").values_list("overall", "lowest")) == [(10, 10), (8, 4)]
