"""SMS through a Kannel gateway: its HTTP interface, delivery reports, and what clients send back (CAM-7)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy

from rapport.lib.phone import read_phones
from rapport.lib.refusal import Refused
from rapport.outreach.channels.base import (
    Accepted,
    Account,
    Address,
    Field,
    Forged,
    Heard,
    Knock,
    NotSent,
    Outgoing,
    Provider,
    Report,
    Unknown,
    Word,
)
from rapport.outreach.channels.reaching import Answered, ask, check_base, client
from rapport.outreach.models.message import MessageState
from rapport.outreach.models.trouble import Trouble, Words
from rapport.outreach.wording.sms import measure
from rapport.people.models.consent import Channel

# accepted, refused, buffered by the network, delivered, not delivered: all that a gateway may report
_EVERY_REPORT = 1 | 2 | 4 | 8 | 16
_STATES: dict[str, str] = {
    "1": MessageState.DELIVERED,
    "2": MessageState.FAILED,
    "4": MessageState.SENT,
    "8": MessageState.SENT,
    "16": MessageState.FAILED,
}


def _check_sender(text: str) -> str:
    digits = text.removeprefix("+")
    if not text or (digits.isdecimal() and len(digits) <= 15) or (text.isascii() and len(text) <= 11):
        return text
    raise Refused("no_sender", gettext_lazy("A sender is a number, or up to 11 Latin letters and digits."))


class Kannel(Provider):
    """One sendsms user of a gateway. It knows no key again, so what may have gone out never goes again."""

    channel = Channel.SMS
    words = gettext_lazy("SMS through Kannel")
    fields = (
        Field(
            "url",
            gettext_lazy("Address of the gateway"),
            gettext_lazy("Up to the port of smsbox: http://127.0.0.1:13013"),
            leads=True,
            check=check_base,
        ),
        Field("username", gettext_lazy("User"), gettext_lazy("username in the group sendsms-user")),
        Field("password", gettext_lazy("Password"), secret=True),
        Field(
            "sender",
            gettext_lazy("Sender"),
            gettext_lazy("As the network allows it: a number, or the name of the clinic."),
            required=False,
            check=_check_sender,
        ),
    )
    addresses = (
        Address(
            gettext_lazy("Answers of clients: get-url in the group sms-service, with max-messages = 0"),
            "answer/",
            "from=%p&text=%b&id=%I&at=%T&charset=%C",
        ),
    )

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._client = client()

    def send(self, outgoing: Outgoing) -> Accepted:
        url = f"{self.account.values['url']}/cgi-bin/sendsms"
        return _accepted(ask(self._client, "GET", url, params=self._asked(outgoing)))

    def _asked(self, outgoing: Outgoing) -> dict[str, Any]:
        values = self.account.values
        asked: dict[str, Any] = {
            "username": values["username"],
            "password": values["password"],
            "to": outgoing.address,
            "text": outgoing.body,
            "charset": "UTF-8",
            # as its price was counted: seven bits where they do, else UCS-2
            "coding": 2 if measure(outgoing.body).wide else 0,
        }
        if values.get("sender"):
            asked["from"] = values["sender"]
        if self.account.hook:
            asked["dlr-mask"] = _EVERY_REPORT
            asked["dlr-url"] = f"{self.account.hook}report/?key={_packed(outgoing.key)}&type=%d&id=%I&at=%T"
        return asked

    def hear(self, knock: Knock) -> Heard:
        if knock.part == "report":
            return Heard(reports=(_report(knock.query),))
        if knock.part == "answer":
            return Heard(words=(_word(knock.query),))
        raise Forged

    def close(self) -> None:
        self._client.close()


def _accepted(answered: Answered) -> Accepted:
    """202 is taken or queued; 4xx and 503 are said before anything is queued; what a proxy says tells nothing."""
    if answered.status == 202:
        return Accepted()
    said = Words.of(Trouble.ANSWERED, code=answered.status, text=" ".join(answered.text[:120].split()))
    if answered.status in (401, 403, 404, 429, 503):
        raise NotSent(said, final=False)
    if 400 <= answered.status < 500:
        raise NotSent(said, final=True)
    raise Unknown(said)


def _packed(key: str) -> str:
    """A key in letters that neither an address nor the gateway's own % means anything by."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _unpacked(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError) as error:
        raise Forged from error


def _report(query: Mapping[str, str]) -> Report:
    state = _STATES.get(query.get("type", ""))
    if state is None:
        raise Forged
    return Report(state, key=_unpacked(query.get("key", "")), at=_moment(query.get("at", "")))


def _word(query: Mapping[str, str]) -> Word:
    sender = query.get("from", "")
    if not sender or len(sender) > 40:
        raise Forged
    digits = sender.removeprefix("+").removeprefix("00")
    found = read_phones(f"+{digits}", "CN") if digits.isdecimal() and len(digits) > 6 else ()
    read = found[0].e164 if found and found[0].valid else sender
    return Word(read, query.get("text", ""), query.get("id", ""), _moment(query.get("at", "")))


def _moment(text: str) -> datetime | None:
    """Seconds since 1970, within the years that a clock can be wrong by."""
    if not text.isdecimal() or len(text) > 10:
        return None
    return datetime.fromtimestamp(int(text), UTC)


PROVIDER = Kannel
