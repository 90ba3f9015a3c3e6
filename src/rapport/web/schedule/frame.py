"""The pages of the schedule: their tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.roles_table import ROLE_TABLE
from rapport.web.tabs import Tab


@dataclass(frozen=True)
class View:
    url: str
    label: Any
    right: Right = Right.SEE_SCHEDULE


VIEWS: tuple[View, ...] = (
    View("web:schedule", _("The day")),
    View("web:waiting", _("Waiting list")),
    View("web:online_bookings", _("Online bookings")),
)


def tabs(user: User, here: str) -> list[Tab]:
    """What `c-views` takes: the pages that `user` may open; `here` is the name of the URL of the open one."""
    return [
        Tab(reverse(view.url), view.label, view.url == here)
        for view in VIEWS
        if view.url in ROLE_TABLE and user.may(view.right)
    ]
