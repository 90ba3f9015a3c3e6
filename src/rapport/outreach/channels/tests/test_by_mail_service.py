"""E-mail through a service for it: sent, answered and reported (CAM-7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from rapport.outreach.channels import providers
from rapport.outreach.channels.base import Account, Forged, Knock, NotSent, Provider, Unknown, Word
from rapport.outreach.channels.tests.letters import LETTER
from rapport.outreach.channels.tests.listening import Answer, Asked, cutting, listening, saying


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
