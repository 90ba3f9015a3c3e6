"""Telegram through a bot of the clinic: it may only write to those who started it (CAM-7)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from rapport.lib.handles import read_telegram
from rapport.lib.refusal import Refused
from rapport.lib.unreadable import Unreadable
from rapport.outreach.channels.base import (
    Accepted,
    Account,
    Field,
    Forged,
    Heard,
    Knock,
    NotSent,
    Outgoing,
    Provider,
    Unknown,
    Word,
)
from rapport.outreach.channels.reaching import Answered, ask, check_base, client, read_object
from rapport.outreach.models.trouble import Trouble, Words
from rapport.people.models.consent import Channel

_HOME = "https://api.telegram.org"
# what a bot is asked to wait at the most; longer would be a mistake of somebody's
_LONGEST_PAUSE = 3600


def _check_bot(text: str) -> str:
    try:
        return read_telegram(text)
    except Unreadable as error:
        raise Refused("no_bot", gettext_lazy("The name of a bot looks like “RiversideDentalBot”.")) from error


class Telegram(Provider):
    """One bot. It knows no key again."""

    channel = Channel.TELEGRAM
    words = gettext_lazy("Telegram bot")
    by_invitation = True
    announces = True
    fields = (
        Field("bot", gettext_lazy("Name of the bot"), gettext_lazy("As in t.me/…"), check=_check_bot),
        Field("token", gettext_lazy("Token"), gettext_lazy("BotFather gives it: 123456:ABC…"), secret=True),
        Field(
            "api",
            gettext_lazy("Address of the Bot API"),
            required=False,
            leads=True,
            default=_HOME,
            check=check_base,
        ),
    )

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._client = client()

    def send(self, outgoing: Outgoing) -> Accepted:
        result = self._ask("sendMessage", {"chat_id": outgoing.address, "text": outgoing.body[:4096]})
        number = result.get("message_id") if isinstance(result, dict) else None
        return Accepted(f"{outgoing.address}:{number}" if isinstance(number, int) else "")

    def announce(self) -> None:
        if not self.account.hook.startswith("https://"):
            raise NotSent(Words.of(Trouble.NOT_SECURE), final=True)
        self._ask(
            "setWebhook",
            {"url": self.account.hook, "secret_token": self._secret(), "allowed_updates": ["message"]},
        )

    def invite(self, token: str) -> str:
        return f"https://t.me/{self.account.values['bot']}?start={token}"

    def hear(self, knock: Knock) -> Heard:
        given = knock.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode(), self._secret().encode()):
            raise Forged
        word = _word(read_object(knock.body))
        return Heard(words=(word,) if word else ())

    def close(self) -> None:
        self._client.close()

    def _secret(self) -> str:
        """What Telegram shows with every update, and nobody else knows."""
        token = self.account.values["token"].encode()
        return hmac.new(token, b"updates of this bot", hashlib.sha256).hexdigest()

    def _ask(self, what: str, fields: Mapping[str, Any]) -> Any:
        base = self.account.values.get("api") or _HOME
        answered = ask(self._client, "POST", f"{base}/bot{self.account.values['token']}/{what}", json=fields)
        return _result(answered)


def _result(answered: Answered) -> Any:
    """Telegram says what is wrong in the object, and takes nothing that it finds wrong."""
    found = answered.fields
    if found.get("ok") is True:
        return found.get("result")
    said = str(found.get("description") or "—")[:160]
    words = Words.of(Trouble.ANSWERED, code=answered.status, text=said)
    if answered.status == 429:
        raise NotSent(words, final=False, pause=_pause(found.get("parameters")))
    if answered.status in (401, 404):
        raise NotSent(words, final=False)
    if 400 <= answered.status < 500:
        raise NotSent(words, final=True)
    raise Unknown(words)


def _pause(parameters: object) -> timedelta | None:
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if not isinstance(seconds, int) or seconds < 0:
        return None
    return timedelta(seconds=min(seconds, _LONGEST_PAUSE))


def _word(update: dict[str, Any]) -> Word | None:
    """What a person wrote to the bot alone; None for groups, pictures and everything else."""
    message = update.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    sender, text, number = chat.get("id"), message.get("text"), update.get("update_id")
    if not isinstance(sender, int) or not isinstance(text, str) or not isinstance(number, int):
        return None
    start, _space, token = text.partition(" ")
    began = message.get("date")
    return Word(
        str(sender),
        text,
        str(number),
        datetime.fromtimestamp(began, UTC) if isinstance(began, int) and 0 <= began < 10**10 else None,
        name=str(chat.get("username") or chat.get("first_name") or "")[:120],
        invitation=token.strip() if start == "/start" else "",
        stops=start == "/stop",
    )


PROVIDER = Telegram
