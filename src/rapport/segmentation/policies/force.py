"""Which policies are in force."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache

from rapport.criteria.tree import Comparison, Known, Operator
from rapport.criteria.vocabulary import Vocabulary
from rapport.people.facts.record import CLASSES
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.policy import Policy, Rung, Safeguards
from rapport.segmentation.policies.reading import PolicyRefused, read_policy, shipped_text
from rapport.segmentation.vocabulary import vocabulary

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class InForce:
    """A policy that counts, and its version (0 is the one that the product comes with)."""

    policy: Policy
    version: int

    @property
    def scheme(self) -> Scheme:
        return self.policy.scheme


def policies_in_force() -> list[InForce]:
    """The policy of every scheme that counts now, in the order of the schemes."""
    words = vocabulary()
    active = {version.scheme: version for version in PolicyVersion.objects.in_force()}
    return [
        InForce(_counting(scheme, active[scheme].text, words), active[scheme].version)
        if scheme in active
        else InForce(_read(shipped_text(scheme), words), 0)
        for scheme in Scheme
    ]


def _counting(scheme: Scheme, text: str, words: Vocabulary) -> Policy:
    """The rules that `text` says. Where they name what is known no more (a tag that was removed, say), everybody
    stays where they are until somebody mends them: the pages of the rules say so.
    """
    try:
        return _read(text, words)
    except PolicyRefused as problem:
        log.warning("The rules of %s in force cannot be read: %s", scheme, problem)
        return _as_they_stand(scheme, words)


def _as_they_stand(scheme: Scheme, words: Vocabulary) -> Policy:
    term = words.terms[CLASSES[scheme]]
    *better, last = GRADES[scheme]
    rungs = [Rung(grade, Comparison(term, Operator.EQUAL, grade)) for grade in better]
    return Policy(scheme, Known(term, True), [*rungs, Rung(last, None)], Safeguards())


_read = lru_cache(maxsize=64)(read_policy)


def version_in_force(scheme: str) -> PolicyVersion | None:
    """The version of one scheme that counts now, with the people who made it; None for the one that comes with the
    product.
    """
    return (
        PolicyVersion.objects.in_force()
        .filter(scheme=scheme)
        .select_related("drafted_by", "approved_by", "activated_by")
        .first()
    )
