"""The small modules of the card: a colleague named with an @, photos brought in one by one and compared."""

import pytest
from django.urls import reverse

from rapport.care.models import Photo
from rapport.care.photographing import pair_photos
from rapport.people.models import Mention
from tests.pictures import picture_file

pytestmark = pytest.mark.django_db(transaction=True)


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
