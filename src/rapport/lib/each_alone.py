"""Sweeps go through branches, or through what stands: one that fails keeps no other waiting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

log = logging.getLogger(__name__)
One = TypeVar("One")
Result = TypeVar("Result")


def each_alone(ones: Iterable[One], do: Callable[[One], Result], failed: str) -> list[Result]:
    """Do it to each, and give back what came of those that went well.

    What fails is a fault of ours: it is logged under `failed` (with its key for `%s`), and left to the next sweep.
    """
    results = []
    for one in ones:
        try:
            results.append(do(one))
        except Exception:
            log.exception(failed, getattr(one, "pk", one))
    return results
