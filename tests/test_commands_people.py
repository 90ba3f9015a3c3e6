"""Branches and users from the command line."""

from __future__ import annotations

import io
import json
import os

import pytest
from allauth.mfa.models import Authenticator

from rapport.config import cli
from rapport.staff.models import Branch, User

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open-sesame-then-close"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    return capsys


def add_user(monkeypatch: pytest.MonkeyPatch, *words: str, password: str = PASSWORD) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return cli.main(["user", "add", *words, "--password-stdin"])


def test_an_installation_starts_from_the_command_line(
    monkeypatch: pytest.MonkeyPatch, said: pytest.CaptureFixture[str]
) -> None:
    words = ["--zone", "Europe/Moscow", "--currency", "rub", "--country", "ru", "--language", "ru"]
    assert cli.main(["branch", "add", "Центр", *words, "--phone", "8 495 123-45-67"]) == 0
    assert add_user(monkeypatch, "Анна", "--username", "anna", "--role", "owner") == 0
    assert add_user(monkeypatch, "Bo", "--username", "bo", "--role", "dentist", "--branch", "Центр") == 0
    said.readouterr()
    assert cli.main(["user", "list", "--json"]) == 0
    listed = json.loads(said.readouterr().out)
    assert [(one["username"], one["roles"]) for one in listed] == [
        ("anna", [{"role": "owner", "branch": None}]),
        ("bo", [{"role": "dentist", "branch": "Центр"}]),
    ]
    assert User.objects.get(username="anna").check_password(PASSWORD)
    assert cli.main(["branch", "list", "--json"]) == 0
    [branch] = json.loads(said.readouterr().out)
    assert (branch["currency"], branch["phone"]) == ("RUB", "+74951234567")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["branch", "add", "X", "--zone", "Mars/X", "--currency", "RUB", "--country", "RU"], "Mars/X"),
        (["branch", "add", "X", "--zone", "UTC", "--currency", "XXX", "--country", "RU"], "XXX"),
        (
            ["branch", "add", "X", "--zone", "UTC", "--currency", "RUB", "--country", "RU", "--phone", "12"],
            "This is not a phone number",
        ),
        (["user", "password", "nobody"], "nobody"),
        (["user", "block", "nobody"], "nobody"),
    ],
)
def test_bad_input_is_refused_in_a_line(words: list[str], told: str, said: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 1
    line = said.readouterr().err.strip()
    assert line.startswith("rapport: ") and told in line and "\n" not in line
    assert not Branch.objects.exists()


@pytest.mark.parametrize(
    ("words", "password"),
    [
        (["Bo", "--username", "bo", "--role", "boss"], PASSWORD),
        (["Bo", "--username", "bo", "--role", "dentist", "--branch", "Nowhere"], PASSWORD),
        (["Bo", "--username", "b o", "--role", "dentist"], PASSWORD),
        (["Bo", "--username", "bo", "--role", "dentist"], "12345678"),
    ],
)
def test_no_user_is_made_of_bad_input(
    monkeypatch: pytest.MonkeyPatch, said: pytest.CaptureFixture[str], words: list[str], password: str
) -> None:
    assert add_user(monkeypatch, *words, password=password) == 1
    assert said.readouterr().err.startswith("rapport: ")
    assert not User.objects.exists()


def test_the_last_owner_is_not_blocked(owner: User, said: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["user", "block", owner.username]) == 1
    assert owner.name in said.readouterr().err
    owner.refresh_from_db()
    assert owner.is_active


def test_a_blocked_user_is_let_in_again(desk: User, owner: User) -> None:
    assert cli.main(["user", "block", desk.username]) == 0
    desk.refresh_from_db()
    assert not desk.is_active
    assert cli.main(["user", "unblock", desk.username]) == 0
    desk.refresh_from_db()
    assert desk.is_active


def test_another_password_ends_every_sign_in(desk: User, client: object, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.get_session_auth_hash()
    monkeypatch.setattr("sys.stdin", io.StringIO("another-long-one\r\n"))
    assert cli.main(["user", "password", desk.username, "--password-stdin"]) == 0
    desk.refresh_from_db()
    assert desk.check_password("another-long-one")
    assert desk.get_session_auth_hash() != before


def test_an_owner_alone_who_lost_the_phone_is_let_in_by_the_password(
    owner: User, said: pytest.CaptureFixture[str]
) -> None:
    Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={})
    assert cli.main(["user", "lost-device", owner.username]) == 0
    assert not Authenticator.objects.filter(user=owner).exists()
    assert "password alone" in said.readouterr().out
    assert cli.main(["user", "lost-device", owner.username]) == 0
    assert "no second step" in said.readouterr().out


def test_who_reads_the_beginning_of_a_list_alone_meets_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """`rapport user list | head -1`: the pipe is closed before all of it is said."""
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as closed:  # noqa: PTH123 a descriptor
        monkeypatch.setattr("sys.stdout", closed)
        for number in range(3):
            Branch.objects.create(name=f"Branch {number}", currency="CNY")
        assert cli.main(["branch", "list"]) == 1
