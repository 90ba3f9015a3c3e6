"""What was imported before: keys of rows, and what they became."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Min, Model

from rapport.appointments.models import Appointment
from rapport.care.models import Payment, PriceItem, Treatment, Visit
from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.line import Line
from rapport.importing.keys import content_of, identity_is_counted, identity_of, with_place
from rapport.importing.models import ImportedKey, ImportRow
from rapport.importing.recognising import Kind
from rapport.people.models import Patient, survivors_of

# what a key may point at → its model; the last two are kept beside the row's own key
TARGETS: dict[str, type[Model]] = {
    "patient": Patient,
    "treatment": Treatment,
    "visit": Visit,
    "appointment": Appointment,
    "payment": Payment,
    "price": PriceItem,
    "visit_number": Visit,
    "visit_payment": Payment,
}
BECOMES: dict[Kind, tuple[str, ...]] = {
    Kind.PATIENTS: ("patient",),
    Kind.VISITS: ("treatment", "visit", "payment"),
    Kind.APPOINTMENTS: ("appointment",),
    Kind.PAYMENTS: ("payment",),
    Kind.PRICES: ("price",),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A record that an earlier import made or changed."""

    kind: str
    id: int


def targets(clinic: Clinic, kinds: Sequence[str], keys: Iterable[int]) -> dict[int, Target]:
    """What keys point at, as far as it still exists."""
    wanted = set(keys)
    if not wanted:
        return {}
    known = ImportedKey.objects.filter(
        branch=clinic.branch, kind__in=kinds, key__in=wanted, outdated_by=None
    ).values_list("key", "kind", "target")
    found = {key: Target(kind, target) for key, kind, target in known}
    merged = survivors_of(target.id for target in found.values() if target.kind == "patient")
    found |= {
        key: Target("patient", merged[target.id])
        for key, target in found.items()
        if target.kind == "patient" and target.id in merged
    }
    there = {
        kind: set(TARGETS[kind]._default_manager.filter(pk__in=ids).values_list("pk", flat=True))
        for kind in kinds
        if (ids := {target.id for target in found.values() if target.kind == kind})
    }
    return {key: target for key, target in found.items() if target.id in there[target.kind]}


@dataclass
class Known:
    """What is known of the rows of one batch, by their content and their identity."""

    by_content: dict[int, Target] = field(default_factory=dict)
    by_identity: dict[int, Target] = field(default_factory=dict)
    # earlier rows of the same import, in a preview: (hash, place) → row
    twins_by_content: dict[tuple[int, int], int] = field(default_factory=dict)
    twins_by_identity: dict[tuple[int, int], int] = field(default_factory=dict)

    def same(self, line: Line) -> Target | None:
        return self.by_content.get(content_key(line))

    def meant(self, line: Line) -> Target | None:
        key = identity_key(line)
        return None if key is None else self.by_identity.get(key)


def content_key(line: Line) -> int:
    return with_place("content", line.content, line.content_place)


def identity_key(line: Line) -> int | None:
    return None if line.identity is None else with_place("identity", line.identity, line.identity_place)


def mark(clinic: Clinic, lines: Sequence[Line]) -> None:
    """Give the lines that hold a record their hashes, and in a preview their places among equal ones.

    When applying, the places are those of the preview: they do not depend on what is written meanwhile.
    """
    own = [line for line in lines if line.record is not None]
    for line in own:
        assert line.record is not None
        line.content, line.identity = content_of(line.record), identity_of(line.record)
    if not clinic.preview:
        return
    _place_contents(clinic, own)
    _place_identities(clinic, own)


def _place_contents(clinic: Clinic, lines: Sequence[Line]) -> None:
    counts = _counts(clinic, "content", {line.content for line in lines})
    for line in lines:
        line.content_place = counts.get(line.content, 0)
        counts[line.content] = line.content_place + 1


def _place_identities(clinic: Clinic, lines: Sequence[Line]) -> None:
    counted = [line for line in lines if line.record is not None and identity_is_counted(line.record)]
    counts = _counts(clinic, "identity", {line.identity for line in counted if line.identity is not None})
    for line in counted:
        if line.identity is not None:
            line.identity_place = counts.get(line.identity, 0)
            counts[line.identity] = line.identity_place + 1


def _counts(clinic: Clinic, column: str, values: set[int]) -> dict[int, int]:
    before = ImportRow.objects.filter(sheet=clinic.sheet, **{f"{column}__in": values}).order_by()
    counted = before.values_list(column).annotate(many=Count("pk"))
    return dict(counted.values_list(column, "many"))


def known_of(clinic: Clinic, lines: Sequence[Line]) -> Known:
    """Look up the keys of a batch."""
    own = [line for line in lines if line.record is not None]
    kinds = BECOMES[clinic.kind]
    identities = {key for line in own if (key := identity_key(line)) is not None}
    contents = {content_key(line) for line in own}
    found = targets(clinic, kinds, contents | identities)
    known = Known(by_content=found, by_identity=found)
    if clinic.preview:
        known.twins_by_content = _twins(clinic.earlier_sheets, "content", own)
        known.twins_by_identity = _twins([*clinic.earlier_sheets, clinic.sheet.pk], "identity", own)
    return known


def _twins(sheets: Sequence[int], column: str, lines: Sequence[Line]) -> dict[tuple[int, int], int]:
    values = {getattr(line, column) for line in lines} - {None}
    if not sheets or not values:
        return {}
    earlier = ImportRow.objects.filter(sheet__in=sheets, **{f"{column}__in": values}).order_by()
    grouped = earlier.values_list(column, f"{column}_place").annotate(first=Min("pk"))
    return {(value, place): row for value, place, row in grouped.values_list(column, f"{column}_place", "first")}
