"""What a service reports of its mails, read by anymail: each has its own words and its own signature."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from typing import Any, TypeVar

from anymail.exceptions import (
    AnymailConfigurationError,
    AnymailError,
    AnymailInsecureWebhookWarning,
    AnymailWebhookValidationFailure,
)
from django.core.handlers.wsgi import WSGIRequest
from django.utils.html import strip_tags

from rapport.outreach.channels.anymail.services import Service
from rapport.outreach.channels.base import Forged, Heard, Knock, Report, Word
from rapport.outreach.models.message import MessageState

# the address of the account, which nobody else knows, stands for the password that anymail would have
warnings.filterwarnings("ignore", category=AnymailInsecureWebhookWarning)

_Found = TypeVar("_Found")

_STATES: dict[str, str] = {
    "sent": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "opened": MessageState.READ,
    "clicked": MessageState.READ,
    "rejected": MessageState.FAILED,
    "failed": MessageState.FAILED,
    "bounced": MessageState.FAILED,
}
_NO_MORE = frozenset({"complained", "unsubscribed"})


def hear(knock: Knock, service: Service, values: Mapping[str, str]) -> Heard:
    """Reports, and the addresses that want no more. Raises Forged."""
    events = _read(knock, service, service.view, values, list)
    reports = tuple(_report(event) for event in events if event.event_type in _STATES and event.message_id)
    leaving = [event for event in events if event.event_type in _NO_MORE and event.recipient]
    words = tuple(
        Word(str(event.recipient)[:200], id=str(event.event_id or "")[:120], at=_moment(event), stops=True)
        for event in leaving
    )
    return Heard(reports, words)


def hear_answers(knock: Knock, service: Service, values: Mapping[str, str]) -> Heard:
    """What clients answered by e-mail; neither what a machine of theirs sent nor spam. Raises Forged."""
    if not service.inbound:
        raise Forged
    return Heard(words=tuple(_read(knock, service, service.inbound, values, _words)))


def _words(events: Iterable[Any]) -> list[Word]:
    return [_word(event) for event in events if _by_a_person(event.message)]


def _by_a_person(mail: Any) -> bool:
    """A note that somebody is on holiday says so itself (RFC 3834)."""
    return str(mail.get("Auto-Submitted", "no")).strip().lower() == "no" and not mail.spam_detected


def _word(event: Any) -> Word:
    mail, address = event.message, event.message.from_email
    said = mail.stripped_text or mail.text or strip_tags(mail.html or "")
    number = str(mail.get("Message-ID") or event.event_id or "")[:200]
    # as addresses are kept: only the host is the same in any case
    sender = f"{address.username}@{address.domain.lower()}"[:200]
    return Word(sender, _unquoted(said), number, _utc(mail.date), str(address.display_name)[:120])


def _unquoted(text: str) -> str:
    """Without the letter that is answered: the line that says whose it is, and everything from there on."""
    lines = text.strip().splitlines()
    quoted = next((place for place, line in enumerate(lines) if line.startswith(">")), len(lines))
    own = lines[:quoted]
    if quoted < len(lines):
        while own and not own[-1].strip():
            own.pop()
        if own and own[-1].rstrip().endswith((":", "：")):
            own.pop()
    return "\n".join(own).strip()


def _read(
    knock: Knock, service: Service, view: str, values: Mapping[str, str], reading: Callable[[Any], list[_Found]]
) -> list[_Found]:
    """What anymail's `view` finds in a knock, as `reading` makes of it. Raises Forged."""
    try:
        reader = _view(service, view, values)
        request = _request(knock)
        reader.run_validators(request)
        return reading(reader.parse_events(request))
    except (AnymailError, AnymailConfigurationError, AnymailWebhookValidationFailure) as error:
        raise Forged from error
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError) as error:
        # what the service would never send is read by nobody
        raise Forged from error
    except UnboundLocalError as error:  # anymail's own slip at a text that is none
        raise Forged from error


def _view(service: Service, view: str, values: Mapping[str, str]) -> Any:
    given: dict[str, str] = {}
    if service.signed:
        key = values["key"] if service.by_key else values.get("hook_key", "")
        if not key:
            raise Forged
        given[service.signed] = key
    return getattr(import_module(f"anymail.webhooks.{service.module}"), view)(**given)


def _request(knock: Knock) -> WSGIRequest:
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in knock.headers.items()}
    return WSGIRequest(
        {
            **headers,
            "REQUEST_METHOD": knock.method,
            "CONTENT_TYPE": knock.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(knock.body)),
            "wsgi.input": BytesIO(knock.body),
        }
    )


def _report(event: Any) -> Report:
    state = _STATES[event.event_type]
    words = str(event.description or event.reject_reason or "")[:160] if state == MessageState.FAILED else ""
    return Report(state, provider_id=str(event.message_id)[:120], at=_moment(event), words=words)


def _moment(event: Any) -> datetime | None:
    """When, in UTC; None where it is not said, or no clock says so."""
    return _utc(event.timestamp)


def _utc(said: datetime | None) -> datetime | None:
    try:
        return said and (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
