"""Two records become one (REC-10), in one transaction, audited; `undoing` makes them two again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions.family import guardian_of
from rapport.people.circles import in_a_circle
from rapport.people.merging.allowing import one_steward, stricter_consents, stricter_contacts
from rapport.people.merging.bookkeeping import audit, refresh_record
from rapport.people.merging.choosing import Pick, Row, decided, questions
from rapport.people.merging.folding import fold
from rapport.people.merging.journal import Journal, row_of
from rapport.people.merging.locking import lock, patiently, state_of
from rapport.people.models import FormerNumber, Merge, Patient
from rapport.people.models.history import opened
from rapport.staff.models import User

QUESTIONS = questions(field.attname for field in Patient._meta.concrete_fields)


def merge_patients(
    survivor_id: int,
    lost_id: int,
    *,
    picks: Mapping[str, Pick],
    by: User | None,
    at: datetime | None = None,
    seen: str = "",
) -> Merge:
    """Have the record `lost_id` go up into `survivor_id`, with everything that refers to it.

    `picks` says whose value is taken where the two differ (see `choosing`); `seen` is the `state_of` both when
    they were looked at. Refused where the two are one record or no more, count in different money, have changed
    since they were seen, or are being written on all the time.
    """
    moment = at or clock.now()

    def merge() -> Merge:
        survivor, lost = lock(survivor_id, lost_id)
        with opened("merge"):
            return _merge(survivor, lost, picks, by, moment, seen)

    return patiently(merge)


def _merge(
    survivor: Patient, lost: Patient, picks: Mapping[str, Pick], by: User | None, at: datetime, seen: str
) -> Merge:
    _refuse(survivor, lost, seen)
    journal = Journal()
    said = _said(survivor, lost, picks)
    before, goes = row_of(Patient, survivor.pk), row_of(Patient, lost.pk)
    stricter_contacts(survivor.pk, lost.pk, journal)
    stricter_consents(survivor, lost, journal)
    one_steward(survivor, lost, journal, by=by, at=at)
    fold(Patient, lost.pk, survivor.pk, journal)
    journal.remove(Patient, lost.pk)
    # read again: what tied the two to each other is undone by now
    journal.change(Patient, survivor.pk, row_of(Patient, survivor.pk), said)
    _refuse_a_circle(survivor.pk)
    for number in _numbers_given_up(before, goes, said):
        journal.create(FormerNumber(patient=survivor, **number))
    merge = Merge.objects.create(
        survivor=survivor, lost_id=lost.pk, lost_branch=lost.branch, by=by, at=at,
        lost_name=lost.full_name, lost_number=lost.file_number,
    )  # fmt: skip
    journal.write(merge)
    audit(lost, LogEntry.Action.DELETE, merge, by=by, changes={})
    changes = {name: [str(before[name] or ""), str(value or "")] for name, value in said.items()}
    audit(survivor, LogEntry.Action.UPDATE, merge, by=by, changes=changes)
    # newer than both: an edit of either that began before is not taken for an edit of this one
    refresh_record(survivor.pk, at=at, version=max(survivor.version, lost.version) + 1)
    return merge


def _refuse(survivor: Patient, lost: Patient, seen: str) -> None:
    if survivor.branch.currency != lost.branch.currency:
        raise Refused(
            "merge_currencies",
            _("Not merged: the branches count in %(one)s and in %(other)s; their sums cannot stand together."),
            {"one": survivor.branch.currency, "other": lost.branch.currency},
        )
    if seen and seen != state_of(survivor, lost):
        raise Refused(
            "merge_changed",
            _("Not merged: somebody changed one of the two records meanwhile. Look at them again, then merge."),
        )


def _refuse_a_circle(pk: int) -> None:
    """One of the two may guard whom the other is guarded by; of two people that is right, of one it is not."""
    guardian = guardian_of(pk)
    if guardian is not None and in_a_circle(pk, guardian, guardian_of):
        raise Refused(
            "merge_guardian_circle",
            _("Not merged: the person would guard their own guardian. Choose the other guardian."),
        )


def _said(survivor: Patient, lost: Patient, picks: Mapping[str, Pick]) -> dict[str, Any]:
    """What the survivor is to say that it does not say yet."""
    own, other = row_of(Patient, survivor.pk), row_of(Patient, lost.pk)
    first, second = (own, other) if survivor.pk < lost.pk else (other, own)
    return {name: value for name, value in decided(QUESTIONS, first, second, picks).items() if own[name] != value}


def _numbers_given_up(own: Row, other: Row, said: Row) -> Iterator[dict[str, Any]]:
    """Numbers under which the person is filed no longer, but which papers and files still bear."""
    now = (own["branch_id"], said.get("file_number", own["file_number"]))
    for row in (own, other):
        if row["file_number"] and (row["branch_id"], row["file_number"]) != now:
            yield {"branch_id": row["branch_id"], "number": row["file_number"]}
