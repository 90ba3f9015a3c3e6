"""What a service reports of its mails, read by anymail: each has its own words and its own signature."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from typing import Any

from anymail.exceptions import AnymailError, AnymailInsecureWebhookWarning, AnymailWebhookValidationFailure
from django.core.handlers.wsgi import WSGIRequest

from rapport.outreach.channels.anymail.services import Service
from rapport.outreach.channels.base import Forged, Heard, Knock, Report, Word
from rapport.outreach.models.message import MessageState

# the address of the account, which nobody else knows, stands for the password that anymail would have
warnings.filterwarnings("ignore", category=AnymailInsecureWebhookWarning)

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
    try:
        view = _view(service, values)
        request = _request(knock)
        view.run_validators(request)
        events = view.parse_events(request)
    except (AnymailError, AnymailWebhookValidationFailure) as error:
        raise Forged from error
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError) as error:
        # what the service would never send is read by nobody
        raise Forged from error
    reports = tuple(_report(event) for event in events if event.event_type in _STATES and event.message_id)
    leaving = [event for event in events if event.event_type in _NO_MORE and event.recipient]
    words = tuple(
        Word(str(event.recipient)[:200], id=str(event.event_id or "")[:120], at=_moment(event), stops=True)
        for event in leaving
    )
    return Heard(reports, words)


def _view(service: Service, values: Mapping[str, str]) -> Any:
    given: dict[str, str] = {}
    if service.signed:
        key = values["key"] if service.by_key else values.get("hook_key", "")
        if not key:
            raise Forged
        given[service.signed] = key
    return getattr(import_module(f"anymail.webhooks.{service.module}"), service.view)(**given)


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
    said: datetime | None = event.timestamp
    try:
        return said and (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
