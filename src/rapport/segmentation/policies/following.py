"""Which lists of tasks a policy would make longer or shorter: those of rules that ask for its grades (PAT-9)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import connection

from rapport.criteria.sql import Sql, condition
from rapport.criteria.tree import Node, Rows, leaves
from rapport.criteria.vocabulary import Vocabulary
from rapport.outreach.models import TaskRule
from rapport.people.facts.record import CLASSES
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.policies.policy import Policy
from rapport.segmentation.policies.trying import ruled_by_day
from rapport.segmentation.vocabulary import vocabulary
from rapport.segmentation.worklists.fitting import STILL_HERE
from rapport.segmentation.worklists.reading import ReadRule, read_rule, rules_in_use

_FACTS, _PATIENT = (f'"{model._meta.db_table}"' for model in (PatientFacts, Patient))


@dataclass(frozen=True)
class Following:
    """So many people more would meet a rule for tasks, and so many less."""

    rule: TaskRule
    more: int
    fewer: int


def what_follows(policy: Policy, branch_ids: frozenset[int] | None = None) -> list[Following]:
    """The rules for tasks of which `policy` would make more or fewer people meet the condition today. One that
    follows upon a refused task is left out: nobody has it at once. Changes nothing.
    """
    word = CLASSES[policy.scheme]
    asking = [one for one in rules_in_use() if one.rule.follows_id is None and _asks_for(word, one.node)]
    if not asking:
        return []
    words = _with_grades_of_trial(word)
    numbers = _counted([(one, read_rule(one.rule, words)) for one in asking], policy, branch_ids)
    found = [Following(one.rule, *pair) for one, pair in zip(asking, numbers, strict=True)]
    return [one for one in found if one.more or one.fewer]


def _asks_for(word: str, node: Node) -> bool:
    return any(not isinstance(leaf, Rows) and leaf.term.name == word for leaf in leaves(node))


def _with_grades_of_trial(word: str) -> Vocabulary:
    """The words of today, but that `word` says where the trial `r` would put somebody."""
    words = vocabulary()
    return Vocabulary(
        {**words.terms, word: replace(words.terms[word], sql="NULLIF(r.after, '')")}, words.relations
    )


def _counted(
    rules: list[tuple[ReadRule, ReadRule]], policy: Policy, branch_ids: frozenset[int] | None
) -> list[tuple[int, int]]:
    """(more, fewer) of each rule: as it is met now, and as it would be. Asked of those alone who move."""
    parts = []
    for day, ruled in ruled_by_day(policy, branch_ids):
        met = [condition(one.node, day) for pair in rules for one in pair]
        told = ", ".join(f"CASE WHEN {one.text} THEN 1 ELSE 0 END AS m{n}" for n, one in enumerate(met))
        text = (
            f"SELECT {told} FROM ({ruled.text}) r JOIN {_FACTS} f ON f.patient_id = r.patient_id "  # noqa: S608
            f"JOIN {_PATIENT} p ON p.id = r.patient_id WHERE r.before <> r.after AND {STILL_HERE}"
        )
        parts.append(Sql(text, (*(param for one in met for param in one.params), *ruled.params)))
    pairs = [(f"m{n}", f"m{n + 1}") for n in range(0, 2 * len(rules), 2)]
    sums = ", ".join(
        f"COALESCE(sum(CASE WHEN {one} < {other} THEN 1 ELSE 0 END), 0)"
        for now, then in pairs
        for one, other in ((now, then), (then, now))
    )
    everyone = " UNION ALL ".join(part.text for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sums} FROM ({everyone}) t", [one for part in parts for one in part.params])  # noqa: S608
        row = [int(number) for number in cursor.fetchone()]
    return list(zip(row[::2], row[1::2], strict=True))
