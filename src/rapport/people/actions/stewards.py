"""Who looks after whom (REC-9): appointed, released, handed over."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import DateTimeField, QuerySet, UUIDField, Value
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.bulk import insert_from
from rapport.lib.refusal import Refused
from rapport.people.actions.marks import hold_all, hold_rows, touch
from rapport.people.models import ChangedPatient, Patient, Steward
from rapport.people.models.steward import StewardRole
from rapport.staff.models import User

_NEW = ("patient_id", "user_id", "role", "since", "by_id", "batch")


def may_look_after(user: User, role: str, branch_id: int) -> bool:
    """Whether `user` works in that part at the branch."""
    return user.is_active and ((role, branch_id) in user.assignments or (role, None) in user.assignments)


@transaction.atomic
def appoint_steward(patient: Patient, user: User, role: str, *, by: User) -> Steward:
    """Have `user` look after `patient` from now on; whoever did in this part does so no longer.

    Refused: not_in_this_part (the role is not theirs at the person's branch).
    """
    _refuse_elsewhere(patient, user, role)
    hold_all([patient.pk])
    # one at a time for one person: two at once would both find the place free
    Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
    held = patient.stewards.current().filter(role=role).first()
    if held is not None and held.user_id == user.pk:
        return held
    release_steward(patient, role, by=by)
    steward = Steward.objects.create(patient=patient, user=user, role=role, since=clock.now(), by=by)
    touch([patient.pk])
    return steward


@transaction.atomic
def appoint_stewards(looking_after: Mapping[Patient, User], role: str, *, by: User) -> list[Steward]:
    """Have many people looked after in a part in which nobody looks after them yet, in a handful of statements.

    The caller keeps the record of who did it. Refused: not_in_this_part, for all of them when for one.
    """
    for patient, user in looking_after.items():
        _refuse_elsewhere(patient, user, role)
    now = clock.now()
    stewards = Steward.objects.bulk_create(
        Steward(patient=patient, user=user, role=role, since=now, by=by) for patient, user in looking_after.items()
    )
    touch(patient.pk for patient in looking_after)
    return stewards


def _refuse_elsewhere(patient: Patient, user: User, role: str) -> None:
    if not may_look_after(user, role, patient.branch_id):
        words = _("%(name)s does not work as %(part)s at %(branch)s: pick somebody who does.")
        names = {"name": user, "part": StewardRole(role).label, "branch": patient.branch}
        raise Refused("not_in_this_part", words, names)


@transaction.atomic
def release_steward(patient: Patient, role: str, *, by: User) -> None:
    """Nobody looks after `patient` in this part any more; that somebody did stays written."""
    for held in patient.stewards.current().filter(role=role):
        held.until, held.ended_by = clock.now(), by
        held.save()
    touch([patient.pk])


@transaction.atomic
def hand_over(people: QuerySet[Patient], role: str, *, of: User, to: User, by: User) -> tuple[uuid.UUID, int]:
    """Have `to` look after everyone of `people` whom `of` looks after in this part, in two statements.

    People of branches at which `to` does not work in it stay with `of`. Gives the batch to undo it by, and how
    many changed hands. Refused: same_person, not_in_this_part (at no branch), nobody_to_hand_over.
    """
    if of.pk == to.pk:
        raise Refused("same_person", _("Pick two different colleagues."))
    held = [branch for part, branch in to.assignments if part == role]
    if not held or not to.is_active:
        words = _("%(name)s works as %(part)s nowhere: pick somebody who does.")
        raise Refused("not_in_this_part", words, {"name": to, "part": StewardRole(role).label})
    if None not in held:
        people = people.filter(branch_id__in=[branch for branch in held if branch is not None])
    batch, now = uuid.uuid4(), clock.now()
    theirs = Steward.objects.current().filter(user=of, role=role, patient__in=people.order_by().values("pk"))
    ended = theirs.update(until=now, ended_by=by, ended_batch=batch)
    if not ended:
        words = _("%(name)s looks after nobody as %(part)s whom the other could take over.")
        raise Refused("nobody_to_hand_over", words, {"name": of, "part": StewardRole(role).label})
    wanted = Steward.objects.filter(ended_batch=batch).annotate(
        to=Value(to.pk),
        now=Value(now, DateTimeField()),
        appointed=Value(by.pk),
        of_batch=Value(batch, UUIDField()),
    )
    insert_from(Steward, _NEW, wanted.values_list("patient_id", "to", "role", "now", "appointed", "of_batch"))
    _mark(batch)
    _tell(to, batch, by, {"handed_over": ended, "of": of.pk})
    return batch, ended


@transaction.atomic
def undo_hand_over(batch: uuid.UUID, *, by: User) -> int:
    """Take a hand-over of this user back, but for those handed on since; how many are back."""
    made = Steward.objects.filter(batch=batch, by=by, until=None)
    first = made.select_related("user").first()
    if first is None:
        return 0
    hold_rows(made)
    back = Steward.objects.filter(ended_batch=batch, patient__in=made.values("patient")).values_list(
        "pk", flat=True
    )
    back_ids = list(back)
    _mark(batch)
    # one statement, past the audit of single rows: the audit has the batch as a whole
    made._raw_delete(made.db)
    returned = Steward.objects.filter(pk__in=back_ids).update(until=None, ended_by=None, ended_batch=None)
    _tell(first.user, batch, by, {"handed_back": returned})
    return returned


def _mark(batch: uuid.UUID) -> None:
    insert_from(ChangedPatient, ("patient_id",), Steward.objects.filter(batch=batch).values_list("patient_id"))


def _tell(to: User, batch: uuid.UUID, by: User, counts: dict[str, int]) -> None:
    """One line of audit for many people: the rows of the batch say who they were."""
    LogEntry.objects.log_create(
        to,
        action=LogEntry.Action.UPDATE,
        actor=by,
        changes={},
        additional_data={"batch": str(batch), **counts},
        force_log=True,
    )
