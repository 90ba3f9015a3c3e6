"""Rules for tasks as conditions: read, and those that cannot be read set aside."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapport.criteria.problems import CriterionRefused
from rapport.criteria.reading import read
from rapport.criteria.tree import Node
from rapport.criteria.vocabulary import Vocabulary
from rapport.outreach.models import TaskRule
from rapport.segmentation.vocabulary import vocabulary

log = logging.getLogger(__name__)
MONTHS = "{months}"


@dataclass(frozen=True)
class ReadRule:
    """A rule whose condition has been read."""

    rule: TaskRule
    node: Node

    def again_since(self, now: datetime) -> datetime | None:
        """Whoever had a task closed since then gets none; None is ever."""
        days = self.rule.again_after
        return None if days is None else now - timedelta(days=days)

    def refused_until(self, now: datetime) -> datetime:
        """Whoever refused the rule that this one follows did so at that moment at the latest."""
        return now - timedelta(days=self.rule.follows_after or 0)


def text_of(rule: TaskRule) -> str:
    """The condition as it counts, with its months."""
    return rule.criterion.replace(MONTHS, str(rule.months or 1))


def read_rule(rule: TaskRule, words: Vocabulary) -> ReadRule:
    """Raises CriterionRefused, with its place in the text, where the condition says nothing."""
    return ReadRule(rule, read(text_of(rule), words))


def rules_in_use(rules: Iterable[TaskRule] | None = None) -> list[ReadRule]:
    """Those that make tasks now. One that asks for what is no more (a tag that was taken away) makes none and
    closes none; the page of rules says so."""
    words, found = vocabulary(), []
    for rule in TaskRule.objects.filter(on=True) if rules is None else rules:
        try:
            found.append(read_rule(rule, words))
        except CriterionRefused as problem:
            log.warning("The rule for tasks %s cannot be read: %s", rule.key, problem)
    return found


def unreadable_rules() -> list[TaskRule]:
    """Those that are on and that nobody understands any more."""
    words, found = vocabulary(), []
    for rule in TaskRule.objects.filter(on=True):
        try:
            read_rule(rule, words)
        except CriterionRefused:
            found.append(rule)
    return found
