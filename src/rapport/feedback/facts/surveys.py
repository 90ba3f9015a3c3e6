"""What a person answers when they are asked how it went (AFT-4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Exists, IntegerField, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, NullIf
from django.utils.translation import gettext_lazy as _

from rapport.care.facts.categories import category_codes
from rapport.feedback.models import Ending, Survey
from rapport.feedback.scores import HIGHEST, LOWEST, Dimension
from rapport.lib.facts import AsOf, Codes, Fact, FactSource, FactType, RelatedRows, Tells, reached

# asked and not answered: nobody came through, or they did not want to
_NO_ANSWER = (Ending.NOT_REACHED, Ending.DECLINED)


def _year(as_of: AsOf) -> datetime:
    """The first moment of the last 12 months, by the calendar of the branch."""
    return datetime.combine(as_of.day - relativedelta(years=1) + timedelta(days=1), time(), as_of.zone)


def _answered(as_of: AsOf) -> QuerySet[Any, Any]:
    answered = Survey.objects.answered()
    later = answered.filter(patient=OuterRef("patient")).filter(
        Q(answered_on__gt=OuterRef("answered_on")) | Q(answered_on=OuterRef("answered_on"), pk__gt=OuterRef("pk"))
    )
    year = Q(answered_on__gt=as_of.day - relativedelta(years=1))
    points, times = Sum("overall", filter=year), Count("id", filter=year)
    return answered.values("patient_id").annotate(
        last_survey=Max("answered_on"),
        last_score=Max("overall", filter=~Exists(later)),
        lowest_score_12m=Min("lowest", filter=year),
        # whole points, a half upwards, alike on both databases
        average_score_12m=Cast((2 * points + times) / NullIf(2 * times, 0), IntegerField()),
        surveys_answered_12m=times,
    )


def _leaving_the_year(before: AsOf, now: AsOf) -> Iterable[QuerySet[Any, Any]]:
    yield Survey.objects.answered().filter(reached("answered_on", before, now, years=1)).values("patient_id")


def _unanswered(as_of: AsOf) -> QuerySet[Any, Any]:
    over = Q(ended_at=None, link_expires_at__lte=as_of.moment)
    asked = Survey.objects.filter(over | Q(ended_how__in=_NO_ANSWER), opened_at__gte=_year(as_of))
    return asked.values("patient_id").annotate(surveys_unanswered_12m=Count("id"))


def _running_out(before: AsOf, now: AsOf) -> Iterable[QuerySet[Any, Any]]:
    """Whose link runs out, and whose silence is a year ago."""
    over = Survey.objects.open().filter(link_expires_at__gt=before.moment, link_expires_at__lte=now.moment)
    yield over.values("patient_id")
    past = Survey.objects.exclude(ended_how=Ending.ANSWERED)
    yield past.filter(opened_at__gte=_year(before), opened_at__lt=_year(now)).values("patient_id")


def _points(name: str, label: Any) -> Fact:
    """What somebody gave, from the fewest points that a survey knows to the most."""
    return Fact(name, FactType.NUMBER, label, tells=(Tells.DEALINGS,), least=LOWEST, most=HIGHEST)


SOURCES = (
    FactSource(
        "survey",
        (
            Fact("last_survey", FactType.DATE, _("last survey answered"), tells=(Tells.DEALINGS,)),
            _points("last_score", _("points in the last survey")),
            _points("lowest_score_12m", _("fewest points in 12 months")),
            _points("average_score_12m", _("points on average in 12 months")),
            Fact(
                "surveys_answered_12m",
                FactType.NUMBER,
                _("surveys answered in 12 months"),
                0,
                tells=(Tells.DEALINGS,),
            ),
        ),
        _answered,
        _leaving_the_year,
    ),
    FactSource(
        "silence",
        (
            Fact(
                "surveys_unanswered_12m",
                FactType.NUMBER,
                _("surveys not answered in 12 months"),
                0,
                tells=(Tells.DEALINGS,),
            ),
        ),
        _unanswered,
        _running_out,
    ),
)
RELATED = (
    RelatedRows(
        "survey",
        _("survey answers"),
        "feedback_surveyanswer r JOIN feedback_survey rs ON rs.id = r.survey_id",
        "rs.patient_id = f.patient_id AND r.points IS NOT NULL",
        (
            Fact("date", FactType.DATE, _("answered on"), sql="rs.answered_on"),
            Fact("points", FactType.NUMBER, _("points"), sql="r.points", least=LOWEST, most=HIGHEST),
            Fact(
                "dimension",
                FactType.CHOICE,
                _("dimension"),
                codes=lambda: Codes({one.value: one.label for one in Dimension}),
                sql="r.dimension",
            ),
            Fact("category", FactType.CHOICE, _("category"), codes=category_codes, sql="rs.category_id"),
        ),
        tells=(Tells.DEALINGS,),
    ),
)
