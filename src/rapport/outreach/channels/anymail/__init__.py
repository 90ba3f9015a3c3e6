"""E-mail through a service for it: django-anymail speaks their ways of sending and of reporting (CAM-7)."""

from __future__ import annotations

from typing import Any

import requests
from anymail.exceptions import AnymailError
from django.core.mail import get_connection
from django.utils.translation import gettext_lazy
from urllib3.exceptions import NewConnectionError

from rapport.outreach.channels.anymail.hearing import hear, hear_answers
from rapport.outreach.channels.anymail.services import SERVICES
from rapport.outreach.channels.base import (
    Accepted,
    Address,
    Field,
    Heard,
    Knock,
    NotSent,
    Outgoing,
    Provider,
    Unknown,
)
from rapport.outreach.channels.mail import FROM, compose
from rapport.outreach.channels.reaching import check_base
from rapport.outreach.models.trouble import Trouble, Words
from rapport.people.models.consent import Channel

# seconds: to open the line, and to wait for the answer
_TIMES = (5, 20)


class Anymail(Provider):
    """One account at one service. None of them promises to know a mail again."""

    channel = Channel.EMAIL
    words = gettext_lazy("E-mail through a service")
    fields = (
        Field(
            "service",
            gettext_lazy("Service"),
            leads=True,
            choices=tuple((name, service.words) for name, service in SERVICES.items()),
        ),
        Field("key", gettext_lazy("API key"), secret=True),
        Field(
            "hook_key",
            gettext_lazy("Key of its reports"),
            gettext_lazy("Mailgun, MailerSend and SendGrid sign them with it. Else empty."),
            secret=True,
            required=False,
        ),
        Field(
            "api",
            gettext_lazy("Address of the API"),
            gettext_lazy("Only where the service has several, such as Mailgun in Europe and Unisender Go."),
            required=False,
            leads=True,
            check=check_base,
        ),
        *FROM,
    )
    addresses = (
        Address(gettext_lazy("Reports: webhook for delivered, bounced, opened and complained")),
        Address(
            gettext_lazy("Answers: inbound webhook of Brevo, Mailgun or Postmark, to which “Answers to” leads"),
            part="answer/",
        ),
    )

    def send(self, outgoing: Outgoing) -> Accepted:
        mail = compose(outgoing, self.account.values)
        try:
            with self._connection() as connection:
                connection.send_messages([mail])
        except AnymailError as error:
            raise _failed(error) from error
        except requests.RequestException as error:
            raise Unknown(Words.of(Trouble.LINE_BROKE, why=type(error).__name__)) from error
        status: Any = getattr(mail, "anymail_status", None)
        return Accepted(str(getattr(status, "message_id", None) or "")[:120])

    def hear(self, knock: Knock) -> Heard:
        reading = hear_answers if knock.part == "answer" else hear
        return reading(knock, SERVICES[self.account.values["service"]], self.account.values)

    def _connection(self) -> Any:
        values = self.account.values
        service = SERVICES[values["service"]]
        given: dict[str, Any] = {service.key: values["key"], "requests_timeout": _TIMES}
        if values.get("api"):
            given["api_url"] = values["api"]
        return get_connection(f"anymail.backends.{service.module}.EmailBackend", **given)


def _failed(error: AnymailError) -> NotSent | Unknown:
    """4xx is said before anything is taken; of 5xx and a line that broke nobody knows more."""
    status = error.status_code
    if status is None:
        status = getattr(getattr(error, "response", None), "status_code", None)
    if status is None and not isinstance(error, requests.RequestException):
        # refused by the library before a line was opened: an address, a header, a feature the service lacks
        return NotSent(Words.of(Trouble.CANNOT, why=_first_line(error)), final=True)
    if status is None and _never_opened(error):
        return NotSent(Words.of(Trouble.NO_LINE, why=type(error).__name__), final=False)
    words = Words.of(Trouble.ANSWERED, code=status or "—", text=_first_line(error))
    if status in (401, 402, 403, 404, 429):
        return NotSent(words, final=False)
    if status is not None and 400 <= status < 500:
        return NotSent(words, final=True)
    return Unknown(words)


def _never_opened(error: BaseException) -> bool:
    cause = error.__cause__
    if isinstance(cause, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    inner = cause.args[0] if isinstance(cause, requests.ConnectionError) and cause.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)


def _first_line(error: AnymailError) -> str:
    return (str(error).strip().splitlines() or [""])[0][:160]


PROVIDER = Anymail
