"""Channels for trying out: a file a message, and nothing leaves the machine (CAM-7)."""

from __future__ import annotations

import email
from contextlib import closing
from email.policy import default
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from rapport.outreach.accounts import open_account, save_account
from rapport.outreach.channels.base import NotSent, Outgoing
from rapport.outreach.models import ChannelAccount
from rapport.outreach.sending.routes import chosen

pytestmark = pytest.mark.django_db
LETTER = Outgoing("birthday:17:2026", "marsh@example.com", "С днём рождения! 生日快乐", "Поздравляем 恭喜", "ru")


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME, settings.RAPPORT_ADDRESS = tmp_path, ""
    return tmp_path


@pytest.fixture
def mail(home: Path) -> ChannelAccount:
    return save_account(ChannelAccount(name="Mail", provider="mail_folder"), {"sender": "clinic@example.com"})


def test_a_mail_is_a_file_that_every_mail_program_opens(mail: ChannelAccount, home: Path) -> None:
    """Sent twice under one key it is one; it has arrived, and no address of the installation is needed."""
    with closing(open_account(mail)) as provider:
        first, second = provider.send(LETTER), provider.send(LETTER)
    assert first == second and first.delivered
    [file] = (home / "outgoing").iterdir()
    read = email.message_from_bytes(file.read_bytes(), policy=default)
    assert (read["To"], read["Subject"]) == ("marsh@example.com", LETTER.subject)
    assert read.get_content().strip() == LETTER.body and file.suffix == ".eml"
    assert file.stat().st_mode & 0o077 == 0 and (home / "outgoing").stat().st_mode & 0o077 == 0


def test_an_sms_is_a_file_of_words(home: Path) -> None:
    sms = save_account(ChannelAccount(name="SMS", provider="sms_folder"), {})
    with closing(open_account(sms)) as provider:
        provider.send(Outgoing("../../../k", "+8613800138000", "明天见"))
    [file] = (home / "outgoing").iterdir()
    assert file.read_text() == "+8613800138000\n\n明天见\n"


def test_what_cannot_be_written_is_surely_not_sent(mail: ChannelAccount, home: Path) -> None:
    (home / "outgoing").write_text("a file stands where the folder should be")
    with closing(open_account(mail)) as provider, pytest.raises(NotSent) as told:
        provider.send(LETTER)
    assert not told.value.final


def test_a_real_account_is_taken_before_one_for_trying_out(mail: ChannelAccount) -> None:
    real = ChannelAccount(name="Z", channel="email", provider="smtp")
    mail.branch_id = 7
    assert chosen([mail, real], 7) == real and chosen([mail], 7) == mail and chosen([mail], 8) is None
