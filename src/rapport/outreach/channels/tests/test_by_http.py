"""SMS, WeChat and Telegram against servers that speak as theirs do: what was sent, surely not sent, or unknown."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.channels import providers
from rapport.outreach.channels.base import Account, Forged, Knock, NotSent, Outgoing, Provider, Unknown
from rapport.outreach.channels.reaching import check_base
from rapport.outreach.channels.tests.listening import Answer, Asked, Listener, cutting, listening, saying

HELLO = Outgoing("recall:17:2026-11", "+8613800138000", "您好，该洗牙了。Пора на осмотр.", language="zh-hans")
CHAT = Outgoing("recall:17:2026-11", "4711", "Пора на осмотр", language="ru")
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def kannel(url: str, hook: str = "https://clinic.example/hooks/1/abc/") -> Provider:
    values = {"url": url, "username": "rapport", "password": "пароль&1", "sender": "Clinic"}
    return providers()["kannel"](Account(values, hook))


def telegram(url: str) -> Provider:
    values = {"bot": "RiversideBot", "token": "123:ABC", "api": url}
    return providers()["telegram"](Account(values, "https://clinic.example/hooks/2/abc/"))


def wechat(url: str) -> Provider:
    values = {
        "app_id": "wx1", "app_secret": "s", "token": "chosen", "template": "T1", "place": "thing1", "api": url,
    }  # fmt: skip
    return providers()["wechat"](Account(values))


def with_ticket(answer: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """A WeChat that gives tickets, and answers everything else by `answer`."""
    tickets = saying(200, {"access_token": "ticket-1", "expires_in": 7200})
    return lambda asked: tickets(asked) if asked.path.endswith("stable_token") else answer(asked)


MAKERS = {"kannel": (kannel, HELLO), "telegram": (telegram, CHAT), "wechat": (wechat, CHAT)}


def outcome(name: str, answer: Callable[[Asked], Answer]) -> str:
    """What comes of one message: "sent", "later", "never" or "unknown"."""
    make, outgoing = MAKERS[name]
    with listening(with_ticket(answer)) as there, closing(make(there.url)) as provider:
        try:
            provider.send(outgoing)
        except NotSent as not_sent:
            return "never" if not_sent.final else "later"
        except Unknown:
            return "unknown"
        return "sent"


def test_an_sms_goes_as_the_gateway_expects_it() -> None:
    """CAM-7: both scripts whole, every kind of report asked for, the key in the address that is called back."""
    with listening(saying(202, "0: Accepted for delivery")) as there, closing(kannel(there.url)) as provider:
        provider.send(HELLO)
    [asked] = there.asked
    assert asked.path == "/cgi-bin/sendsms"
    assert asked.query["text"] == HELLO.body
    assert (asked.query["coding"], asked.query["charset"], asked.query["dlr-mask"]) == ("2", "UTF-8", "31")
    assert asked.query["password"] == "пароль&1"
    report = asked.query["dlr-url"]
    assert report.startswith("https://clinic.example/hooks/1/abc/report/?key=") and "type=%d" in report
    key = report.partition("key=")[2].partition("&")[0]
    assert "%" not in key
    told = provider.hear(Knock("GET", "report", {"key": key, "type": "1", "at": "1795000000"}))
    assert [(one.key, one.state) for one in told.reports] == [(HELLO.key, "delivered")]


def test_an_sms_in_plain_latin_goes_in_seven_bits() -> None:
    """The parts that were counted are the parts that are billed."""
    with listening(saying(202, "0: Accepted for delivery")) as there, closing(kannel(there.url)) as provider:
        provider.send(Outgoing("k", "+8613800138000", "Time for a check-up"))
    assert there.asked[0].query["coding"] == "0"


def test_a_bot_writes_and_is_told_to_wait() -> None:
    taken = saying(200, {"ok": True, "result": {"message_id": 9}})
    with listening(taken) as there, closing(telegram(there.url)) as provider:
        assert provider.send(CHAT).provider_id == "4711:9"
        assert there.asked[0].path == "/bot123:ABC/sendMessage"
        assert there.asked[0].fields == {"chat_id": "4711", "text": CHAT.body}
        there.answer = saying(429, {"ok": False, "parameters": {"retry_after": 7}})
        with pytest.raises(NotSent) as waiting:
            provider.send(CHAT)
        assert not waiting.value.final and waiting.value.pause == timedelta(seconds=7)


def test_wechat_is_given_the_same_key_for_the_same_message() -> None:
    """The ticket is fetched once; the key is what WeChat tells a repetition by."""
    taken = with_ticket(saying(200, {"errcode": 0, "msgid": 200163840}))
    with listening(taken) as there, closing(wechat(there.url)) as provider:
        assert [provider.send(CHAT).provider_id for _ in range(2)] == ["200163840"] * 2
    tickets, *sent = there.asked
    assert tickets.fields["appid"] == "wx1" and [one.query["access_token"] for one in sent] == ["ticket-1"] * 2
    first, second = (one.fields for one in sent)
    assert first["client_msg_id"] == second["client_msg_id"] and len(first["client_msg_id"]) == 32
    assert first["data"] == {"thing1": {"value": CHAT.body}}


@pytest.mark.parametrize("code", [40001, 42001])
def test_a_ticket_that_wechat_no_longer_takes_is_fetched_anew(code: int) -> None:
    given = []

    def answer(asked: Asked) -> Answer:
        if asked.path.endswith("stable_token"):
            given.append(asked.fields["force_refresh"])
            # WeChat goes on giving the old one until it is told to throw it away
            return saying(200, {"access_token": "new" if any(given) else "old", "expires_in": 7200})(asked)
        good = asked.query["access_token"] == "new"
        return saying(200, {"errcode": 0, "msgid": 1} if good else {"errcode": code, "errmsg": "expired"})(asked)

    with listening(answer) as there, closing(wechat(there.url)) as provider:
        provider.send(CHAT)
        provider.send(CHAT)
    assert given == [False, False, True]


def test_a_ticket_is_fetched_before_it_runs_out() -> None:
    taken = with_ticket(saying(200, {"errcode": 0, "msgid": 1}))
    with listening(taken) as there, closing(wechat(there.url)) as provider:
        for later in (timedelta(0), timedelta(minutes=114), timedelta(minutes=116)):
            with clock.set_to(NOON + later):
                provider.send(CHAT)
    assert sum(one.path.endswith("stable_token") for one in there.asked) == 2


@pytest.mark.parametrize(
    ("name", "status", "said", "comes_of_it"),
    [
        ("kannel", 202, "3: Queued for later delivery", "sent"),
        ("kannel", 403, "Authorization failed for sendsms", "later"),
        ("kannel", 503, "Temporal failure, try again later.", "later"),
        ("kannel", 400, "Empty text", "never"),
        ("kannel", 502, "Bad gateway", "unknown"),
        ("kannel", 200, "<html>a router's page</html>", "unknown"),
        ("telegram", 400, '{"ok":false,"description":"Bad Request: chat not found"}', "never"),
        ("telegram", 403, '{"ok":false,"description":"Forbidden: bot was blocked by the user"}', "never"),
        ("telegram", 401, '{"ok":false,"description":"Unauthorized"}', "later"),
        ("telegram", 429, '{"ok":false,"parameters":{"retry_after":"soon"}}', "later"),
        ("telegram", 502, "<html>", "unknown"),
        ("telegram", 200, '{"ok":"yes"}', "unknown"),
        ("telegram", 200, '{"ok":true,"result":[1]}', "sent"),
        ("wechat", 200, '{"errcode":43004,"errmsg":"require subscribe"}', "never"),
        ("wechat", 200, '{"errcode":45009,"errmsg":"reach max api daily quota limit"}', "later"),
        ("wechat", 200, '{"errcode":-1,"errmsg":"system error"}', "later"),
        ("wechat", 200, '{"errcode":"none"}', "unknown"),
        ("wechat", 200, '{"fine":1}', "unknown"),
        ("wechat", 200, "[]", "unknown"),
        ("wechat", 500, "", "unknown"),
    ],
)
def test_what_an_answer_means(name: str, status: int, said: str, comes_of_it: str) -> None:
    """CAM-7: never told as unsent what may have gone, never as sent what may not."""
    assert outcome(name, saying(status, said)) == comes_of_it


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize(
    "garbage", [b"[" * 60_000, b"\xff\xfe\x00", b"x" * 3_000_000, b'{"ok":null,"errcode":{}}', b"NaN", b'"a"']
)
def test_garbage_with_a_status_that_says_yes_is_unknown(name: str, garbage: bytes) -> None:
    assert outcome(name, saying(200, garbage)) == "unknown"


@pytest.mark.parametrize("name", MAKERS)
def test_a_line_cut_after_the_message_was_read_is_unknown(name: str) -> None:
    assert outcome(name, cutting) == "unknown"


@pytest.mark.parametrize("name", MAKERS)
def test_a_line_that_was_never_opened_carried_nothing(name: str) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        make, outgoing = MAKERS[name]
        provider = make(f"http://127.0.0.1:{nobody.getsockname()[1]}")
        with closing(provider), pytest.raises(NotSent) as not_sent:
            provider.send(outgoing)
    assert not not_sent.value.final


def test_nobody_leads_a_message_elsewhere() -> None:
    """A redirect is not followed: passwords would go with it."""
    assert outcome("kannel", saying(302, "")) == "unknown"


@pytest.mark.parametrize(
    "url", ["http://sms.example:13013", "ftp://a", "https://", "https://u:p@host", "http://[", "file:///etc", "x"]
)
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        check_base(url)


@pytest.mark.parametrize("url", ["https://sms.example/", "http://127.0.0.1:13013", "http://10.0.0.4:13013"])
def test_addresses_that_are_taken(url: str) -> None:
    assert check_base(url) == url.rstrip("/")


def test_an_sms_of_a_client_is_read() -> None:
    knock = Knock("GET", "answer", {"from": "8613800138000", "text": "退订"})
    [word] = kannel("http://127.0.0.1:1").hear(knock).words
    assert (word.sender, word.text) == ("+8613800138000", "退订")


def secret_of(provider: Provider, there: Listener) -> str:
    there.answer = saying(200, {"ok": True, "result": True})
    provider.announce()  # type: ignore[attr-defined]
    return there.asked[-1].fields["secret_token"]


def test_updates_come_with_the_secret_that_telegram_was_given() -> None:
    update = {
        "update_id": 5,
        "message": {"text": "/start tok_en-1", "date": 1795000000, "chat": {"id": 4711, "type": "private"}},
    }
    with listening(cutting) as there, closing(telegram(there.url)) as bot:
        secret = {"x-telegram-bot-api-secret-token": secret_of(bot, there)}
        [word] = bot.hear(Knock(headers=secret, body=json.dumps(update).encode())).words
        assert (word.sender, word.id, word.invitation) == ("4711", "5", "tok_en-1")
        for hostile in (b"", b"[]", b'{"message":[]}', b'{"message":{"chat":{"type":"private"}}}', b"\xff"):
            assert bot.hear(Knock(headers=secret, body=hostile)).words == ()
        for wrong in ({}, {"x-telegram-bot-api-secret-token": "ключ"}):
            with pytest.raises(Forged):
                bot.hear(Knock(headers=wrong, body=json.dumps(update).encode()))


def signed(token: str, at: datetime) -> dict[str, str]:
    stamp, nonce = str(int(at.timestamp())), "17"
    signature = hashlib.sha1("".join(sorted((token, stamp, nonce))).encode()).hexdigest()
    return {"timestamp": stamp, "nonce": nonce, "signature": signature}


def letter(**fields: str) -> bytes:
    inner = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in fields.items())
    return f"<xml>{inner}</xml>".encode()


def test_what_wechat_brings() -> None:
    account = wechat("http://127.0.0.1:1")
    text = letter(FromUserName="o-1", CreateTime="1795000000", MsgType="text", Content="退订", MsgId="77")
    scan = letter(FromUserName="o-1", CreateTime="2", MsgType="event", Event="subscribe", EventKey="qrscene_tok")
    done = letter(
        FromUserName="o-1", CreateTime="3", MsgType="event", Event="TEMPLATESENDJOBFINISH", MsgID="9",
        Status="failed:user block",
    )  # fmt: skip
    with clock.set_to(NOON):
        query = signed("chosen", NOON)
        assert account.hear(Knock("GET", "", {**query, "echostr": "hello"})).reply == "hello"
        [word] = account.hear(Knock(query=query, body=text)).words
        assert (word.sender, word.text, word.id) == ("o-1", "退订", "77")
        assert account.hear(Knock(query=query, body=scan)).words[0].invitation == "tok"
        [report] = account.hear(Knock(query=query, body=done)).reports
        assert (report.provider_id, report.state, report.words) == ("9", "failed", "failed:user block")


@pytest.mark.parametrize(
    ("query", "body"),
    [
        (signed("guessed", NOON), letter(MsgType="text", FromUserName="o", Content="退订")),
        (signed("chosen", NOON - timedelta(hours=1)), letter(MsgType="text", FromUserName="o", Content="退订")),
        ({}, b""),
        (signed("chosen", NOON), b"<xml>"),
        (signed("chosen", NOON), b'<!DOCTYPE a [<!ENTITY b "c">]><xml><MsgType>&b;</MsgType></xml>'),
        (signed("chosen", NOON), letter(MsgType="text", Content="from nobody")),
    ],
)
def test_what_wechat_would_never_bring(query: dict[str, str], body: bytes) -> None:
    with clock.set_to(NOON), pytest.raises(Forged):
        wechat("http://127.0.0.1:1").hear(Knock(query=query, body=body))
