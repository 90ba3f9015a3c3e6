"""Which policies are in force."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapport.people.models.standing import Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.policy import Policy
from rapport.segmentation.policies.reading import read_policy, shipped_text
from rapport.segmentation.vocabulary import vocabulary


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
        InForce(_read(active[scheme].text, words), active[scheme].version)
        if scheme in active
        else InForce(_read(shipped_text(scheme), words), 0)
        for scheme in Scheme
    ]


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
