"""Where the effort went, beside where the money came from, by value (VAL-5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Coalesce

from rapport.outreach.models import LONGEST_CALL, Contact
from rapport.people.models import Standing
from rapport.people.models.consent import Channel
from rapport.people.models.standing import GRADES, Scheme

# to whom most of the effort belongs (VAL-5)
FIRST = ("key", "potential")


@dataclass(frozen=True)
class Effort:
    """One group by value: its people, how often the clinic called and wrote to them, the minutes spoken, and what
    they spent in twelve months, in minor units of the branches' currencies together.
    """

    grade: str
    people: int
    calls: int
    messages: int
    minutes: int
    money: int

    @property
    def contacts(self) -> int:
        return self.calls + self.messages


def efforts(branch_ids: Sequence[int], since: datetime) -> list[Effort]:
    """Every group, in the order of the grades, as people stand now; contacts from `since` on. Two queries."""
    spoken = ExpressionWrapper(F("call__ended_at") - F("call__begun_at"), output_field=DurationField())
    called = Q(channel=Channel.CALL)
    # one left open until somebody came back to it tells nothing of minutes
    told_of = Q(call__ended_at__lte=F("call__begun_at") + LONGEST_CALL)
    out = Contact.objects.out().filter(at__gte=since, patient__branch__in=branch_ids).order_by()
    counted = out.values_list("patient__standing__value").annotate(
        calls=Count("pk", filter=called),
        messages=Count("pk", filter=~called),
        spoken=Coalesce(Sum(spoken, filter=told_of), timedelta(), output_field=DurationField()),
    )
    told = {grade: rest for grade, *rest in counted}
    stand = Standing.objects.filter(patient__branch__in=branch_ids).order_by().values_list("value")
    held = {
        grade: rest for grade, *rest in stand.annotate(people=Count("pk"), money=Sum("patient__facts__spend_12m"))
    }
    return [_effort(grade, told.get(grade), held.get(grade)) for grade in GRADES[Scheme.VALUE]]


def _effort(grade: str, told: Sequence[object] | None, held: Sequence[int | None] | None) -> Effort:
    calls, messages, spoken = told or (0, 0, timedelta())
    people, money = held or (0, 0)
    assert isinstance(calls, int) and isinstance(messages, int) and isinstance(spoken, timedelta)
    return Effort(grade, people or 0, calls, messages, round(spoken / timedelta(minutes=1)), money or 0)


def share(efforts: Sequence[Effort], of: str, grades: Sequence[str] = FIRST) -> int | None:
    """The per cent of `of` (contacts, minutes, money) that is those grades'; None where there is none of it."""
    whole = sum(getattr(one, of) for one in efforts)
    part = sum(getattr(one, of) for one in efforts if one.grade in grades)
    return round(100 * part / whole) if whole else None
