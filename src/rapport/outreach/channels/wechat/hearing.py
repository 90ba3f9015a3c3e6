"""What WeChat brings to the clinic's server: words of followers, scanned invitations, reports of templates."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from rapport.lib import clock
from rapport.outreach.channels.base import Forged, Heard, Knock, Report, Word
from rapport.outreach.models.message import MessageState

# a knock that was heard somewhere and is brought again later is no knock of WeChat
_FRESH = timedelta(minutes=15)
_SCENE = "qrscene_"


def hear(knock: Knock, token: str) -> Heard:
    """Read after its signature was checked. Raises Forged."""
    _check_signature(knock.query, token)
    if knock.method == "GET":
        return Heard(reply=knock.query.get("echostr", "")[:100])
    found = _read(knock.body)
    match found.get("MsgType"), found.get("Event"):
        case "text", _event:
            return Heard(words=(_word(found, found.get("Content", "")),))
        case "event", "TEMPLATESENDJOBFINISH":
            return Heard(reports=(_report(found),))
        case "event", "subscribe" | "SCAN":
            scene = found.get("EventKey", "").removeprefix(_SCENE)
            return Heard(words=(_word(found, "", scene),)) if scene else Heard()
    return Heard()


def _check_signature(query: Mapping[str, str], token: str) -> None:
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    # the protocol of WeChat asks for SHA-1
    due = hashlib.sha1("".join(sorted((token, stamp, nonce))).encode()).hexdigest()  # noqa: S324
    if not hmac.compare_digest(query.get("signature", "").encode(), due.encode()):
        raise Forged
    at = _moment(stamp)
    if at is None or abs(clock.now() - at) > _FRESH:
        raise Forged


def _read(body: bytes) -> dict[str, str]:
    """The elements of the message, by their names. No document type is read: it could name files or swell."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Forged
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 without a document type there is nothing to expand
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Forged from error
    return {child.tag: child.text or "" for child in root}


def _word(found: dict[str, str], text: str, invitation: str = "") -> Word:
    sender = found.get("FromUserName", "")
    if not sender or len(sender) > 64:
        raise Forged
    at = found.get("CreateTime", "")
    # an event has no number of its own: whose and when is how WeChat tells a repetition
    return Word(sender, text, found.get("MsgId") or f"{sender}:{at}", _moment(at), invitation=invitation)


def _report(found: dict[str, str]) -> Report:
    status = found.get("Status", "")
    state = MessageState.DELIVERED if status == "success" else MessageState.FAILED
    words = "" if status == "success" else status[:120]
    return Report(state, provider_id=found.get("MsgID", ""), at=_moment(found.get("CreateTime", "")), words=words)


def _moment(text: str) -> datetime | None:
    return datetime.fromtimestamp(int(text), UTC) if text.isdecimal() and len(text) <= 10 else None
