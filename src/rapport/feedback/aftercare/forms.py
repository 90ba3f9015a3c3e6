"""Post-visit service forms: one for every treatment that was finished, filed by its category (AFT-1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Course, Treatment, Visit
from rapport.feedback.answering.answers import Answers, fit, tidied
from rapport.feedback.asking.rules import first_month
from rapport.feedback.models import Question, ServiceForm, ServiceFormLine, Terms, Use
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.turns import callers_of
from rapport.people.actions import hold, touch
from rapport.staff.models import Branch, User

_AT_ONCE = 1_000


def open_forms(branch: Branch) -> int:
    """A form for each category finished in a visit since the previous month, with who is in turn; how many.

    To be called in a transaction in which nobody else does; begun again it finds what is left.
    """
    today, now = branch.today(), clock.now()
    due_on = today + timedelta(days=Terms.of(branch).service_form_days)
    finished = _finished(branch).values_list("visit_id", "category_id", "visit__patient_id").distinct()
    rows = list(finished.order_by("visit__day", "visit_id", "category_id"))
    here = hold(sorted({patient for _visit, _category, patient in rows}))
    forms = [
        ServiceForm(
            patient_id=patient, branch=branch, visit_id=visit, category_id=category, opened_at=now, due_on=due_on
        )
        for visit, category, patient in rows
        if patient in here
    ]
    owners = callers_of([(form.patient_id, form.branch_id) for form in forms])
    for form, owner in zip(forms, owners, strict=True):
        form.owner_id = owner
    return len(ServiceForm.objects.bulk_create(forms, batch_size=_AT_ONCE))


def _finished(branch: Branch) -> QuerySet[Treatment]:
    """Treatments that have no form yet: of a course that goes on none, of one that is finished those of its last
    visit. One query."""
    today = branch.today()
    of_course = {"courses__category": OuterRef("category"), "courses__visits": OuterRef("visit")}
    day, place = OuterRef("visit__day"), OuterRef("visit")
    goes_on = Course.objects.unfinished().filter(visits=place, category=OuterRef("category"))
    later = Visit.objects.filter(Q(day__gt=day) | Q(day=day, pk__gt=place), **of_course)
    return Treatment.objects.filter(
        ~Exists(ServiceForm.objects.filter(visit=place, category=OuterRef("category"))),
        ~Exists(goes_on),
        ~Exists(later),
        category__isnull=False,
        visit__branch=branch,
        visit__day__range=(first_month(today), today),
        visit__patient__deceased=False,
    )


def questions_of(form: ServiceForm) -> list[Question]:
    """What the form asks now: its category's own questions, then those of every form."""
    asked = Question.objects.asked().filter(use=Use.SERVICE_FORM).about(form.category_id)
    return sorted(asked, key=lambda one: (one.category_id is None, one.position, one.pk))


@transaction.atomic
def fill_form(form: ServiceForm, answers: Answers, *, by: User) -> ServiceForm:
    """File `form` with what was found; once, and nobody's work is written over.

    Raises Refused: filed, empty, and as `answers.fit`.
    """
    held = ServiceForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
    if held.filled_at is not None:
        raise Refused("filed", _("This form was filed already. Open it again to read it."))
    given = tidied(answers)
    fit(given, questions_of(held))
    if not (given.points or given.words or given.remark):
        raise Refused("empty", _("Nothing is filled in. Answer a question or write a remark."))
    ServiceFormLine.objects.bulk_create(
        [ServiceFormLine(form=held, question_id=pk, points=points) for pk, points in given.points.items()]
        + [ServiceFormLine(form=held, question_id=pk, words=words) for pk, words in given.words.items()]
    )
    held.remark, held.filled_at, held.filled_by = given.remark, clock.now(), by
    held.save(update_fields=["remark", "filled_at", "filled_by"])
    touch([held.patient_id])
    return held


def forget_unfilled(visit_ids: Iterable[int]) -> None:
    """Take away the forms of these visits that nobody filled: they are opened anew where they are still due."""
    ServiceForm.objects.open().filter(visit__in=list(visit_ids)).delete()
