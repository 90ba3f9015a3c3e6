"""What the pages of the log show: looks, and changes with what their reader may not see left out (REC-12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from rapport.lib.free_text import readable
from rapport.lib.masking import DOTS
from rapport.people.models import Patient, ids_behind
from rapport.staff.models import AccessLog, AccessLogQuerySet, Looked, RoleAssignment, User
from rapport.staff.roles import Right
from rapport.web.settings.pages import Change, changes

SHOWN = 50
# fields that say how to reach somebody, and fields that are amounts
_CONTACTS = frozenset({"address", "remark", "value", "extension", "label", "text", "note"})
_AMOUNTS = frozenset({"amount", "price", "discount"})


@dataclass(frozen=True)
class Look:
    """Somebody saw something: when, who, in which way, whom, and what they looked for or took out."""

    at: datetime
    by: str
    kind: str
    patient: int | None
    name: str
    detail: str


@dataclass(frozen=True)
class CardAudit:
    """Who saw the card and who changed it, latest first; `merged` other records went into it."""

    looks: list[Look]
    changes: list[Change]
    merged: int


@dataclass(frozen=True)
class LooksPage:
    """A page of the whole log; `more` is where the next begins."""

    looks: list[Look]
    more: int | None


def card_audit(patient: Patient, user: User) -> CardAudit:
    """The log of `patient` and of every record that was merged into it."""
    ids = ids_behind(patient)
    rows = AccessLogQuerySet(AccessLog).of_patients(ids).select_related("by").order_by("-pk")[:SHOWN]
    return CardAudit(_looks(rows, {}), _changes_of(patient, ids, user), len(ids) - 1)


def latest_looks(user: User, before: int | None) -> LooksPage:
    """A page of the log older than row `before`: of colleagues who work only where `user` sees the log."""
    rows = AccessLog.objects.select_related("by").order_by("-pk")
    ids = user.branches_where(Right.SEE_AUDIT)
    if ids is not None:
        rows = rows.filter(by__in=working_only_at(ids))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows[: SHOWN + 1])
    shown = page[:SHOWN]
    seen = Patient.objects.visible_to(user).filter(pk__in=[row.patient for row in shown if row.patient])
    more = shown[-1].pk if len(page) > SHOWN else None
    return LooksPage(_looks(shown, dict(seen.values_list("pk", "full_name"))), more)


def working_only_at(branch_ids: frozenset[int]) -> QuerySet[User]:
    """Colleagues with a role at these branches and at no other: what they did elsewhere is not read here."""
    elsewhere = RoleAssignment.objects.filter(Q(branch=None) | ~Q(branch__in=branch_ids))
    return User.objects.filter(roles__branch__in=branch_ids).exclude(pk__in=elsewhere.values("user"))


def _looks(rows: Iterable[AccessLog], names: dict[int, str]) -> list[Look]:
    return [
        Look(
            row.at,
            str(row.by),
            str(Looked(row.kind).label),
            row.patient if row.patient in names else None,
            names.get(row.patient or 0, ""),
            row.detail,
        )
        for row in rows
    ]


def _changes_of(patient: Patient, ids: Sequence[int], user: User) -> list[Change]:
    """Changes of the record and of what hangs on it, without what `user` may not see."""
    of_card = Q(content_type=ContentType.objects.get_for_model(Patient), object_id__in=ids)
    for model in auditlog.get_models():
        if any(field.name == "patient" and field.related_model is Patient for field in model._meta.fields):
            theirs = model._default_manager.filter(patient=patient.pk).values("pk")
            of_card |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=theirs)
    entries = list(
        LogEntry.objects.filter(of_card).select_related("actor", "content_type").order_by("-pk")[:SHOWN]
    )
    told = zip(changes(entries, user), entries, strict=True)
    return [without_hidden(change, entry, user, patient.branch_id) for change, entry in told]


def without_hidden(change: Change, entry: LogEntry, user: User, branch_id: int | None) -> Change:
    """`change` as `user` may read it. Of an unknown branch, the right is needed at every one."""
    where = entry.content_type.app_label, entry.content_type.model
    contacts, money, care = (
        _may(user, right, branch_id) for right in (Right.SEE_CONTACTS, Right.SEE_MONEY, Right.SEE_CARE)
    )
    if (where == ("people", "contactpoint") and not contacts) or (where[0] == "care" and not (care and money)):
        return replace(change, what=DOTS, fields=[(name, DOTS, DOTS) for name, _old, _new in change.fields])
    hidden = (frozenset() if contacts else _CONTACTS) | (frozenset() if money else _AMOUNTS)
    labels = _labels(entry, hidden)
    shown = partial(readable, contacts=contacts, money=money)
    kept = [(n, DOTS, DOTS) if n in labels else (n, shown(old), shown(new)) for n, old, new in change.fields]
    what = DOTS if where == ("people", "note") and not contacts else change.what
    return replace(change, what=what, fields=kept)


def _may(user: User, right: Right, branch_id: int | None) -> bool:
    return user.branches_where(right) is None if branch_id is None else user.may_at(right, branch_id)


def _labels(entry: LogEntry, names: frozenset[str]) -> frozenset[str]:
    model: Any = entry.content_type.model_class()
    fields = model._meta.get_fields() if model else ()
    return names | {str(getattr(field, "verbose_name", field.name)) for field in fields if field.name in names}
