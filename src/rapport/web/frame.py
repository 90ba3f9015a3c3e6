"""What the frame around every page shows: the entries of the navigation that this user may open."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.staff.roles import Right


@dataclass(frozen=True)
class Entry:
    url: str
    label: Any
    current: bool
    count: int | None = None
    hot: bool = False


# (name of the URL, label, right, beginnings of the names of the pages that belong to it)
_ENTRIES: tuple[tuple[str, Any, Right, tuple[str, ...]], ...] = (
    ("web:today", _("Today"), Right.SEE_TODAY, ("web:today",)),
)


def frame(request: HttpRequest) -> dict[str, object]:
    """Context for `base.html`. Costs no query beyond the user's own roles."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": [], "demo": settings.RAPPORT_DEMO}
    match = request.resolver_match
    here = match.view_name if match else ""
    return {
        "nav": [
            Entry(reverse(name), label, here.startswith(family))
            for name, label, right, family in _ENTRIES
            if user.may(right)
        ],
        "demo": settings.RAPPORT_DEMO,
    }
