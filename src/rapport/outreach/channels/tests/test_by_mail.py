"""E-mail with a real mail server and a real reader: headers, words, and what a refusal means (CAM-7)."""

from __future__ import annotations

import email
import socket
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from rapport.lib.refusal import Refused
from rapport.outreach.channels import providers
from rapport.outreach.channels.base import Account, NotSent, Outgoing, Provider, Unknown
from rapport.outreach.channels.mail import check_email
from rapport.outreach.channels.tests.letters import LETTER, LINK


class MailServer:
    """Takes mail; `refuses_us` is the answer to a sender, `refuses` to addresses, `hangs_up` to the words."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refuses_us = ""
        self.refuses = ""
        self.hangs_up = False
        self.port = 0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses_us:
            return self.refuses_us
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.hangs_up:
            server.transport.close()
            return "250 nobody reads this"
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[MailServer]:
    handler = MailServer()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


def smtp(port: int, **more: str) -> Provider:
    values = {
        "host": "127.0.0.1", "port": str(port), "security": "none", "sender": "hello@clinic.example",
        "sender_name": "滨江院", "reply_to": "desk@clinic.example", **more,
    }  # fmt: skip
    return providers()["smtp"](Account(values))


def test_a_reader_finds_the_way_out_and_whom_to_answer(server: MailServer) -> None:
    """CAM-7, RFC 8058: both headers on one line each, and the link in the words as well."""
    with closing(smtp(server.port)) as account:
        accepted = account.send(LETTER)
        account.send(LETTER)
    first, second = server.taken
    assert first["List-Unsubscribe"] == f"<{LINK}>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first["From"].addresses[0].display_name == "滨江院"
    assert first["From"].addresses[0].addr_spec == "hello@clinic.example"
    assert first["Reply-To"] == "desk@clinic.example" and first["To"] == "marsh@example.com"
    assert first["Subject"] == "Поздравляем 恭喜" and first["Content-Language"] == "ru"
    body = first.get_content()
    assert LETTER.body in body and LINK in body
    assert first["Message-ID"] == second["Message-ID"] == accepted.provider_id
    assert "birthday" not in first["Message-ID"]


def test_a_message_of_care_has_no_link_where_none_is_given(server: MailServer) -> None:
    with closing(smtp(server.port)) as account:
        account.send(Outgoing("visit:1", "marsh@example.com", "Tomorrow at ten", "Your visit", "en"))
    assert server.taken[0]["List-Unsubscribe"] is None


@pytest.mark.parametrize(("answer", "final"), [("550 5.1.1 no such user", True), ("451 greylisted", False)])
def test_what_the_mail_server_refuses_was_surely_not_sent(server: MailServer, answer: str, final: bool) -> None:
    server.refuses = answer
    with closing(smtp(server.port)) as account, pytest.raises(NotSent) as not_sent:
        account.send(LETTER)
    assert not_sent.value.final == final and answer[:3] in str(not_sent.value.words)
    server.refuses = ""


def test_a_sender_that_is_refused_ends_no_mail(server: MailServer) -> None:
    """What is wrong with the account is wrong with none of the mails that wait: they go once it is mended."""
    server.refuses_us = "530 5.7.0 authentication required"
    with closing(smtp(server.port)) as account:
        with pytest.raises(NotSent) as not_sent:
            account.send(LETTER)
        server.refuses_us = ""
        account.send(LETTER)
    assert not not_sent.value.final and len(server.taken) == 1


def test_a_line_that_breaks_over_the_words_is_unknown_and_the_next_mail_goes(server: MailServer) -> None:
    with closing(smtp(server.port)) as account:
        account.send(LETTER)
        server.hangs_up = True
        with pytest.raises(Unknown):
            account.send(LETTER)
        server.hangs_up = False
        account.send(LETTER)
    assert len(server.taken) == 2


def test_no_mail_server_there() -> None:
    with closing(smtp(9)) as account, pytest.raises(NotSent) as not_sent:
        account.send(LETTER)
    assert not not_sent.value.final


@pytest.mark.parametrize(
    "outgoing",
    [
        Outgoing("k", "a@example.com", "words", "Hello\nBcc: all@example.com"),
        Outgoing("k", "a@example.com\r\nBcc: all@example.com", "words", "Hello"),
        Outgoing("k", "a@example.com,b@example.com", "words", "Hello"),
        Outgoing("k", "nobody", "words", "Hello"),
    ],
)
def test_nobody_writes_headers_of_their_own(server: MailServer, outgoing: Outgoing) -> None:
    with closing(smtp(server.port)) as account, pytest.raises(NotSent) as not_sent:
        account.send(outgoing)
    assert not_sent.value.final and not server.taken


def test_an_account_has_an_address_of_its_own() -> None:
    with pytest.raises(Refused):
        check_email("Clinic <a@b.c>")
