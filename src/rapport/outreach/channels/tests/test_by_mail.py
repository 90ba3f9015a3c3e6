"""E-mail with a real mail server and a real reader: headers, words, and what a refusal means (CAM-7)."""

from __future__ import annotations

import email
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from rapport.lib.refusal import Refused
from rapport.outreach.channels import providers
from rapport.outreach.channels.base import Account, Forged, Knock, NotSent, Outgoing, Provider, Unknown, Word
from rapport.outreach.channels.mail import check_email
from rapport.outreach.channels.tests.listening import Answer, Asked, cutting, listening, saying

LINK = "https://clinic.example/unsubscribe/abc/"
LETTER = Outgoing(
    "birthday:17:2026", "marsh@example.com", "С днём рождения! 生日快乐", "Поздравляем 恭喜", "ru", LINK
)


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


def service(url: str, name: str = "mailgun", **more: str) -> Provider:
    values = {"service": name, "key": "k-1", "api": url, "sender": "hello@clinic.example", **more}
    return providers()["anymail"](Account(values))


def test_a_service_is_given_the_same_headers() -> None:
    """CAM-7, RFC 8058."""
    told = saying(200, {"id": "<20261121@clinic.example>", "message": "Queued. Thank you."})
    with listening(told) as there, closing(service(there.url)) as account:
        assert account.send(LETTER).provider_id == "<20261121@clinic.example>"
    body = there.asked[0].body.decode()
    for expected in ("h:List-Unsubscribe", "h:List-Unsubscribe-Post", "h:Message-Id", "marsh@example.com"):
        assert expected.lower() in body.lower().replace("%3a", ":").replace("%40", "@"), body


@pytest.mark.parametrize(
    ("answer", "comes_of_it"),
    [
        (saying(401, {"message": "Forbidden"}), "later"),
        (saying(400, {"message": "to parameter is not a valid address"}), "never"),
        (saying(429, {}), "later"),
        (saying(500, "oops"), "unknown"),
        (saying(200, "<html>"), "unknown"),
        (saying(200, {"id": 17}), "unknown"),
        (cutting, "unknown"),
    ],
)
def test_what_a_service_answers(answer: Callable[[Asked], Answer], comes_of_it: str) -> None:
    with listening(answer) as there, closing(service(there.url)) as account:
        try:
            account.send(LETTER)
            found = "sent"
        except NotSent as not_sent:
            found = "never" if not_sent.final else "later"
        except Unknown:
            found = "unknown"
    assert found == comes_of_it


def test_no_line_to_a_service_carried_nothing() -> None:
    with closing(service("http://127.0.0.1:9")) as account, pytest.raises(NotSent) as not_sent:
        account.send(LETTER)
    assert not not_sent.value.final


ANSWER = {
    "FromFull": {"Email": "Helen@Example.com", "Name": "Helen Marsh"},
    "Subject": "Re: Recall",
    "Date": "Wed, 4 Mar 2026 12:00:00 +0800",
    "MessageID": "b9f0",
    "TextBody": "Стоп\n\nOn Tue, 3 Mar 2026, the clinic wrote:\n> Time for a check-up.\n> No more: …\n",
    "Headers": [{"Name": "Message-ID", "Value": "<1@example.com>"}],
}


def answers(body: dict[str, Any], name: str = "postmark") -> tuple[Word, ...]:
    return service("", name).hear(replace(knock(body), part="answer")).words


def test_an_answer_by_mail_is_heard_without_the_letter_it_answers() -> None:
    """REC-7, CAM-7: a stop above a quoted letter is a stop."""
    [word] = answers(ANSWER)
    assert (word.sender, word.name, word.text) == ("Helen@example.com", "Helen Marsh", "Стоп")
    assert (word.id, word.at) == ("<1@example.com>", datetime(2026, 3, 4, 4, tzinfo=UTC)) and not word.stops
    [word] = answers({**ANSWER, "TextBody": "", "HtmlBody": "<p>明天<b>可以</b></p>"})
    assert word.text == "明天可以"
    [word] = answers({**ANSWER, "TextBody": "Times: \nten or eleven:"})
    assert word.text == "Times: \nten or eleven:"


def test_no_machine_is_answered_and_nothing_is_read_that_a_service_does_not_bring() -> None:
    away = [{"Name": "Auto-Submitted", "Value": "auto-replied"}]
    spam = [{"Name": "X-Spam-Status", "Value": "Yes"}]
    assert answers({**ANSWER, "Headers": away}) == answers({**ANSWER, "Headers": spam}) == ()
    for name in ("resend", "mailgun"):
        with pytest.raises(Forged):
            answers(ANSWER, name)
    for wrong in ({"RecordType": "Delivery"}, {"Headers": 7}, {"FromFull": "x"}, {"RawEmail": 5}):
        with pytest.raises(Forged):
            answers({**ANSWER, **wrong})


def knock(body: Any) -> Knock:
    return Knock(headers={"content-type": "application/json"}, body=json.dumps(body).encode())


def test_reports_of_a_service_are_read() -> None:
    account = service("", "postmark")
    delivered = {"RecordType": "Delivery", "MessageID": "m-1", "Recipient": "marsh@example.com"}
    [report] = account.hear(knock(delivered)).reports
    assert (report.provider_id, report.state) == ("m-1", "delivered")
    complaint = {"RecordType": "SpamComplaint", "MessageID": "m-1", "Email": "marsh@example.com", "ID": 9}
    [word] = account.hear(knock(complaint)).words
    assert word.sender == "marsh@example.com" and word.stops


@pytest.mark.parametrize("name", ["mailgun", "mailersend", "sendgrid", "unisender_go"])
def test_reports_that_are_not_signed_are_forged(name: str) -> None:
    """Where a service signs, nothing unsigned is read; without a key nothing is."""
    event = {"event-data": {"event": "delivered", "id": "1", "timestamp": 1}, "signature": {}}
    for more in ({}, {"hook_key": "secret"}):
        with pytest.raises(Forged):
            service("", name, **more).hear(knock(event))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2026-11-20T12:00:00", "2026-11-20T12:00:00+00:00"),
        ("2026-11-20T12:00:00+08:00", "2026-11-20T04:00:00+00:00"),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_when_a_service_says_it_was(said: str, read: str | None) -> None:
    complaint = {
        "RecordType": "SpamComplaint",
        "MessageID": "m-1",
        "Email": "marsh@example.com",
        "BouncedAt": said,
    }
    [word] = service("", "postmark").hear(knock(complaint)).words
    assert (word.at and word.at.isoformat()) == read


_PAST_TIME = b'{"event": "delivered", "message-id": "m", "email": "a@b.c", "ts_epoch": 1e999}'


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b'{"RecordType":[1]}', b"[" * 60_000, _PAST_TIME])
def test_what_no_service_would_send(body: bytes) -> None:
    for name in ("brevo", "postmark", "resend"):
        try:
            heard = service("", name).hear(Knock(headers={"content-type": "application/json"}, body=body))
        except Forged:
            continue
        assert heard.reports == () and heard.words == ()
