"""A way to reach a person, as somebody types it, made into what is kept (REC-2)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from rapport.lib.handles import read_emails, read_telegram, read_wechat
from rapport.lib.phone import Line, read_phones
from rapport.lib.refusal import Refused
from rapport.lib.unreadable import Unreadable
from rapport.people.models import ContactPoint
from rapport.people.models.contact import ContactKind

_SEVERAL = _("Write one to a line: “%(text)s” holds several.")


def read_contact(kind: str, text: str, region: str) -> ContactPoint:
    """An unsaved contact point of `text`: a phone in E.164, read by `region`, the country of the branch.

    What cannot be read is kept as it stands and is not valid. Refused: several (more than one in the text).
    """
    text = text.strip()[:200]
    if kind == ContactKind.PHONE:
        return _phone(text, region)
    try:
        values = _READERS[ContactKind(kind)](text)
    except Unreadable:
        return ContactPoint(kind=kind, value=text, valid=False)
    if len(values) > 1:
        raise Refused("several", _SEVERAL, {"text": text})
    return ContactPoint(kind=kind, value=values[0][:200])


_READERS: dict[ContactKind, Callable[[str], tuple[str, ...]]] = {
    ContactKind.EMAIL: read_emails,
    ContactKind.TELEGRAM: lambda text: (read_telegram(text),),
    ContactKind.WECHAT: lambda text: (read_wechat(text),),
}


def _phone(text: str, region: str) -> ContactPoint:
    found = read_phones(text, region)
    if len(found) > 1:
        raise Refused("several", _SEVERAL, {"text": text})
    if not found or not found[0].valid:
        return ContactPoint(kind=str(ContactKind.PHONE), value=text, valid=False)
    [phone] = found
    return ContactPoint(
        kind=str(ContactKind.PHONE),
        value=phone.e164,
        extension=phone.extension,
        label=phone.note[:60],
        landline=phone.line is Line.LANDLINE,
    )
