"""What the page of mailings shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from rapport.outreach.models import Mailing, Message, MessageState
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.patients.writing import why_left_out

SHOWN = 20
_WENT = (MessageState.SENT, MessageState.DELIVERED, MessageState.READ)


@dataclass(frozen=True)
class MailingLine:
    """One mailing: for how many it is, how many were written to, and what has become of their messages."""

    mailing: Mailing
    at: datetime
    people: int
    waiting: int
    went: int
    left_out: list[tuple[Any, int]]
    # where it stands what it brought, for who may read it; else ""
    brought: str

    @property
    def can_be_taken_back(self) -> bool:
        return not self.mailing.taken_back_at and (not self.mailing.finished_at or self.waiting > 0)


def mailings_of(user: User) -> list[MailingLine]:
    """The latest of `user`'s own. Three queries."""
    rows = list(Mailing.objects.visible_to(user).select_related("template")[:SHOWN])
    states = _states(rows)
    here = Branch.objects.visible_to(user, Right.WRITE_MESSAGES).order_by("pk").first()
    compared = user.may(Right.SEE_INSIGHTS)
    return [_line(mailing, states[mailing.pk], here, compared=compared) for mailing in rows]


def _states(mailings: Iterable[Mailing]) -> Mapping[Any, dict[str, int]]:
    """How many messages of each are in which state."""
    found: dict[Any, dict[str, int]] = defaultdict(dict)
    written = Message.objects.filter(batch__in=[mailing.pk for mailing in mailings]).order_by()
    for batch, state, number in written.values_list("batch", "state").annotate(Count("pk")):
        found[batch][state] = number
    return found


def _line(mailing: Mailing, states: Mapping[str, int], here: Branch | None, *, compared: bool) -> MailingLine:
    held_back = compared and mailing.held_share and not mailing.taken_back_at
    left_out = sorted(mailing.left_out.items(), key=lambda one: -one[1])
    return MailingLine(
        mailing,
        here.wall_clock(mailing.at) if here else mailing.at,
        len(mailing.people),
        states.get(MessageState.WAITING, 0),
        sum(states.get(state, 0) for state in _WENT),
        [(why_left_out(code), number) for code, number in left_out],
        reverse("web:insights_mailing", args=[mailing.pk]) if held_back else "",
    )
