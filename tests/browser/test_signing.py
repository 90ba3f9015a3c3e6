"""What a person is handed a tablet for: a page to sign, a questionnaire (REC-11, BAS-1)."""

import pytest
from django.urls import reverse

from rapport.people.actions.signing import open_signing
from rapport.people.consents import in_force
from rapport.people.models.consent_text import Purpose

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["zh-hans", "ru", "en"])
def test_a_person_reads_changes_the_language_and_signs(open_page, assert_accessible, desk, zhou, language):
    """REC-11: in three languages, nothing ticked beforehand; what was entered outlives a change of language."""
    _signing, token = open_signing(zhou, by=desk, on_tablet=True)
    other = "ru" if language == "en" else "en"
    page = open_page(
        reverse("web:sign", args=[token]) + f"?language={other}", viewport={"width": 768, "height": 1024}
    )
    assert page.locator("input:checked").count() == 0
    page.fill("#signer", "周雅琴")
    page.click(f"nav a[lang={language}]")
    page.wait_for_url(f"**language={language}")
    assert page.input_value("#signer") == "周雅琴"
    assert_accessible(page)
    for purpose in Purpose:
        page.check(f"input[name=answer-{purpose}][value={'refuse' if purpose == 'marketing' else 'agree'}]")
    page.check("input[name=ways-care][value=sms]")
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + 40 + step * 10, box["y"] + 40 + step % 5 * 12)
    page.mouse.up()
    page.click("form#sign button.primary")
    page.wait_for_selector("[data-signed]")
    assert in_force(zhou, "care", "sms") and not in_force(zhou, "marketing")
    assert zhou.consents.get(purpose="photos").language == language


def test_back_on_a_device_that_was_handed_over_shows_no_card(open_page, desk, zhou):
    """BAS-1, REC-12: whoever fills it in holds that one page, whatever they press."""
    page = open_page(reverse("web:card_questionnaire", args=[zhou.pk]), user=desk)
    page.click("button[name=on][value=tablet]")
    page.wait_for_url("**/q/**")
    page.go_back()
    page.wait_for_selector("input[name=password]")
    assert zhou.full_name not in page.content()
