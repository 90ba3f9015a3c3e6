"""Which policies are in force."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.criteria.tree import Comparison, Known, Operator
from rapport.criteria.vocabulary import Vocabulary
from rapport.lib.refusal import Refused
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


@contextmanager
def rules_still_read() -> Iterator[None]:
    """A block in which the clinic renames or removes a word of its own (a tag, a branch). Refused (rules_name_it)
    and undone, where rules in force name what would be known no more.
    """
    with transaction.atomic():
        before = unreadable_schemes()
        yield
        for scheme in unreadable_schemes():
            if scheme not in before:
                message = _(
                    "The rules in force of “%(scheme)s” ask for this by its name. Change these rules first."
                )
                raise Refused("rules_name_it", message, {"scheme": scheme.label})


def unreadable_schemes() -> list[Scheme]:
    """Those whose rules in force ask for what is known no more: they move nobody."""
    words, found = vocabulary(), []
    for version in PolicyVersion.objects.in_force():
        try:
            _read(version.text, words)
        except PolicyRefused:
            found.append(Scheme(version.scheme))
    return found


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
