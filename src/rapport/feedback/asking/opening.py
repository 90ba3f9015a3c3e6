"""Every visit with a treatment is accounted for, once: by a survey that is opened, or by the one that is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef

from rapport.care.models import Course, Treatment, Visit
from rapport.care.models.category import BuiltInCategory
from rapport.feedback.asking.reaching import who_is_not_asked
from rapport.feedback.asking.rules import Treated, day_to_ask, due_on, first_month, is_due_again, month_of
from rapport.feedback.models import Ending, Occasion, Survey, SurveyedVisit, Terms
from rapport.lib import clock
from rapport.outreach.turns import callers_of
from rapport.people.actions import hold, touch
from rapport.staff.models import Branch

# who is asked about visits, not about a slip
ABOUT_VISITS = (Occasion.TREATED, Occasion.ORTHODONTIC)
_AT_ONCE = 1_000


def account_for_visits(branch: Branch) -> int:
    """Bring the visits at `branch` since the previous month into surveys; how many of these were opened.

    To be called in a transaction in which nobody else does; begun again it finds what is left.
    """
    today, opened = branch.today(), 0
    months = [list(of) for _whose, of in groupby(_unaccounted(branch, today), key=_whose_month)]
    for start in range(0, len(months), _AT_ONCE):
        some = months[start : start + _AT_ONCE]
        book = _Book(Terms.of(branch), today, hold(sorted({visits[0].patient_id for visits in some})))
        for visits in some:
            book.account(visits)
        opened += book.write()
    return opened


def _whose_month(visit: Treated) -> tuple[int, date]:
    return visit.patient_id, month_of(visit.day)


def _unaccounted(branch: Branch, today: date) -> Iterator[Treated]:
    """By person and day. One query."""
    going_on = Course.objects.unfinished()
    braces = going_on.filter(
        patient=OuterRef("patient"), category_id=BuiltInCategory.ORTHODONTIC, started_on__lte=OuterRef("day")
    )
    visits = Visit.objects.filter(branch=branch, day__range=(first_month(today), today), surveyed=None)
    treated = visits.filter(Exists(Treatment.objects.filter(visit=OuterRef("pk")))).annotate(
        in_course=Exists(going_on.filter(visits=OuterRef("pk"))), with_braces=Exists(braces)
    )
    columns = ("pk", "patient_id", "patient__branch_id", "day", "in_course", "with_braces")
    for pk, patient, home, day, in_course, with_braces in treated.order_by("patient_id", "day", "pk").values_list(
        *columns
    ):
        yield Treated(pk, patient, home, day, not in_course, with_braces)


class _Book:
    """The surveys of some people: those that are there, and those that have to be opened."""

    def __init__(self, terms: Terms, today: date, people: set[int]) -> None:
        self.terms, self.today, self.people = terms, today, people
        self.visits: list[tuple[Survey, Treated]] = []
        self.opened: list[Survey] = []
        self.of_month: dict[tuple[int, date], Survey] = {}
        # the last one of each person
        self.of_braces: dict[int, Survey] = {}
        self._read()

    def _read(self) -> None:
        since = first_month(self.today) - relativedelta(months=self.terms.orthodontic_months)
        there = Survey.objects.filter(patient__in=self.people, occasion__in=ABOUT_VISITS, month__gte=since)
        for survey in there.order_by("month", "pk"):
            if survey.occasion == Occasion.ORTHODONTIC:
                self.of_braces[survey.patient_id] = survey
            else:
                self.of_month[survey.patient_id, survey.month] = survey

    def account(self, visits: Sequence[Treated]) -> None:
        """Bring the visits of one person in one month into a survey, unless it is too early to ask."""
        if visits[0].patient_id not in self.people:
            return
        survey = self._there(visits)
        if survey is None and day_to_ask(visits, self.terms.ask_after_days) <= self.today:
            survey = self._open(visits[-1], braces=_with_braces(visits))
        if survey is not None:
            self.visits += [(survey, visit) for visit in visits]

    def _there(self, visits: Sequence[Treated]) -> Survey | None:
        patient, month = visits[0].patient_id, month_of(visits[0].day)
        if (patient, month) in self.of_month:
            return self.of_month[patient, month]
        survey = self.of_braces.get(patient)
        again = is_due_again(survey.month if survey else None, self.terms.orthodontic_months, month)
        return survey if _with_braces(visits) and not again else None

    def _open(self, last: Treated, *, braces: bool) -> Survey:
        month = month_of(last.day)
        survey = Survey(
            patient_id=last.patient_id,
            branch_id=last.branch_id,
            occasion=Occasion.ORTHODONTIC if braces else Occasion.TREATED,
            month=month,
            opened_at=clock.now(),
            due_on=due_on(month, self.terms.asked_before, self.today),
        )
        if braces:
            self.of_braces[last.patient_id] = survey
        else:
            self.of_month[last.patient_id, month] = survey
        self.opened.append(survey)
        return survey

    def write(self) -> int:
        _say_what_was_done(self.opened, {id(survey): visit.visit_id for survey, visit in self.visits})
        _choose_callers(self.opened)
        Survey.objects.bulk_create(self.opened, batch_size=_AT_ONCE)
        rows = [SurveyedVisit(survey=survey, visit_id=visit.visit_id) for survey, visit in self.visits]
        SurveyedVisit.objects.bulk_create(rows, batch_size=_AT_ONCE)
        touch({survey.patient_id for survey in self.opened})
        return len(self.opened)


def _with_braces(visits: Iterable[Treated]) -> bool:
    return any(visit.braces for visit in visits)


def _say_what_was_done(surveys: Sequence[Survey], last: dict[int, int]) -> None:
    """Of the last visit: by whom, and what of it cost most; of braces the course. Three queries."""
    ids = [last[id(survey)] for survey in surveys]
    visits = Visit.objects.in_bulk(ids)
    lines = Treatment.objects.filter(visit__in=ids).exclude(category=None).order_by("amount", "-pk")
    done = dict(lines.values_list("visit_id", "category_id"))
    worn = [survey.patient_id for survey in surveys if survey.occasion == Occasion.ORTHODONTIC]
    courses = Course.objects.unfinished().filter(patient__in=worn, category_id=BuiltInCategory.ORTHODONTIC)
    course_of = dict(courses.order_by("-pk").values_list("patient_id", "pk"))
    for survey in surveys:
        visit = visits[last[id(survey)]]
        survey.category_id = done.get(visit.pk)
        survey.dentist_id, survey.dentist_words = visit.dentist_id, visit.dentist_words
        if survey.occasion == Occasion.ORTHODONTIC:
            survey.course_id = course_of.get(survey.patient_id)


def _choose_callers(surveys: Sequence[Survey]) -> None:
    """The steward or who is in turn calls; of those who are not asked it is said why, and they have ended."""
    why = who_is_not_asked([survey.patient_id for survey in surveys])
    callers = callers_of([(survey.patient_id, survey.branch_id) for survey in surveys])
    for survey, caller in zip(surveys, callers, strict=True):
        survey.caller_id = caller
        if reason := why.get(survey.patient_id):
            survey.ended_at, survey.ended_how = clock.now(), Ending.NOT_ASKED
            survey.not_asked_why = reason
