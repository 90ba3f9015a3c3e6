"""What the pages of likely duplicates show: pairs in a list, and two records beside each other (REC-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.lib.merging import OnMerge
from rapport.people.merging.actions import QUESTIONS
from rapport.people.merging.choosing import Pick, Question, decided, differing, suggested
from rapport.people.merging.journal import row_of
from rapport.people.merging.locking import state_of
from rapport.people.merging.relations import Relation, relations_of
from rapport.people.models import ContactPoint, LikelyDuplicate, Merge, Patient, Standing, TwoPeople
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at, standing_of
from rapport.web.contacts import show_contact
from rapport.web.ids import id_of
from rapport.web.merging.words import Words
from rapport.web.tabs import Tab

AT_ONCE = 30
_NAMES: dict[str, Any] = {"death": gettext_lazy("deceased")}
_TIES: dict[tuple[str, str], Any] = {
    ("people.patient", "referrer"): gettext_lazy("people they brought"),
    ("people.patient", "guardian"): gettext_lazy("people in their care"),
}


def tabs(user: User, current: str) -> list[Tab]:
    """The three lists, with how many are in each."""
    lists: tuple[tuple[str, Any, QuerySet[Any]], ...] = (
        ("web:duplicates", _("To compare"), LikelyDuplicate.objects.visible_to(user)),
        ("web:merges", _("Merged"), Merge.objects.visible_to(user).standing()),
        ("web:duplicates_apart", _("Two people"), TwoPeople.objects.visible_to(user)),
    )
    return [Tab(reverse(name), label, name == current, rows.count()) for name, label, rows in lists]


def page_of(rows: QuerySet[Any], before: str) -> tuple[list[Any], int | None]:
    """The newest rows, before the one with the id `before`; and the id to go on from, None at the end."""
    if last := id_of(before):
        rows = rows.filter(pk__lt=last)
    found = list(rows.order_by("-pk")[: AT_ONCE + 1])
    return found[:AT_ONCE], found[AT_ONCE - 1].pk if len(found) > AT_ONCE else None


def _ways(contacts: Sequence[ContactPoint], *, whole: bool) -> list[tuple[str, bool]]:
    """How each is read, whole or masked (REC-12), and whether it is not to be used."""
    return [(show_contact(one.kind, one.value, whole=whole), one.do_not_use) for one in contacts]


@dataclass(frozen=True)
class Found:
    """A pair of the list: each record with the first of its phones."""

    pair: LikelyDuplicate
    reader: User

    @property
    def sides(self) -> list[tuple[Patient, list[tuple[str, bool]], Standing | None]]:
        # loaded with the page: see views
        both = (self.pair.first, self.pair.second)
        return [(one, self._phones(one), standing_of(one, self.reader)) for one in both]

    def _phones(self, one: Patient) -> list[tuple[str, bool]]:
        return _ways(list(one.contacts.all())[:2], whole=may_at(one, self.reader, Right.SEE_CONTACTS))


@dataclass(frozen=True)
class Choice:
    """One value that can be taken."""

    pick: Pick
    words: str
    chosen: bool


@dataclass(frozen=True)
class Line:
    """Something in which the two differ: both values, and both together where that can be; or decided by rule."""

    key: str
    label: str
    choices: list[Choice]
    ruled: bool = False


@dataclass(frozen=True)
class Tie:
    """How much of a kind belongs to each of the two."""

    label: str
    first: int
    second: int

    @property
    def both(self) -> int:
        return self.first + self.second


class PairPage:
    """Two records side by side, for who may read both whole; `asked` is what is chosen so far."""

    def __init__(self, first: Patient, second: Patient, asked: Mapping[str, str], reader: User) -> None:
        self.first, self.second = first, second
        self.rows = row_of(Patient, first.pk), row_of(Patient, second.pk)
        self.seen = asked.get("seen") or state_of(first, second)
        self.differing = differing(QUESTIONS, *self.rows)
        self.picks = {question.key: self._pick(question, asked) for question in self.differing}
        self.ties = ties_of(first, second)
        told = asked.get("survivor", "")
        self.stays = Pick(told) if told in (Pick.FIRST, Pick.SECOND) else self._richer()
        self.words = Words((first, second), reader)
        self.contacts = [_ways(list(one.contacts.order_by("kind", "pk")), whole=True) for one in (first, second)]

    def _pick(self, question: Question, asked: Mapping[str, str]) -> Pick:
        told = asked.get(f"pick_{question.key}", "")
        return Pick(told) if told in question.picks else suggested(question, *self.rows)

    def _richer(self) -> Pick:
        """The record that more belongs to; of two alike the older."""
        second = sum(tie.second for tie in self.ties) > sum(tie.first for tie in self.ties)
        return Pick.SECOND if second else Pick.FIRST

    @property
    def sides(self) -> list[tuple[Patient, Pick]]:
        return [(self.first, Pick.FIRST), (self.second, Pick.SECOND)]

    @property
    def survivor(self) -> Patient:
        return self.first if self.stays is Pick.FIRST else self.second

    @property
    def lost(self) -> Patient:
        return self.second if self.stays is Pick.FIRST else self.first

    @property
    def lines(self) -> list[Line]:
        return [self._line(question) for question in self.differing]

    def _line(self, question: Question) -> Line:
        picks = (Pick.FIRST, Pick.SECOND)
        shown = [(pick, self.words.of(question, row)) for pick, row in zip(picks, self.rows, strict=True)]
        if Pick.BOTH in question.picks:
            shown.append((Pick.BOTH, _("Keep both")))
        pick = self.picks[question.key]
        choices = [Choice(one, words, one is pick) for one, words in shown]
        return Line(question.key, label_of(question), choices, ruled=not question.picks)

    @property
    def outcome(self) -> list[tuple[str, str]]:
        """What the record that stays says in the end of all in which the two differ."""
        said = {**self.rows[0], **decided(QUESTIONS, *self.rows, self.picks)}
        return [(label_of(question), self.words.of(question, said) or "—") for question in self.differing]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What the forms carry on."""
        picks = [(f"pick_{key}", str(pick)) for key, pick in self.picks.items()]
        return [("survivor", str(self.stays)), ("seen", self.seen), *picks]


def label_of_key(key: str) -> str:
    return next(label_of(question) for question in QUESTIONS if question.key == key)


def label_of(question: Question) -> str:
    label = _NAMES.get(question.key) or Patient._meta.get_field(question.fields[0]).verbose_name  # type: ignore[union-attr]
    return capfirst(str(label))


def ties_of(first: Patient, second: Patient) -> list[Tie]:
    """What belongs to each, kind by kind; kinds of which there is nothing are left out."""
    found = []
    for relation in relations_of(Patient):
        if relation.on_merge is OnMerge.MOVE and relation.model is not Merge:
            name = relation.field.name
            counts = relation.model._base_manager.aggregate(
                first=Count("pk", filter=Q(**{name: first.pk})), second=Count("pk", filter=Q(**{name: second.pk}))
            )
            if any(counts.values()):
                found.append(Tie(_kind_of(relation), **counts))
    return found


def _kind_of(relation: Relation) -> str:
    meta = relation.model._meta
    tie = _TIES.get((meta.label_lower, relation.field.name))
    return capfirst(str(tie or meta.verbose_name_plural))
