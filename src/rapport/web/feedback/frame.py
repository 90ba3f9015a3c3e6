"""The pages of feedback: their tabs, and what of them waits for somebody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.complaints.pages import waiting_complaints
from rapport.web.roles_table import ROLE_TABLE
from rapport.web.service_forms.pages import waiting_forms
from rapport.web.slips.pages import waiting_slips
from rapport.web.tabs import Tab

# the user → the rows that wait for them
Waiting = Callable[[User], QuerySet[Any]]


@dataclass(frozen=True)
class View:
    """A tab: `waiting` counts what of it waits for the user, who owns it, and stands in the navigation as well."""

    url: str
    label: Any
    right: Right = Right.SEE_FEEDBACK
    waiting: Waiting | None = None


VIEWS: tuple[View, ...] = (
    View("web:feedback", _("Surveys")),
    View("web:slips", _("Slips"), waiting=waiting_slips),
    View("web:complaints", _("Complaints"), waiting=waiting_complaints),
    View("web:promises", _("Promises")),
    View("web:reviews", _("Case reviews")),
    View("web:service_forms", _("Service forms"), waiting=waiting_forms),
    View("web:silent_risk", _("Silent risk")),
    View("web:losses", _("Lost")),
    View("web:feedback_report", _("Report")),
)


def tabs(user: User, here: str) -> list[Tab]:
    """What `c-views` takes: the pages that `user` may open; `here` is the name of the URL of the open one."""
    return [
        Tab(
            reverse(view.url),
            view.label,
            view.url == here,
            (view.waiting(user).count() or None) if view.waiting else None,
        )
        for view in _open_to(user)
    ]


def waiting(user: User) -> list[QuerySet[Any]]:
    """The rows that wait for `user` on all the pages together."""
    return [view.waiting(user) for view in _open_to(user) if view.waiting]


def _open_to(user: User) -> list[View]:
    return [view for view in VIEWS if view.url in ROLE_TABLE and user.may(view.right)]
