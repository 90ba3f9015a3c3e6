"""Signing in with a passkey, a code of an app, a recovery code, as a person does it (REC-12)."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from rapport.staff.roles import Role
from rapport.staff.second_step import require_second_step
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844}


def code_of(secret: str) -> str:
    """What an app shows, with time left to send it: a code holds for thirty seconds by the clock."""
    if time.time() % 30 > 20:
        time.sleep(30 - time.time() % 30)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(page, user) -> None:
    page.fill("#id_login", user.username)
    page.fill("#id_password", PASSWORD)
    page.click("form[action='/account/login/'] button.primary")


def sign_out(page) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto(reverse("account_login"))


def plug_in_a_device(page) -> None:
    """A device that keeps passkeys and knows its owner's finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_signs_in_without_a_password(open_page, assert_accessible, dentist):
    """REC-12: set up because the role asks for it, used at the door, named, removed."""
    require_second_step([Role.DENTIST], by=dentist)
    page = open_page(reverse("account_login"))
    plug_in_a_device(page)
    sign_in(page, dentist)
    page.wait_for_url("**/account/2fa/")
    assert_accessible(page)
    page.click("text=Add a passkey")
    assert_accessible(page)
    page.fill("#id_name", "Surgery 2")
    page.click("main button.primary")
    page.wait_for_selector("[data-codes]")
    assert_accessible(page)
    page.click("text=I have kept them")
    page.wait_for_url("**/today/")

    sign_out(page)
    page.click("text=Sign in with a passkey")
    page.wait_for_url("**/today/")

    page.goto(reverse("mfa_list_webauthn"))
    page.click("text=Surgery 2")
    page.fill("#id_name", "Surgery 3")
    page.click("main button.primary")
    page.wait_for_selector("td >> text=Surgery 3")
    page.click("main td a[aria-label='Remove Surgery 3']")
    page.click("main button.danger")
    page.goto("/today/")
    page.wait_for_url("**/account/2fa/")


def test_a_passkey_that_is_not_there_is_said_in_words(open_page, desk):
    page = open_page(reverse("account_login"))
    page.evaluate(
        "() => { navigator.credentials.get = async () => { throw new DOMException('no', 'NotAllowedError'); }; }"
    )
    page.click("text=Sign in with a passkey")
    page.wait_for_selector("[data-passkey-trouble]:visible")
    sign_in(page, desk)
    page.wait_for_url("**/today/")


def test_an_app_and_a_recovery_code_sign_in(open_page, assert_accessible, desk):
    """REC-12: the key is read from the page, as an app reads it; codes are kept from the page that shows them."""
    page = open_page(reverse("account_login"), viewport=PHONE)
    sign_in(page, desk)
    page.wait_for_url("**/today/")
    page.goto(reverse("mfa_activate_totp"))
    assert page.locator(".qr img").evaluate("image => image.complete && image.naturalWidth > 0")
    assert_accessible(page)
    page.click("details.key summary")
    secret = page.inner_text(".key code")
    page.fill("#id_code", code_of(secret))
    page.click("main button.primary")
    page.wait_for_selector("[data-codes]")
    codes = page.locator("[data-codes] code").all_inner_texts()
    with page.expect_download() as download:
        page.click("text=Save as a file")
    assert download.value.path().read_text().split() == codes

    for code in (code_of, codes[0]):
        sign_out(page)
        sign_in(page, desk)
        page.wait_for_url("**/account/2fa/authenticate/")
        assert_accessible(page)
        page.fill("#id_code", code(secret) if callable(code) else code)
        page.click("form:has(#id_code) button.primary")
        page.wait_for_url("**/today/")
