"""What a person has said of the clinic, and what the clinic owes them (CMP-3, VAL-D)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import Complaint, ComplaintKind, Promise, Slip
from rapport.lib.facts import AsOf, Codes, Fact, FactSource, FactType, RelatedRows, Tells, reached


def _complaints(as_of: AsOf) -> QuerySet[Any, Any]:
    of_people = Complaint.objects.filter(patient__isnull=False, raised_on__lte=as_of.day)
    return of_people.values("patient_id").annotate(
        complaints_open=Count("id", filter=as_of.still_open("closed_at")),
        complaints_12m=Count("id", filter=Q(raised_on__gt=as_of.day - relativedelta(years=1))),
        last_complaint=Max("raised_on"),
    )


def _leaving_the_year(before: AsOf, now: AsOf) -> Iterable[QuerySet[Any, Any]]:
    of_people = Complaint.objects.filter(patient__isnull=False)
    yield of_people.filter(reached("raised_on", before, now, years=1)).values("patient_id")


def _promises(as_of: AsOf) -> QuerySet[Any, Any]:
    return (
        Promise.objects.filter(made_at__lt=as_of.end)
        .values("patient_id")
        .annotate(
            promises_owed=Count("id", filter=as_of.still_open("kept_at")),
            promises_broken=Count("id", filter=Q(broken_at__lt=as_of.end)),
        )
    )


def _slips(as_of: AsOf) -> QuerySet[Any, Any]:
    return (
        Slip.objects.filter(opened_at__lt=as_of.end)
        .values("patient_id")
        .annotate(
            slips_open=Count("id", filter=as_of.still_open("closed_at")),
            last_slip=TruncDate(Max("opened_at"), tzinfo=as_of.zone),
        )
    )


def _coded(choices: Any) -> Callable[[], Codes]:
    return lambda: Codes({str(one): one.label for one in choices})


SOURCES = (
    FactSource(
        "complaint",
        (
            Fact("complaints_open", FactType.NUMBER, _("open complaints"), 0, tells=(Tells.DEALINGS,)),
            Fact("complaints_12m", FactType.NUMBER, _("complaints in 12 months"), 0, tells=(Tells.DEALINGS,)),
            Fact("last_complaint", FactType.DATE, _("last complaint"), tells=(Tells.DEALINGS,)),
        ),
        _complaints,
        _leaving_the_year,
    ),
    FactSource(
        "promise",
        (
            Fact("promises_owed", FactType.NUMBER, _("promises that are owed"), 0, tells=(Tells.DEALINGS,)),
            Fact("promises_broken", FactType.NUMBER, _("broken promises"), 0, tells=(Tells.DEALINGS,)),
        ),
        _promises,
    ),
    FactSource(
        "slip",
        (
            Fact("slips_open", FactType.NUMBER, _("open slips"), 0, tells=(Tells.DEALINGS,)),
            Fact("last_slip", FactType.DATE, _("last slip"), tells=(Tells.DEALINGS,)),
        ),
        _slips,
    ),
)
DERIVED = ()
OWN = (
    # CMP-5: solved fast, most come back
    Fact(
        "came_after_complaint",
        FactType.BOOLEAN,
        _("came again after the last complaint"),
        tells=(Tells.DEALINGS,),
        sql="(f.last_complaint IS NOT NULL AND f.last_visit IS NOT NULL AND f.last_visit > f.last_complaint)",
    ),
)
RELATED = (
    RelatedRows(
        "complaint",
        _("complaints, each once for every kind it is of"),
        "feedback_complaint r LEFT JOIN feedback_kindofcomplaint k ON k.complaint_id = r.id",
        "r.patient_id = f.patient_id",
        (
            Fact("kind", FactType.CHOICE, _("kind"), codes=_coded(ComplaintKind), sql="k.kind"),
            Fact("open", FactType.BOOLEAN, _("open"), sql="(r.closed_at IS NULL)"),
            Fact("date", FactType.DATE, _("raised on"), sql="r.raised_on"),
            # 1 slight, 2 grave, 3 a crisis
            Fact("severity", FactType.NUMBER, _("severity, from 1 to 3"), sql="r.severity", least=1, most=3),
        ),
        tells=(Tells.DEALINGS,),
    ),
)
