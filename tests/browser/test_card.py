"""The small modules of the card: what to do next, a colleague named with an @, photos brought in one by one and
compared."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from rapport.care.actions import present_plan
from rapport.care.models import Photo, Plan
from rapport.care.photographing import pair_photos
from rapport.outreach.models import Task
from rapport.outreach.tests.calling import agrees_to_calls
from rapport.people.models import Mention
from tests.pictures import picture_file

pytestmark = pytest.mark.django_db(transaction=True)


def test_waiting_is_planned_with_one_click_and_taken_back_with_one_key(
    open_page, assert_accessible, desk, dentist, zhou
):
    """LOY-4: the reasons are there for who asks."""
    today = zhou.branch.today()
    present_plan(
        Plan(patient=zhou, branch=zhou.branch, title="36 种植", dentist=dentist), on=today - timedelta(days=4)
    )
    agrees_to_calls(zhou)
    page = open_page(reverse("web:card", args=[zhou.pk]), user=desk)
    panel = page.locator(".next-panel")
    expect(panel).to_contain_text("Then one call from 林岚, not from sales.")
    panel.get_by_text("Why this?").click()
    expect(panel.get_by_text("It is about: 36 种植.")).to_be_visible()
    assert_accessible(page)
    panel.locator("button.primary").click()
    expect(panel).to_contain_text("The call is planned.")
    assert Task.objects.get().owner == dentist
    page.keyboard.press("z")
    expect(panel.locator("button.primary")).to_contain_text("Plan the call")
    assert not Task.objects.exists()


def test_an_at_completes_a_colleague_who_then_has_it_on_today(open_page, desk, caller, zhou):
    """REC-7: found by the beginning of the name, chosen by keys, and told."""
    page = open_page(reverse("web:card", args=[zhou.pk]), user=desk)
    field = page.locator("textarea[data-mentions]")
    field.press_sequentially(f"请回访 @{caller.name[:1]}")
    page.wait_for_selector("#mention-list [aria-selected=true]")
    field.press("Enter")
    assert field.input_value() == f"请回访 @{caller.name} "
    assert page.locator("#mention-list").is_hidden()
    page.click(".note-form button.primary")
    page.wait_for_selector(f".events :text('{caller.name}')")
    assert Mention.objects.get().user == caller
    assert zhou.full_name in open_page("/today/", user=caller).inner_text("main")


def test_photos_come_in_one_by_one_and_what_is_refused_stays_in_sight(
    open_page, dentist, zhou, settings, tmp_path
):
    """REC-6: the good ones are kept, the bad one is named."""
    settings.MEDIA_ROOT = tmp_path
    page = open_page(reverse("web:photo_new", args=[zhou.pk]), user=dentist, forgive=["status of 422"])
    files = [("good.png", picture_file()), ("bad.png", b"<svg onload=alert(1)>")]
    page.locator("form[data-one-by-one] input[type=file][multiple]").set_input_files(
        [{"name": name, "mimeType": "image/png", "buffer": content} for name, content in files]
    )
    page.click("form[data-one-by-one] button.primary")
    page.wait_for_selector("[data-refused]:has-text('bad.png')")
    assert Photo.objects.filter(patient=zhou).count() == 1


def test_the_edge_between_before_and_after_moves(open_page, dentist, zhou, settings, tmp_path):
    """REC-6: two pictures over each other, one cut where the slider stands."""
    settings.MEDIA_ROOT = tmp_path
    page = open_page(reverse("web:photo_new", args=[zhou.pk]), user=dentist)
    field = page.locator("form[data-one-by-one] input[type=file][multiple]")
    field.set_input_files(
        [{"name": f"{n}.png", "mimeType": "image/png", "buffer": picture_file()} for n in range(2)]
    )
    page.click("form[data-one-by-one] button.primary")
    page.wait_for_url(f"**{reverse('web:photos', args=[zhou.pk])}")
    pair = pair_photos(*Photo.objects.order_by("pk"), by=dentist)
    page.goto(reverse("web:photo_pair", args=[zhou.pk, pair.pk]))
    page.locator("[data-compare] input[type=range]").fill("30")
    upper = page.locator("[data-compare] .upper")
    assert upper.evaluate("one => one.style.getPropertyValue('--cut')") == "70%"
