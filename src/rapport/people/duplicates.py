"""Records that may be one person (REC-10): the same phone, or the same birth date and a similar name.

Decided purely on two records (`reason_for`), then the table of pairs is brought to exactly that set. The sweep
may be stopped anywhere and run again. `find_duplicates_of` does the same for those who changed; only where a
number or a birth date comes to be of fewer people than a crowd does the nightly sweep find the pairs among the
others.

A pair that somebody said is two people stays away as long as what that was said about stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import combinations, groupby
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rapport.people import names
from rapport.people.actions import hold, touch
from rapport.people.models import ContactPoint, LikelyDuplicate, Patient, PatientQuerySet, TwoPeople
from rapport.people.models.contact import ContactKind
from rapport.people.models.duplicate import DuplicateReason

# a number of more people than this is a company's or the clinic's own, not a person's
MOST_ON_ONE_PHONE = 20
# a birth date of more people than this was filled in for want of one (01.01.1900): of a million, 35 share a day
MOST_ON_ONE_DAY = 200
_AT_ONCE = 500
_PHONES_OF_ONE = 5


class Record(NamedTuple):
    """As much of a record as the decision needs."""

    pk: int
    full_name: str
    given_name: str
    sex: str
    birth_date: date | None
    household_id: int | None
    guardian_id: int | None


Pairs = dict[tuple[int, int], DuplicateReason]


def reason_for(a: Record, b: Record, *, same_phone: bool) -> DuplicateReason | None:
    """Why `a` and `b` may be one person, None when nothing says so. Symmetric.

    Families share a phone and twins a birthday. So people known to be of one family, and those born on different
    days, are two people; with one birth date the names have to be alike, and where only the phone and the birth
    date agree at least the given names (a surname changes, twins have two given names).
    """
    dated = a.birth_date is not None and b.birth_date is not None
    if dated and a.birth_date != b.birth_date:
        return None
    if _family(a, b) or (a.sex and b.sex and a.sex != b.sex):
        return (
            DuplicateReason.SAME_BIRTH_DATE
            if dated and names.fold(a.full_name) == names.fold(b.full_name)
            else None
        )
    if not dated:
        return DuplicateReason.SAME_PHONE if same_phone else None
    if same_phone:
        return DuplicateReason.SAME_PHONE if _alike(a, b) or _same_given_name(a, b) else None
    return DuplicateReason.SAME_BIRTH_DATE if _alike(a, b) else None


def _alike(a: Record, b: Record) -> bool:
    return names.similar(a.full_name, b.full_name) >= names.ALIKE


def _same_given_name(a: Record, b: Record) -> bool:
    return bool(a.given_name and b.given_name) and names.similar(a.given_name, b.given_name) >= names.ALIKE


def _family(a: Record, b: Record) -> bool:
    if a.household_id is not None and a.household_id == b.household_id:
        return True
    if a.guardian_id is not None and a.guardian_id == b.guardian_id:
        return True
    return a.guardian_id == b.pk or b.guardian_id == a.pk


@dataclass(frozen=True)
class Draft:
    """As much of a person not yet written down as tells whether they are known already. Phones in E.164."""

    full_name: str
    given_name: str = ""
    sex: str = ""
    birth_date: date | None = None
    phones: Sequence[str] = ()
    household_id: int | None = None
    guardian_id: int | None = None


def likely_duplicates_of(draft: Draft, among: PatientQuerySet) -> list[tuple[Patient, DuplicateReason]]:
    """Who of `among` may be the person about to be written down, oldest record first.

    A query for each phone and one for the birth date.
    """
    new = Record(0, draft.full_name, draft.given_name, draft.sex, draft.birth_date,
                 draft.household_id, draft.guardian_id)  # fmt: skip
    phones = ContactPoint.objects.filter(kind=ContactKind.PHONE, valid=True, value__in=draft.phones)
    sharing = [
        list(among.filter(contacts__in=phones.filter(value=phone)).distinct()[: MOST_ON_ONE_PHONE + 1])
        for phone in list(draft.phones)[:_PHONES_OF_ONE]
    ]
    found: dict[int, tuple[Patient, DuplicateReason]] = {}
    groups = [(people, MOST_ON_ONE_PHONE, True) for people in sharing]
    if draft.birth_date:
        born = list(among.filter(birth_date=draft.birth_date)[: MOST_ON_ONE_DAY + 1])
        groups.append((born, MOST_ON_ONE_DAY, False))
    for people, most, same_phone in groups:
        for patient in people if len(people) <= most else ():
            reason = reason_for(new, _record(patient), same_phone=same_phone)
            if reason:
                found.setdefault(patient.pk, (patient, reason))
    return [found[pk] for pk in sorted(found)]


def _record(patient: Patient) -> Record:
    return Record(*(getattr(patient, name) for name in Record._fields))


def find_duplicates() -> int:
    """Look through everyone and write down exactly the pairs there are; how many pairs."""
    pairs = _pairs(_by_phone(ContactPoint.objects.all()), _by_birth_date(Patient.objects.all()))
    _write(pairs, LikelyDuplicate.objects.all())
    return len(pairs)


def find_duplicates_of(patient_ids: Iterable[int]) -> int:
    """The same for a few people who are new or have changed; how many pairs they are in."""
    found, ids = 0, sorted(set(patient_ids))
    for start in range(0, len(ids), _AT_ONCE):
        found += _find_of(ids[start : start + _AT_ONCE])
    return found


def _find_of(ids: Sequence[int]) -> int:
    own = ContactPoint.objects.filter(patient__in=ids, kind=ContactKind.PHONE).values("value")
    days = Patient.objects.filter(pk__in=ids, birth_date__isnull=False).values("birth_date")
    pairs = _pairs(
        _by_phone(ContactPoint.objects.filter(value__in=own)),
        _by_birth_date(Patient.objects.filter(birth_date__in=days)),
        about=frozenset(ids),
    )
    _write(pairs, LikelyDuplicate.objects.filter(Q(first__in=ids) | Q(second__in=ids)))
    return len(pairs)


def _pairs(
    phones: Iterator[list[Record]], days: Iterator[list[Record]], *, about: frozenset[int] | None = None
) -> Pairs:
    """Every pair for which there is a reason, older id first. `about` keeps those that one of these ids is in."""
    found: Pairs = {}
    for groups, same_phone in ((phones, True), (days, False)):
        for group in groups:
            for a, b in combinations(group, 2):
                if about is not None and a.pk not in about and b.pk not in about:
                    continue
                pair = (min(a.pk, b.pk), max(a.pk, b.pk))
                if pair not in found and (reason := reason_for(a, b, same_phone=same_phone)):
                    found[pair] = reason
    return found


def _by_phone(contacts: QuerySet[ContactPoint]) -> Iterator[list[Record]]:
    """The people behind each valid number, extension and all, that several have."""
    phones = ContactPoint.objects.filter(kind=ContactKind.PHONE, valid=True)
    shared = phones.filter(value=OuterRef("value"), extension=OuterRef("extension")).exclude(
        patient=OuterRef("patient")
    )
    rows = (
        contacts.filter(kind=ContactKind.PHONE, valid=True)
        .filter(Exists(shared))
        .order_by("value", "extension", "patient_id")
        .values_list("value", "extension", *(f"patient__{name}" for name in Record._fields))
    )
    return _groups(rows, 2, lambda row: row[:2], MOST_ON_ONE_PHONE)


def _by_birth_date(people: QuerySet[Patient]) -> Iterator[list[Record]]:
    rows = people.filter(birth_date__isnull=False).order_by("birth_date", "pk")
    return _groups(
        rows.annotate(day=F("birth_date")).values_list("day", *Record._fields),
        1,
        lambda row: row[0],
        MOST_ON_ONE_DAY,
    )


def _groups(
    rows: QuerySet[Any, Any], keys: int, key: Callable[[tuple[Any, ...]], object], most: int
) -> Iterator[list[Record]]:
    for _key, group in groupby(rows.iterator(chunk_size=5_000), key=key):
        records = [Record(*row[keys:]) for row in group]
        if 2 <= len(records) <= most:
            yield records


@transaction.atomic
def _write(pairs: Pairs, known: QuerySet[LikelyDuplicate]) -> None:
    """Make `known` exactly `pairs`; only what differs is touched, and the people in it are marked as changed."""
    pairs = _without_two_people(pairs)
    held = {(first, second): (pk, reason) for pk, first, second, reason in known.values_list(
        "pk", "first_id", "second_id", "reason"
    )}  # fmt: skip
    stale = [pair for pair, (_pk, reason) in held.items() if pairs.get(pair) != reason]
    fresh = [pair for pair, reason in pairs.items() if pair not in held or held[pair][1] != reason]
    # one may have been merged since it was read
    there = hold(sorted({pk for pair in (*stale, *fresh) for pk in pair}))
    fresh = [pair for pair in fresh if there.issuperset(pair)]
    gone = [held[pair][0] for pair in stale]
    for start in range(0, len(gone), _AT_ONCE):
        LikelyDuplicate.objects.filter(pk__in=gone[start : start + _AT_ONCE]).delete()
    LikelyDuplicate.objects.bulk_create(
        (LikelyDuplicate(first_id=a, second_id=b, reason=pairs[a, b]) for a, b in fresh),
        batch_size=2_000,
        ignore_conflicts=True,
    )
    touch(there.intersection(pk for pair in (*stale, *fresh) for pk in pair))


def _without_two_people(pairs: Pairs) -> Pairs:
    """What was said to be two people is left out; a word about what is no longer so is taken away."""
    said = TwoPeople.objects.all()
    if len(pairs) <= _AT_ONCE:
        said = said.filter(first__in={first for first, _second in pairs})
    told = {
        (two.first_id, two.second_id): two for two in said.iterator() if (two.first_id, two.second_id) in pairs
    }
    evidence = evidence_of(told)
    outdated = [two.pk for pair, two in told.items() if evidence[pair] != two.evidence]
    TwoPeople.objects.filter(pk__in=outdated).delete()
    apart = {pair for pair, two in told.items() if evidence[pair] == two.evidence}
    return {pair: reason for pair, reason in pairs.items() if pair not in apart}


def evidence_of(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """A hash of all that the decision on each pair rests on: both records, and the numbers they share."""
    wanted = list(pairs)
    ids = {pk for pair in wanted for pk in pair}
    records = {r.pk: r for r in map(_record, Patient.objects.filter(pk__in=ids).only(*Record._fields))}
    phones: dict[int, set[str]] = {pk: set() for pk in ids}
    held = ContactPoint.objects.filter(patient__in=ids, kind=ContactKind.PHONE, valid=True)
    for pk, value, extension in held.values_list("patient_id", "value", "extension"):
        phones[pk].add(f"{value}x{extension}")
    return {(a, b): _hash(records[a], records[b], sorted(phones[a] & phones[b])) for a, b in wanted}


def _hash(*parts: object) -> str:
    return blake2b(repr([_plain(part) for part in parts]).encode(), digest_size=16).hexdigest()


def _plain(part: object) -> object:
    return [str(value) for value in part] if isinstance(part, (list, tuple)) else part
