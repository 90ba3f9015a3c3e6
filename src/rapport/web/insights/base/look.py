"""Who looks at the base, at which branches, and how many meet a condition there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import number_format
from django.utils.translation import get_language

from rapport.criteria.problems import CriterionRefused
from rapport.criteria.reading import read
from rapport.criteria.vocabulary import Vocabulary
from rapport.lib.figures import show_amount
from rapport.people.models import PatientQuerySet
from rapport.segmentation.asking import vocabulary_for
from rapport.segmentation.segments import count_each, people
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.insights.scope import Scope
from rapport.web.patients.addresses import list_of_grade, list_where


def counted(number: int) -> str:
    """A number for a sentence, grouped as the reader writes it."""
    return number_format(number, use_l10n=True, force_grouping=True)


@dataclass(frozen=True)
class People:
    """So many people, and the list of them."""

    number: int
    url: str


@dataclass(frozen=True)
class Look:
    """One reader's look at the branch that they chose, or at all of theirs."""

    user: User
    scope: Scope

    def branches(self, right: Right) -> list[Branch]:
        """Those looked at where the reader has `right` beside that of seeing insights and patients."""
        needed = (Right.SEE_PATIENTS, right)
        return [one for one in self.scope.at if all(self.user.may_at(one_right, one.pk) for one_right in needed)]

    def may_ask(self, condition: str) -> bool:
        """Whether this reader may know who meets `condition`."""
        try:
            read(condition, self._words)
        except CriterionRefused as refusal:
            if refusal.code != "closed":
                raise
            return False
        return True

    def people_where(self, condition: str) -> People:
        """How many meet `condition`. One query beyond the words of the language, which are read once."""
        found: PatientQuerySet = people(read(condition, self._words), self.user)
        return People(found.filter(branch__in=self._branch_ids).count(), self.list_where(condition))

    def people_of(self, conditions: Sequence[str]) -> list[People]:
        """How many meet each of them. One query beyond the words of the language."""
        nodes = [read(condition, self._words) for condition in conditions]
        numbers = count_each(nodes, self.user, self._branch_ids)
        return [
            People(number, self.list_where(condition))
            for number, condition in zip(numbers, conditions, strict=True)
        ]

    def list_where(self, condition: str) -> str:
        return list_where(condition, self.scope.branch)

    def list_of_grade(self, scheme: str, grade: str) -> str:
        return list_of_grade(scheme, grade, self.scope.branch)

    def amount(self, minor: int, branch: Branch) -> str:
        return show_amount(minor, branch.currency, get_language() or "en")

    @cached_property
    def _words(self) -> Vocabulary:
        return vocabulary_for(self.user)

    @cached_property
    def _branch_ids(self) -> Sequence[int]:
        return [branch.pk for branch in self.branches(Right.SEE_PATIENTS)]
