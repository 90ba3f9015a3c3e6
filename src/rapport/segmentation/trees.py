"""Who brought whom, as trees with revenue (REF-4). A tree begins with somebody whom nobody brought; people of
branches that are not asked about cut it, as if nobody knew who brought those below them. Where who brought whom
comes back to where it began, which cannot be, it begins with who was written down first of that ring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import Branch

# so many steps down are followed, so many people of one tree read; real trees have a handful of either
DEEPEST, LARGEST = 20, 2_000
# of so many trees together it is said how much of the new ones they brought
FEW = 3

_PATIENT, _FACTS, _BRANCH = (f'"{model._meta.db_table}"' for model in (Patient, PatientFacts, Branch))
# From everybody who was brought and brought somebody up to who brought them, as long as these are later records:
# whoever comes back to themselves like this is the first of a ring.
_RING = f"""
    ring(first, person, step) AS MATERIALIZED (
        SELECT p.id, p.referrer_id, 1
        FROM {_PATIENT} p WHERE p.branch_id IN ({{here}}) AND p.referrer_id >= p.id
        AND p.id IN (SELECT r.referrer_id FROM {_PATIENT} r WHERE r.referrer_id IS NOT NULL)
        UNION ALL
        SELECT u.first, p.referrer_id, u.step + 1
        FROM ring u JOIN {_PATIENT} p ON p.id = u.person
        WHERE p.id <> u.first AND p.referrer_id >= u.first AND +p.branch_id IN ({{here}}) AND u.step < {DEEPEST}
    ),
    firsts AS MATERIALIZED (SELECT first FROM ring WHERE person = first)
"""  # noqa: S608
_BEGIN = f"""
    p.id IN (SELECT r.referrer_id FROM {_PATIENT} r WHERE r.referrer_id IS NOT NULL AND r.branch_id IN ({{here}}))
    AND (NOT EXISTS (SELECT 1 FROM {_PATIENT} r WHERE r.id = p.referrer_id AND r.branch_id IN ({{here}}))
        OR p.id IN (SELECT first FROM firsts))
"""  # noqa: S608
# Everybody has one referrer at most: whoever comes back anywhere comes back to the root first, where a ring ends.
# The plus keeps SQLite from reading whole branches by their index instead of those whom one person brought.
_TREE = f"""
    WITH RECURSIVE {_RING},
    tree(root, person, referrer, branch, step) AS MATERIALIZED (
        SELECT p.id, p.id, CAST(NULL AS bigint), p.branch_id, 0
        FROM {_PATIENT} p WHERE p.branch_id IN ({{here}}) AND {{begin}}
        UNION ALL
        SELECT t.root, p.id, t.person, p.branch_id, t.step + 1
        FROM tree t JOIN {_PATIENT} p ON p.referrer_id = t.person
        WHERE +p.branch_id IN ({{here}}) AND p.id <> t.root AND t.step < {DEEPEST}
    )
"""  # noqa: S608


@dataclass(frozen=True)
class Tree:
    """One tree: how many were brought in it, over how many steps, how many of them came first since the day asked
    about, and what all of it spent. `money` is None where that is in several currencies.
    """

    root: int
    brought: int
    steps: int
    new: int
    money: int | None
    branch: int


@dataclass(frozen=True)
class Trees:
    """The largest trees, and how many who came first since the day came through the FEW that brought most then."""

    largest: Sequence[Tree]
    through_few: int


@dataclass(frozen=True)
class Member:
    """A person of a tree; the first is its root, of step 0. `spend` in minor units of their branch's currency."""

    person: int
    referrer: int | None
    branch: int
    step: int
    spend: int


def largest_trees(branch_ids: Sequence[int], since: date, most: int) -> Trees:
    """Of these branches, those with most people first. One query."""
    text = f"""
    {_tree(branch_ids, _BEGIN)},
    grown AS MATERIALIZED (
        SELECT t.root, count(*) - 1 AS brought, max(t.step) AS steps,
            sum(CASE WHEN t.step > 0 AND f.first_visit >= %s THEN 1 ELSE 0 END) AS new,
            CASE WHEN min(b.currency) = max(b.currency) THEN sum(f.spend) END AS money, min(t.branch) AS branch
        FROM tree t JOIN {_BRANCH} b ON b.id = t.branch LEFT JOIN {_FACTS} f ON f.patient_id = t.person
        GROUP BY t.root
    )
    SELECT root, brought, steps, new, money, branch,
        (SELECT sum(new) FROM (SELECT new FROM grown ORDER BY new DESC LIMIT {FEW}) few)
    FROM grown WHERE brought > 0 ORDER BY brought DESC, new DESC, root LIMIT %s
    """  # noqa: S608
    rows = _asked(text, [since, most]) if branch_ids else []
    trees = [
        Tree(root, brought, steps, new, None if money is None else int(money), branch)
        for root, brought, steps, new, money, branch, _few in rows
    ]
    return Trees(trees, int(rows[0][-1] or 0) if rows else 0)


def tree_below(person: int, branch_ids: Sequence[int]) -> list[Member]:
    """`person`, whom they brought, whom those brought and so on: step by step, who spent most first. One query."""
    text = f"""
    {_tree(branch_ids, "p.id = %s")}
    SELECT t.person, t.referrer, t.branch, t.step, COALESCE(f.spend, 0) AS spend
    FROM tree t LEFT JOIN {_FACTS} f ON f.patient_id = t.person
    ORDER BY t.step, spend DESC, t.person LIMIT {LARGEST}
    """  # noqa: S608
    return [Member(*row) for row in _asked(text, [person])] if branch_ids else []


def rings(branch_ids: Sequence[int], most: int) -> list[list[int]]:
    """Of people of these branches who stand above themselves, the first so many rings: each brought the next, the
    last the first. One query."""
    text = f"""
    WITH RECURSIVE {_RING}
    SELECT first, person FROM ring
    WHERE first IN (SELECT first FROM firsts ORDER BY first LIMIT %s) ORDER BY first, step DESC
    """  # noqa: S608
    found: dict[int, list[int]] = {}
    for first, person in _asked(text.format(here=_here(branch_ids)), [most]) if branch_ids else []:
        found.setdefault(first, []).append(person)
    return list(found.values())


def _here(branch_ids: Sequence[int]) -> str:
    return ", ".join(str(int(pk)) for pk in branch_ids)


def _tree(branch_ids: Sequence[int], begin: str) -> str:
    here = _here(branch_ids)
    return _TREE.format(here=here, begin=begin.format(here=here))


def _asked(text: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return list(cursor.fetchall())
