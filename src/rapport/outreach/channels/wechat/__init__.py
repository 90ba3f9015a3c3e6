"""WeChat through the clinic's official account: templates, their reports, and what followers write (CAM-7)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import httpx
from django.utils.translation import gettext_lazy

from rapport.outreach.channels.base import (
    Accepted,
    Account,
    Address,
    Field,
    Heard,
    Knock,
    NotSent,
    Outgoing,
    Provider,
    Unknown,
)
from rapport.outreach.channels.reaching import Answered, ask, check_base, client
from rapport.outreach.channels.wechat.hearing import hear
from rapport.outreach.channels.wechat.ticket import STALE, Ticket
from rapport.outreach.models.trouble import Trouble, Words
from rapport.people.models.consent import Channel

_HOME = "https://api.weixin.qq.com"
# after these the same may go later: too often, system busy, and what somebody has to set right at the account
_LATER = frozenset({-1, 45009, 45011, 40013, 40125, 40164, 50002, 61024})
# the code of an invitation is good for this long, in seconds: the most that WeChat allows
_INVITED_FOR = 2_592_000


class WeChat(Provider):
    """One official account. The words go in one field of a template that WeChat has approved for the account.

    WeChat knows `client_msg_id` again for ten minutes.
    """

    channel = Channel.WECHAT
    words = gettext_lazy("WeChat official account")
    by_invitation = True
    dedupe = timedelta(minutes=10)
    fields = (
        Field("app_id", gettext_lazy("AppID"), gettext_lazy("On mp.weixin.qq.com under 基本配置")),
        Field("app_secret", gettext_lazy("AppSecret"), secret=True),
        Field(
            "token",
            gettext_lazy("Token of the server"),
            gettext_lazy("Of your choice; the same under 服务器配置, in plain text mode (明文模式)."),
            secret=True,
        ),
        Field("template", gettext_lazy("Template"), gettext_lazy("Its number under 模板消息")),
        Field(
            "place",
            gettext_lazy("Field for the words"),
            gettext_lazy("As in the template between {{ and .DATA}}: thing1"),
            default="content",
        ),
        Field(
            "api", gettext_lazy("Address of the API"), required=False, leads=True, default=_HOME, check=check_base
        ),
    )
    addresses = (Address(gettext_lazy("Address of the server (服务器地址 URL)")),)

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._client = client()
        self._base = account.values.get("api") or _HOME
        self._ticket = Ticket(self._fetch)

    def send(self, outgoing: Outgoing) -> Accepted:
        values = self.account.values
        found = self._ask(
            "message/template/send",
            {
                "touser": outgoing.address,
                "template_id": values["template"],
                "data": {values.get("place") or "content": {"value": outgoing.body}},
                # at most 32 signs
                "client_msg_id": hashlib.sha256(outgoing.key.encode()).hexdigest()[:32],
            },
        )
        if "errcode" not in found:
            raise Unknown(_said(found))
        number = found.get("msgid")
        return Accepted(str(number) if isinstance(number, int) else "")

    def invite(self, token: str) -> str:
        wanted = {
            "expire_seconds": _INVITED_FOR,
            "action_name": "QR_STR_SCENE",
            "action_info": {"scene": {"scene_str": token}},
        }
        url = self._ask("qrcode/create", wanted).get("url")
        if not isinstance(url, str) or not url.startswith(("http://weixin.qq.com/", "https://weixin.qq.com/")):
            raise NotSent(Words.of(Trouble.NO_INVITATION), final=False)
        return url

    def hear(self, knock: Knock) -> Heard:
        return hear(knock, self.account.values["token"])

    def close(self) -> None:
        self._client.close()

    def _ask(self, what: str, fields: dict[str, Any]) -> dict[str, Any]:
        """One request with a ticket; one more, with a new one, where the first was refused for its ticket."""
        ticket = self._ticket.get()
        found = self._once(what, fields, ticket)
        if _code(found) in STALE:
            found = self._once(what, fields, self._ticket.instead_of(ticket))
        return _checked(found)

    def _once(self, what: str, fields: dict[str, Any], ticket: str) -> dict[str, Any]:
        url = f"{self._base}/cgi-bin/{what}"
        return _read(ask(self._client, "POST", url, params={"access_token": ticket}, json=fields))

    def _fetch(self, anew: bool) -> dict[str, Any]:
        """A ticket from WeChat. Nothing was sent yet, so whatever goes wrong here is surely not sent."""
        asked = {
            "grant_type": "client_credential",
            "appid": self.account.values["app_id"],
            "secret": self.account.values["app_secret"],
            "force_refresh": anew,
        }
        try:
            found = _read(ask(self._client, "POST", f"{self._base}/cgi-bin/stable_token", json=asked))
        except Unknown as unknown:
            raise NotSent(unknown.words, final=False) from unknown
        if not isinstance(found.get("access_token"), str):
            raise NotSent(_said(found), final=False)
        return found


def _read(answered: Answered) -> dict[str, Any]:
    """WeChat answers 200 and an object, whatever is wrong."""
    found = answered.fields
    if answered.status != httpx.codes.OK or not found:
        raise Unknown(Words.of(Trouble.ANSWERED, code=answered.status, text="—"))
    return found


def _checked(found: dict[str, Any]) -> dict[str, Any]:
    code = _code(found)
    if code == 0:
        return found
    if code is None:
        raise Unknown(_said(found))
    raise NotSent(_said(found), final=code not in _LATER and code not in STALE)


def _code(found: dict[str, Any]) -> int | None:
    """The number of the error, 0 for none; None for what is no number."""
    code = found.get("errcode", 0)
    return code if isinstance(code, int) else None


def _said(found: dict[str, Any]) -> Words:
    code, text = str(found.get("errcode"))[:10], str(found.get("errmsg") or "—")[:160]
    return Words.of(Trouble.ANSWERED, code=code, text=text)


PROVIDER = WeChat
