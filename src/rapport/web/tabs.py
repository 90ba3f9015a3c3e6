"""The views of a page side by side, as `c-views` takes them: a click on one leads to its address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.staff.models import Branch


@dataclass(frozen=True)
class Tab:
    """One view: `current` where it is the one that is shown; `count` None says nothing of how much it holds."""

    url: str
    label: Any
    current: bool
    count: int | None = None


def branch_tabs(
    branches: Sequence[Branch],
    shown: Branch | None,
    url: Callable[[object], str],
    *,
    with_all: bool = False,
) -> list[Tab]:
    """A tab for each branch, and one for all of them where there is such a view; none where there is one branch.

    `url` takes the id of the branch, "" for all. `shown` None: all.
    """
    if len(branches) < 2:
        return []
    tabs = [Tab(url(one.pk), one, one == shown) for one in branches]
    return [Tab(url(""), _("All branches"), shown is None), *tabs] if with_all else tabs
