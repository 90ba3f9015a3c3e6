"""How much the clinic has turned to a person, and what is to be done about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from rapport.lib.facts import AsOf, Codes, Fact, FactSource, FactType, RelatedRows, Tells
from rapport.outreach.models import Contact, WorkList
from rapport.people.models.consent import Channel

_A_YEAR = 365
# spans that are counted, in days; the names of the facts are those of the clinic
_SPANS = (7, 30, 90)


def _begin(as_of: AsOf, days: int) -> datetime:
    """The first moment of so many days that end today, by the calendar of the branch."""
    return datetime.combine(as_of.day - timedelta(days=days - 1), time(), as_of.zone)


def _contacts(as_of: AsOf) -> QuerySet[Any, Any]:
    """What the clinic did, by whomever and through whatever."""
    within = {days: Q(at__gte=_begin(as_of, days)) for days in (*_SPANS, _A_YEAR)}
    out = Contact.objects.out().filter(at__lte=as_of.moment)
    return out.values("patient_id").annotate(
        **{f"contacts_{days}d": Count("id", filter=within[days]) for days in _SPANS},
        calls_12m=Count("id", filter=within[_A_YEAR] & Q(channel=Channel.CALL)),
        last_contact=TruncDate(Max("at"), tzinfo=as_of.zone),
    )


def _passing(before: AsOf, now: AsOf) -> Iterable[QuerySet[Any, Any]]:
    """Whose contacts fall out of a span between two looks."""
    for days in (*_SPANS, _A_YEAR):
        passed = Contact.objects.out().filter(at__gte=_begin(before, days), at__lt=_begin(now, days))
        yield passed.values("patient_id")


def _coded(choices: Any) -> Callable[[], Codes]:
    return lambda: Codes({str(one): one.label for one in choices if one})


SOURCES = (
    FactSource(
        "contact_history",
        (
            Fact("contacts_7d", FactType.NUMBER, _("contacts in 7 days"), 0),
            Fact("contacts_30d", FactType.NUMBER, _("contacts in 30 days"), 0),
            Fact("contacts_90d", FactType.NUMBER, _("contacts in 90 days"), 0),
            Fact("calls_12m", FactType.NUMBER, _("calls in 12 months"), 0),
            Fact("last_contact", FactType.DATE, _("last contact")),
        ),
        _contacts,
        _passing,
    ),
)
DERIVED = ()
WRITTEN = ()
OWN = (
    # counted when it is asked: whoever makes a task need not mark the person as changed
    Fact(
        "open_tasks",
        FactType.NUMBER,
        _("open tasks"),
        sql="(SELECT count(*) FROM outreach_task x WHERE x.patient_id = f.patient_id AND x.closed_at IS NULL)",
    ),
)
RELATED = (
    RelatedRows(
        "task",
        _("tasks"),
        "outreach_task r",
        "r.patient_id = f.patient_id",
        (
            Fact("list", FactType.CHOICE, _("list"), codes=_coded(WorkList), sql="r.work_list"),
            Fact("open", FactType.BOOLEAN, _("open"), sql="(r.closed_at IS NULL)"),
            Fact("due", FactType.DATE, _("due on"), sql="r.due_on"),
        ),
        tells=(Tells.DEALINGS,),
    ),
)
