"""The session ends while somebody writes: they sign in beside it, and what they wrote arrives."""

import re

import pytest
from django.urls import reverse

from rapport.feedback.models import Complaint
from rapport.people.models import Note
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "等了一个小时，没人管。\n第二行 “<b>”"


def sign_in_beside(page, user, link):
    with page.expect_popup() as opened:
        link.click()
    beside = opened.value
    beside.fill("input[name=login]", user.username)
    beside.fill("input[name=password]", PASSWORD)
    beside.click("form[action*=login] button.primary")
    beside.wait_for_url(lambda url: "login" not in url)
    beside.close()


def test_a_page_comes_back_with_what_was_typed(open_page, assert_accessible, desk, zhou):
    """CMP-2: the words of a complaint are not typed in twice."""
    url = f"{reverse('web:complaint_new')}?patient={zhou.pk}"
    page = open_page(url, user=desk, forgive=["status of 401", "status of 403"])
    page.fill("textarea", WORDS)
    page.locator("input[name=kinds]").first.check()
    page.context.clear_cookies(name="sessionid")
    page.click("form.form button.primary")
    page.wait_for_selector("text=you had been signed out")
    assert_accessible(page)
    sign_in_beside(page, desk, page.get_by_role("link", name="Sign in in another tab").first)
    page.click("button:has-text('Send again')")
    page.wait_for_selector(f"text=you are signed in as {desk.name}")
    page.click("button:has-text('Send again')")
    page.wait_for_url(re.compile(r"/complaints/\d+/"))
    assert Complaint.objects.get().words.replace("\r", "") == WORDS


def test_a_part_of_a_page_keeps_it_in_its_field(open_page, assert_accessible, desk, zhou):
    """REC-7: htmx swaps nothing, the banner says what to do."""
    forgiven = ["status of 401", "status of 403", "Response Status"]
    page = open_page(reverse("web:card", args=[zhou.pk]), user=desk, forgive=forgiven)
    page.fill(".note-form textarea", "请周五前回访")
    page.context.clear_cookies(name="sessionid")
    page.click(".note-form button.primary")
    page.wait_for_selector("#banner:has-text('you had been signed out')")
    assert_accessible(page)
    sign_in_beside(page, desk, page.locator("#banner a"))
    page.click("#banner [data-again]")
    page.wait_for_selector(f"#banner:has-text('you signed in as {desk.name}')")
    assert page.locator("#banner a").is_hidden()
    page.click("#banner [data-again]")
    page.wait_for_selector(".events :text('请周五前回访')")
    assert page.locator("#banner").is_hidden() and Note.objects.count() == 1
