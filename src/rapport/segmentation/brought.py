"""What an offer brought, by letter or by a call, beside those who might have got it and got nothing (CAM-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from rapport.care.models import Payment, Treatment, Visit
from rapport.lib.proportions import Difference, difference
from rapport.outreach.models import Answer, Mailing, Message, MessageState
from rapport.outreach.models.message import NOT_GONE
from rapport.people.models import Patient
from rapport.staff.models import Branch

# a visit counts from the day after the mailing on, for so many days
SPAN = 30
_ON_THE_WAY = frozenset({MessageState.WAITING, MessageState.CLAIMED, MessageState.UNKNOWN})


@dataclass(frozen=True)
class Group:
    """People, how many of them came, and what they spent in minor units of their branches' currencies together."""

    people: int
    came: int
    spent: int

    @property
    def share(self) -> float:
        """Of the people, how many came: from 0 to 1."""
        return self.came / self.people if self.people else 0.0


@dataclass(frozen=True)
class Compared:
    """Those to whom something was offered beside those who were held back. Whom it did not reach is among the
    former: among those held back there are as many whom it would not have reached."""

    offered: Group
    held_back: Group

    @property
    def difference(self) -> Difference | None:
        """By how much more of those came to whom it was offered; None where one group is empty."""
        one, other = self.offered, self.held_back
        return difference(one.came, one.people, other.came, other.people) if one.people and other.people else None


@dataclass(frozen=True)
class Brought(Compared):
    """Of a mailing besides: how many messages went out, how many people wrote back, what the sending cost."""

    reached: int
    answered: int
    cost: int


def brought(mailing: Mailing, branches: Sequence[Branch]) -> Brought:
    """What `mailing` brought from people of `branches`. Eleven queries, however many people it was for."""
    here = Patient.objects.filter(branch__in=branches)
    messages = Message.objects.filter(batch=mailing.pk, patient__in=here).exclude(state=MessageState.TAKEN_BACK)
    went = messages.exclude(state__in=NOT_GONE | _ON_THE_WAY)
    written = here.filter(pk__in=messages.values("patient"))
    since, until = mailing.at, mailing.at + timedelta(days=SPAN)
    answers = Answer.objects.filter(patient__in=written, at__gt=since, at__lte=until)
    return Brought(
        offered=_group(written, mailing.at, branches),
        held_back=_group(here.filter(pk__in=mailing.held_back), mailing.at, branches),
        reached=went.count(),
        answered=answers.order_by().values("patient").distinct().count(),
        cost=went.aggregate(cost=Sum(F("parts") * F("account__price"), default=0))["cost"],
    )


def _group(people: QuerySet[Patient], since: datetime, branches: Sequence[Branch]) -> Group:
    span = _span(since, branches)
    visits = Visit.objects.filter(span)
    paid = Payment.objects.filter(span, patient__in=people, counted=True).aggregate(sum=Sum("amount", default=0))
    # of people without any payment, what was done
    done = Treatment.objects.filter(span, patient__in=people.filter(~Exists(_payments())))
    return Group(
        people=people.count(),
        came=people.filter(Exists(visits.filter(patient=OuterRef("pk")))).count(),
        spent=paid["sum"] + done.aggregate(sum=Sum("amount", default=0))["sum"],
    )


def _payments() -> QuerySet[Payment]:
    return Payment.objects.filter(patient=OuterRef("pk"), counted=True)


def _span(since: datetime, branches: Sequence[Branch]) -> Q:
    """From the day after `since` on, by the calendar of each person's branch."""
    days = ((branch, branch.day_of(since)) for branch in branches)
    return reduce(
        or_,
        (Q(patient__branch=one, day__gt=day, day__lte=day + timedelta(days=SPAN)) for one, day in days),
        Q(pk__in=[]),
    )
