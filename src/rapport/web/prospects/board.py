"""Prospects by class (PRO-1 to PRO-5): a column for each, the fifth first, with the people who stand there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from rapport.care.models import InterruptionReason
from rapport.people.models import Patient, PatientQuerySet, PatientTag, Source, Tag
from rapport.people.models.standing import GRADES, Scheme
from rapport.people.models.tag import BuiltInTag
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.patients.addresses import list_of_grade

PER_COLUMN = 20
_COLUMNS = (
    "pk",
    "full_name",
    "source__name",
    "referrer_id",
    "referrer__full_name",
    "referrer_words",
    "facts__last_event",
    "standing__prospect_since",
    "facts__next_visit",
    "facts__last_contact",
    "facts__interruption",
)
# nobody has spoken with them or written to them, and nobody waits for them
_UNTOUCHED = "last_contact is unknown and no next_visit"


@dataclass(frozen=True)
class Card:
    """One prospect. `referrer` is the name of whoever sent them, as far as the reader may see that person;
    `broke_off` why a patient is a prospect again, as far as the reader sees what people said.
    """

    pk: int
    name: str
    source: str
    needs: Sequence[str]
    referrer: str
    last_event: date | None
    since: date | None
    next_visit: date | None
    last_contact: date | None
    broke_off: str


@dataclass(frozen=True)
class Column:
    """One class; nobody has turned to `untouched` of it. `more` is the address of the next cards, or ""."""

    grade: str
    people: int
    cards: Sequence[Card]
    url: str
    more: str
    untouched: int
    untouched_url: str


@dataclass(frozen=True)
class Narrowed:
    """The filters of the board; what is not understood or may not be seen counts as not said."""

    user: User
    branches: Sequence[Branch]
    sources: Sequence[Source]
    branch: Branch | None
    source: Source | None

    @classmethod
    def read(cls, user: User, asked: Any) -> Narrowed:
        branches = list(Branch.objects.visible_to(user, Right.SEE_PATIENTS))
        sources = list(Source.objects.all())
        branch = next((one for one in branches if str(one.pk) == asked.get("branch", "")), None)
        source = next((one for one in sources if str(one.pk) == asked.get("source", "")), None)
        return cls(user, branches, sources, branch, source)

    @property
    def people(self) -> PatientQuerySet:
        """Who stands in a class of prospects, where the reader sees both people and classes."""
        found = Patient.objects.visible_to(self.user).visible_to(self.user, Right.SEE_VALUE)
        found = found.exclude(standing=None).exclude(standing__prospect="")
        if self.branch:
            found = found.filter(branch=self.branch)
        return found.filter(source=self.source) if self.source else found

    @property
    def query(self) -> dict[str, int]:
        chosen = {"branch": self.branch, "source": self.source}
        return {key: one.pk for key, one in chosen.items() if one}


def board(narrowed: Narrowed) -> list[Column]:
    """Every column with its first cards. As many queries for ten prospects as for a hundred thousand."""
    nobody = Q(facts__last_contact=None, facts__next_visit=None)
    by_grade = narrowed.people.order_by().values("standing__prospect")
    counted = by_grade.annotate(number=Count("pk"), untouched=Count("pk", filter=nobody))
    rows_of = counted.values_list("standing__prospect", "number", "untouched")
    numbers = {grade: (number, untouched) for grade, number, untouched in rows_of}
    grades = list(GRADES[Scheme.PROSPECT])
    rows = {grade: _rows(narrowed, grade, 0) if numbers.get(grade) else [] for grade in grades}
    cards = _cards([row for of in rows.values() for row in of[:PER_COLUMN]], narrowed.user)
    return [_column(narrowed, grade, numbers.get(grade, (0, 0)), rows[grade], cards, 0) for grade in grades]


def column(narrowed: Narrowed, grade: str, start: int) -> Column:
    """The cards of one column from the one at `start` on."""
    rows = _rows(narrowed, grade, start)
    return _column(narrowed, grade, (0, 0), rows, _cards(rows[:PER_COLUMN], narrowed.user), start)


def _rows(narrowed: Narrowed, grade: str, start: int) -> list[tuple[Any, ...]]:
    """The latest first: who came to a class today is the warmest."""
    there = narrowed.people.filter(standing__prospect=grade).order_by("-standing__prospect_since", "-pk")
    return list(there.values_list(*_COLUMNS)[start : start + PER_COLUMN + 1])


def _column(
    narrowed: Narrowed,
    grade: str,
    numbers: Sequence[int],
    rows: Sequence[Any],
    cards: dict[int, Card],
    start: int,
) -> Column:
    more = ""
    if len(rows) > PER_COLUMN:
        asked = urlencode(narrowed.query | {"start": start + PER_COLUMN})
        more = f"{reverse('web:patients_prospects_column', args=[grade])}?{asked}"
    here = [cards[row[0]] for row in rows[:PER_COLUMN]]
    of = Scheme.PROSPECT, grade, narrowed.branch, narrowed.source
    everybody, untouched = list_of_grade(*of), list_of_grade(*of, _UNTOUCHED)
    return Column(grade, numbers[0], here, everybody, more, numbers[1], untouched)


def _cards(rows: Sequence[Any], user: User) -> dict[int, Card]:
    needs = _needs([row[0] for row in rows])
    referrers = Patient.objects.visible_to(user).filter(pk__in={row[3] for row in rows if row[3]})
    seen = set(referrers.values_list("pk", flat=True))
    hears = user.may(Right.SEE_WORDS)
    found = {}
    for pk, name, source, referrer_id, referrer, words, event, since, next_visit, contact, reason in rows:
        sent_by = referrer if referrer_id in seen else words
        broke_off = str(InterruptionReason(reason).label) if reason and hears else ""
        told = name, source or "", needs.get(pk, []), sent_by, event, since, next_visit, contact, broke_off
        found[pk] = Card(pk, *told)
    return found


def _needs(ids: Sequence[int]) -> dict[int, list[str]]:
    """The needs that people have named (REC-8), in the reader's words."""
    found: dict[int, list[str]] = {}
    stated = PatientTag.objects.filter(patient__in=ids, tag__built_in__isnull=False)
    stated = stated.exclude(tag__built_in=BuiltInTag.HAS_VISITED).order_by("tag__built_in")
    for pk, built_in in stated.values_list("patient_id", "tag__built_in"):
        found.setdefault(pk, []).append(str(Tag(built_in=built_in)))
    return found
