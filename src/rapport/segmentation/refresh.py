"""Facts and standings for the whole base or for a few people: in sets, never a loop over people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.db import transaction

from rapport.people.actions import hold
from rapport.people.duplicates import find_duplicates_of
from rapport.people.models import ChangedPatient, Patient
from rapport.segmentation.aside import plan_for_sets
from rapport.segmentation.places import place
from rapport.segmentation.rows import rows_of, write_rows
from rapport.segmentation.scope import Scope, choose, scopes
from rapport.segmentation.standing import restand
from rapport.segmentation.worklists.sweep import sweep_lists

# more marks than this are cheaper as one pass over everyone
WHOLE_BASE_FROM = 5_000

# told after every step of a pass: how many are done, of how many
Told = Callable[[int, int], None]


@transaction.atomic
def refresh_facts(
    patient_ids: Collection[int] | None = None, *, day: date | None = None, told: Told = lambda done, of: None
) -> None:
    """Work out the facts of `patient_ids` (everyone when None) as of the end of `day`, or as of now, and from them
    where these people stand (PAT-8).

    Places by money depend on all people of a branch: a pass over everyone works them out, and who changes in
    between is placed among the steps it left (`PlaceByMoney`). Such a pass takes the marks of changed people away;
    first, so that a change that commits meanwhile keeps its mark.
    """
    if patient_ids is None:
        marks = ChangedPatient.objects.all()
        marks._raw_delete(marks.db)
    everywhere = list(scopes(None if patient_ids is None else choose(patient_ids), day=day))
    write_facts(everywhere)
    told(1, len(everywhere) + 1)
    for step, scope in enumerate(everywhere, start=2):
        restand(scope)
        told(step, len(everywhere) + 1)


def _who_brought(patient_ids: Collection[int]) -> Iterable[int]:
    """Those whose own facts count these people: whom they brought has come, or has spent something."""
    brought = Patient.objects.filter(pk__in=patient_ids, referrer__isnull=False)
    return brought.values_list("referrer_id", flat=True)


def write_facts(everywhere: Collection[Scope], names: Collection[str] | None = None) -> None:
    """The facts alone, of all scopes of one pass; those of the sources of `names` where they are given, and what
    follows from them."""
    plan_for_sets()
    for scope in everywhere:
        rows = rows_of(scope, names)
        if scope.chosen is None:
            place(rows)
        write_rows(rows)


@transaction.atomic
def refresh_at_once(patient: Patient) -> None:
    """One person, for whoever said something of them and looks at them next.

    The mark stays, for what else hangs on it; and a worker who began before may write once more what it had read
    until it comes to that mark.
    """
    refresh_facts(hold([patient.pk]))


def drain_changed() -> int:
    """Work out facts, likely duplicates (REC-10) and tasks of the people marked as changed and take the marks
    away; how many marks there were. A pair that comes or goes marks both once more, for their facts.

    Safe to stop anywhere and to run twice at once.
    """
    marks = list(ChangedPatient.objects.order_by("pk").values_list("pk", "patient_id")[:WHOLE_BASE_FROM])
    if len(marks) == WHOLE_BASE_FROM:
        # so many at once come from an import, which ends with a sweep, or get a tag, which pairs nobody
        refresh_facts()
        sweep_lists()
    elif marks:
        with transaction.atomic():
            # before the facts are read: what commits meanwhile leaves a mark that is not among these
            ChangedPatient.objects.filter(pk__in=[mark for mark, _patient in marks]).delete()
            # who is merged meanwhile has no facts
            changed = sorted(hold(sorted({patient for _mark, patient in marks})))
            find_duplicates_of(changed)
            everyone = {*changed, *_who_brought(changed)}
            refresh_facts(everyone)
            sweep_lists(everyone)
    return len(marks)
