"""What the pages of the outbox show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from rapport.outreach.gate.reasons import in_short
from rapport.outreach.models import Message, MessageState
from rapport.outreach.models.message import NOT_GONE, MessageQuerySet
from rapport.outreach.outbox import SENDABLE
from rapport.people.models.consent import CHANNELS
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.sight import Sight
from rapport.web.tabs import Tab

# tabs of the outbox, and the states that each holds
TABS: dict[str, tuple[Any, frozenset[str]]] = {
    "waiting": (_("Waiting"), frozenset({MessageState.WAITING, MessageState.CLAIMED})),
    "sent": (_("Sent"), frozenset({MessageState.SENT, MessageState.DELIVERED, MessageState.READ})),
    "failed": (_("Failed"), frozenset({MessageState.FAILED})),
    "not_gone": (
        _("Not allowed or too late"),
        frozenset({MessageState.REFUSED, MessageState.EXPIRED, MessageState.TAKEN_BACK}),
    ),
}
# a tab with fewer is worth a count
_COUNTED = frozenset({"waiting", "failed"})


class OutboxFilter(forms.Form):
    """What to see of the outbox. What cannot be read is left out: an address may be old."""

    channel = forms.ChoiceField(
        label=_("channel"),
        required=False,
        choices=[("", _("any")), *((one.value, one.label) for one in CHANNELS if one in SENDABLE)],
    )
    purpose = forms.ChoiceField(
        label=_("purpose"),
        required=False,
        choices=[("", _("any")), *((one.value, one.label) for one in (Purpose.CARE, Purpose.MARKETING))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "ctl"

    def asked(self) -> Mapping[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@dataclass(frozen=True)
class Line:
    """One message: moments by the clock of its branch; words and address as the reader may see them."""

    message: Message
    written: datetime
    expected: datetime
    body: str
    address: str
    why: str

    @property
    def can_be_taken_back(self) -> bool:
        return self.message.state == MessageState.WAITING

    @property
    def can_be_written_anew(self) -> bool:
        return self.message.state in NOT_GONE and not self.message.carries_code


def messages_of(user: User) -> MessageQuerySet:
    """Those of the branches at which `user` writes to clients."""
    return Message.objects.visible_to(user, Right.WRITE_MESSAGES)


def tabs(user: User, here: str) -> list[Tab]:
    """With counts where work waits. One query."""
    counted = frozenset().union(*(TABS[key][1] for key in _COUNTED))
    rows = messages_of(user).filter(state__in=counted).order_by().values_list("state").annotate(Count("pk"))
    states = dict(rows)
    return [
        Tab(
            f"?state={key}",
            label,
            key == here,
            sum(states.get(one, 0) for one in held) if key in _COUNTED else None,
        )
        for key, (label, held) in TABS.items()
    ]


def lines(rows: Iterable[Message], user: User) -> list[Line]:
    return [_line(message, user) for message in rows]


def _line(message: Message, user: User) -> Line:
    sight, branch = Sight.of(user, message.patient), message.patient.branch
    return Line(
        message,
        branch.wall_clock(message.written_at),
        branch.wall_clock(message.not_before),
        sight.text(message.for_colleagues(message.body)) if _reads(user, sight, message) else "",
        sight.masked(message.address),
        _why(message, sight),
    )


def _why(message: Message, sight: Sight) -> str:
    """What the gate or the provider said against it."""
    said = [*map(in_short, message.reasons), sight.text(message.error)] if sight.words else []
    return " · ".join(filter(None, said))


def _reads(user: User, sight: Sight, message: Message) -> bool:
    """What colleagues write in words of their own may be of the mouth (REC-12)."""
    return sight.care or message.wording_id is not None or message.written_by_id == user.pk
