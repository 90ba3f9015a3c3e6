"""A second step of signing in: set up, asked for, lost and taken away (REC-12)."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse

from rapport.staff.actions import add_user
from rapport.staff.models import Branch, RequiredSecondStep, User
from rapport.staff.roles import Right, Role
from rapport.staff.second_step import require_second_step
from rapport.web.roles_table import ROLE_TABLE
from rapport.web.templatetags.machine import machine
from rapport.web.tests.test_role_table import plain_urls
from tests.cast import PASSWORD

SET_UP = "/account/2fa/"


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client: Client, user: User) -> str:
    """Where signing in with the password leads."""
    data = {"login": user.username, "password": PASSWORD}
    return client.post(reverse("account_login"), data, follow=True).redirect_chain[-1][0]


def set_up_app(client: Client) -> str:
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return str(secret)


def test_who_needs_a_second_step_does_nothing_else_before_it(client: Client, owner: User, dentist: User) -> None:
    """REC-12: led to the set-up page from everywhere; signing out and the language stay open; nobody else is."""
    require_second_step([Role.OWNER], by=owner)
    assert sign_in(client, owner) == SET_UP
    for name in ("web:today", "web:patients", "web:users", "web:users_second_step", "account_change_password"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer["Location"]) == (302, SET_UP), name
    assert client.post(reverse("web:user_new")).status_code == 302
    assert client.post(reverse("web:language"), {"language": "ru"})["Location"] != SET_UP
    set_up_app(client)
    assert client.get(reverse("web:users")).status_code == 200
    assert sign_in(Client(), dentist) == reverse("web:today")


def test_every_page_stays_shut_until_then(client: Client, owner: User, zhou: object) -> None:
    """REC-12: no page that needs a right is forgotten."""
    require_second_step([Role.OWNER], by=owner)
    client.force_login(owner)
    for name, path in plain_urls():
        if isinstance(ROLE_TABLE[name], Right):
            assert client.get(path).headers.get("Location") == SET_UP, name
    assert client.get(reverse("web:card", args=[zhou.pk])).headers.get("Location") == SET_UP


def test_removing_it_shuts_everything_again(client: Client, owner: User) -> None:
    require_second_step([Role.OWNER], by=owner)
    sign_in(client, owner)
    set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("web:users"))["Location"] == SET_UP
    assert not Authenticator.objects.exists(), "recovery codes alone are no second step"


def test_the_second_step_takes_a_code_once_and_a_recovery_code_once(client: Client, desk: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(desk, secret)
    recovery = RecoveryCodes.activate(desk).get_unused_codes()[0]
    second = reverse("mfa_authenticate")
    for code in (code_of(secret), recovery):
        assert sign_in(client, desk) == second
        assert client.get(reverse("web:today")).status_code == 302, "the password alone opens nothing"
        assert client.post(second, {"code": "000"}).status_code == 200
        assert client.post(second, {"code": code}).status_code == 302
        assert client.get(reverse("web:today")).status_code == 200
        client.logout()
        sign_in(client, desk)
        assert client.post(second, {"code": code}).status_code == 200, "not a second time"
        client.logout()


def test_recovery_codes_are_shown_once(client: Client, desk: User) -> None:
    sign_in(client, desk)
    set_up_app(client)
    codes = Authenticator.objects.get(user=desk, type="recovery_codes").wrap().get_unused_codes()
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert all(code in shown for code in codes)
    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(code in again for code in codes)
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 404


def test_a_session_left_open_asks_who_it_is_before_anything_changes(
    client: Client, desk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, desk)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: later)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name))["Location"].startswith(reverse("account_reauthenticate")), name


def test_the_page_says_who_has_none_yet(client: Client, owner: User, desk: User, caller: User) -> None:
    """REC-12: asked for by role, with who and when, and audited; the owner who asks it of owners is next."""
    TOTP.activate(desk, generate_totp_secret())
    client.force_login(owner)
    page = reverse("web:users_second_step")
    lines = {line.role: line for line in client.get(page).context["lines"]}
    assert (lines[Role.ADMINISTRATOR].people, lines[Role.ADMINISTRATOR].without) == (1, 0)
    assert (lines[Role.CUSTOMER_SERVICE].people, lines[Role.CUSTOMER_SERVICE].without) == (1, 1)
    assert client.post(page, {"role": ["owner", "dentist", "emperor"]}).status_code == 302
    assert set(RequiredSecondStep.objects.values_list("role", "by")) == {
        ("owner", owner.pk),
        ("dentist", owner.pk),
    }
    assert LogEntry.objects.get_for_model(RequiredSecondStep).count() == 2
    assert client.get(page)["Location"] == SET_UP
    require_second_step([], by=owner)
    assert client.get(page).status_code == 200


def test_who_manages_one_branch_asks_nothing_of_the_whole_house(client: Client, riverside: Branch) -> None:
    manager = add_user("manager", name="店长", password=PASSWORD, roles=[(Role.OWNER, riverside)])
    client.force_login(manager)
    assert client.post(reverse("web:users_second_step"), {"role": ["dentist"]}).status_code == 404
    assert not RequiredSecondStep.objects.exists()


def test_a_lost_second_step_is_taken_away_by_who_manages_the_user(
    client: Client, owner: User, desk: User, almaty: Branch
) -> None:
    TOTP.activate(desk, generate_totp_secret())
    RecoveryCodes.activate(desk)
    away = reverse("web:user_second_step_removal", args=[desk.pk])
    elsewhere = add_user("aigul", name="Айгуль", password=PASSWORD, roles=[(Role.OWNER, almaty)])
    client.force_login(elsewhere)
    assert client.post(away).status_code == 404
    client.force_login(desk)
    assert client.post(away).status_code == 403
    client.force_login(owner)
    client.post(away)
    removed = LogEntry.objects.get_for_model(Authenticator).filter(action=LogEntry.Action.DELETE, actor=owner)
    assert removed.count() == 2
    assert not any("secret" in str(entry.changes) for entry in removed)
    assert sign_in(Client(), desk) == reverse("web:today")


def test_a_made_up_passkey_opens_nothing(client: Client, desk: User) -> None:
    """Whatever is posted as a passkey, the answer is the sign-in page."""
    options = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["userVerification"] == "required"
    for made_up in (
        "",
        "{}",
        "[]",
        "null",
        '"x"',
        '{"response": {"userHandle": "MQ"}}',
        '{"response": null}',
        "{",
    ):
        answer = client.post(reverse("mfa_login_webauthn"), {"credential": made_up})
        assert answer.status_code in (200, 302), made_up
        assert client.get(reverse("web:today")).status_code == 302


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0 Safari/537.36", "Chrome · Linux"),
        ("curl/8", "another program"),
    ],
)
def test_a_machine_is_called_by_its_name(user_agent: str, said: str) -> None:
    assert machine(user_agent) == said
