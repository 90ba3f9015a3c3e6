"""Writes on visits, treatments and payments. Each marks the people it changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Category, Course, Payment, Treatment, Visit
from rapport.care.models.category import BUILT_IN
from rapport.lib.bulk import create_many
from rapport.lib.refusal import Refused
from rapport.people.actions import touch


def ensure_categories(model: Any = Category) -> None:
    """Have the built-in treatment categories, without touching what the clinic has made of them.

    `model` is that of a migration, if it asks.
    """
    model.objects.bulk_create(
        (model(code=code, need=need, position=place) for place, (code, need) in enumerate(BUILT_IN)),
        ignore_conflicts=True,
    )


@dataclass(frozen=True)
class NewVisit:
    """A visit about to be written down, with its treatments; none of them has an id yet. `courses` are there."""

    visit: Visit
    treatments: Sequence[Treatment] = ()
    courses: Sequence[Course] = ()


@transaction.atomic
def record_visits(visits: Sequence[NewVisit]) -> list[Visit]:
    """Write down visits with their treatments (REC-3) in a handful of statements, in the same order, with ids."""
    saved = create_many(Visit, (new.visit for new in visits))
    add_treatments([(visit, line) for visit, new in zip(saved, visits, strict=True) for line in new.treatments])
    touch(visit.patient_id for visit in saved)
    return saved


@transaction.atomic
def add_treatments(lines: Sequence[tuple[Visit, Treatment]]) -> list[Treatment]:
    """Add treatments to visits that are there; patient and day are taken from the visit."""
    for visit, line in lines:
        line.visit, line.patient_id, line.day = visit, visit.patient_id, visit.day
    touch(visit.patient_id for visit, _line in lines)
    return create_many(Treatment, (line for _visit, line in lines))


@transaction.atomic
def take_payments(payments: Sequence[Payment]) -> list[Payment]:
    """Write down money that came in (or went back, below zero)."""
    touch(payment.patient_id for payment in payments)
    return create_many(Payment, payments)


@transaction.atomic
def write_visit(new: NewVisit) -> Visit:
    """Write down one visit that a member of staff typed in (REC-3); audited row by row."""
    new.visit.save()
    for line in new.treatments:
        _save_line(new.visit, line)
    new.visit.courses.set(new.courses)
    touch([new.visit.patient_id])
    return new.visit


def _save_line(visit: Visit, line: Treatment) -> None:
    line.visit, line.patient_id, line.day = visit, visit.patient_id, visit.day
    line.save()


def visit_version(visit: Visit, lines: Iterable[Treatment]) -> str:
    """What a visit says, as a short text that differs when anything in it does; who corrects it gives it back."""
    said: list[object] = [
        visit.day,
        visit.started_at,
        visit.dentist_id,
        visit.dentist_words,
        visit.complaint,
        visit.resolution,
        visit.waiting_minutes,
        visit.remark,
    ]
    for line in sorted(lines, key=lambda line: line.pk):
        said += [line.pk, line.category_id, line.code, line.name, line.teeth, f"{line.quantity:.2f}", line.amount]
    said += sorted(visit.courses.values_list("pk", flat=True))
    return blake2b(repr(said).encode(), digest_size=16).hexdigest()


@transaction.atomic
def correct_visit(
    visit: Visit, lines: Sequence[Treatment], *, version: str, courses: Sequence[Course] | None = None
) -> Visit:
    """Write a corrected visit with exactly these treatments (REC-3), in these courses (None: as before); audited.

    `version` is what `visit_version` gave when the visit was read. Raises Refused (visit_changed) when somebody
    has written it since: nothing is saved then.
    """
    before = Visit.objects.select_for_update().get(pk=visit.pk)
    kept = {line.pk: line for line in before.treatments.all()}
    if visit_version(before, kept.values()) != version:
        raise Refused("visit_changed", _("Somebody changed this visit while you wrote. Nothing was saved."))
    visit.save()
    for line in lines:
        kept.pop(line.pk, None)
        _save_line(visit, line)
    for dropped in kept.values():
        dropped.delete()
    if courses is not None:
        visit.courses.set(courses)
    touch([visit.patient_id])
    return visit
