"""A message as an e-mail: headers and words, the same whoever carries it (CAM-7, RFC 8058)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.lib.refusal import Refused
from rapport.outreach.channels.base import Field, NotSent, Outgoing
from rapport.outreach.models.trouble import Trouble, Words


def check_email(text: str) -> str:
    """An address, without a name. Raises Refused."""
    try:
        validate_email(text)
    except ValidationError as error:
        raise Refused("no_email", gettext_lazy("This is no e-mail address: name@example.com.")) from error
    return text


def check_one_line(text: str) -> str:
    """Raises Refused for what would not stay on one line of a header."""
    if not text.isprintable():
        raise Refused("not_one_line", gettext_lazy("Write it on one line."))
    return text


FROM = (
    Field("sender", gettext_lazy("From: address"), check=check_email),
    Field("sender_name", gettext_lazy("From: name"), required=False, check=check_one_line),
    Field(
        "reply_to",
        gettext_lazy("Answers to"),
        gettext_lazy("Empty: to the address above."),
        required=False,
        check=check_email,
    ),
)


def compose(outgoing: Outgoing, values: Mapping[str, str]) -> EmailMessage:
    """The mail, from whom the `values` of the account say. The same key makes the same Message-ID.

    Raises NotSent, final, for what would break a header.
    """
    sender, sender_name, reply_to = (values.get(name, "") for name in ("sender", "sender_name", "reply_to"))
    for text in (outgoing.subject, outgoing.address, sender, sender_name, reply_to, outgoing.unsubscribe_url):
        if text and not text.isprintable():
            raise NotSent(Words.of(Trouble.SEVERAL_LINES), final=True)
    try:
        validate_email(outgoing.address)
    except ValidationError as error:
        raise NotSent(Words.of(Trouble.NO_EMAIL), final=True) from error
    headers = {"Message-ID": message_id(outgoing.key, sender), "Auto-Submitted": "auto-generated"}
    if outgoing.language:
        headers["Content-Language"] = outgoing.language
    body = outgoing.body
    if outgoing.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{outgoing.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        body = f"{body}\n\n-- \n{_way_out(outgoing)}\n"
    return EmailMessage(
        outgoing.subject,
        body,
        sanitize_address((sender_name, sender), "utf-8") if sender_name else sender,
        [outgoing.address],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
    )


def message_id(key: str, sender: str) -> str:
    """Of a message with `key`; nobody reads the key out of it."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"


def _way_out(outgoing: Outgoing) -> str:
    with translation.override(outgoing.language or None):
        return _("To get no more of these: %(url)s") % {"url": outgoing.unsubscribe_url}
