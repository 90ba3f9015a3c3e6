"""What the frame around every page shows: the entries of the navigation that this user may open."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.outreach.models import Task
from rapport.people.models import Mention
from rapport.staff.models import Restoration, RoleAssignment, User
from rapport.staff.roles import Right, Role
from rapport.web.calls.queue import tasks_of
from rapport.web.feedback import frame as feedback


@dataclass(frozen=True)
class Entry:
    url: str
    label: Any
    current: bool
    count: int | None = None
    hot: bool = False


_SETTINGS = frozenset(
    {
        Right.IMPORT,
        Right.KEEP_HOURS,
        Right.MANAGE_CLINIC,
        Right.MANAGE_USERS,
        Right.SEE_AUDIT,
        Right.WRITE_POLICIES,
        Right.WRITE_SCRIPTS,
    }
)

# (name of the URL, label, rights one of which opens it, the names of the pages that belong to it)
_ENTRIES: tuple[tuple[str, Any, frozenset[Right], re.Pattern[str]], ...] = (
    ("web:today", _("Today"), frozenset({Right.SEE_TODAY}), re.compile("web:(today|tasks)")),
    (
        "web:patients",
        _("Patients"),
        frozenset({Right.SEE_PATIENTS}),
        re.compile(
            "web:(patients|messages|mailing|segment|saved_view|card|person|photo|first_hour|told_twice|duplicate|merge)"
        ),
    ),
    (
        "web:calls",
        _("Calls"),
        frozenset({Right.MAKE_CALLS}),
        re.compile("web:(call|script|answer)"),
    ),
    (
        "web:feedback",
        _("Feedback"),
        frozenset({Right.SEE_FEEDBACK}),
        re.compile(
            "web:(feedback|survey|branch_terms|slip|complaint|promise|review|service_form|silent_risk|loss)"
        ),
    ),
    (
        "web:schedule",
        _("Schedule"),
        frozenset({Right.SEE_SCHEDULE}),
        re.compile("web:(schedule|appointment)"),
    ),
    ("web:insights_base", _("Insights"), frozenset({Right.SEE_INSIGHTS}), re.compile("web:insights")),
    (
        "web:settings",
        _("Settings"),
        _SETTINGS,
        re.compile(
            "web:(settings|hours|telephone|work|channel|polic|task_rule|question|care_plan|consent_text|import|branch(?!_terms)|user|tag"
            "|categor|audit|accesses|roles|restored)"
        ),
    ),
)


def frame(request: HttpRequest) -> dict[str, object]:
    """Context for `base.html` and `entrance.html`.

    Costs five queries beyond the user's own roles, for a whole page alone: whether this is a restored copy, what
    was written to the user, what is due of their own inside the clinic, whom to call, and what of feedback waits.
    """
    user = getattr(request, "user", None)
    match = request.resolver_match
    here = match.view_name if match else ""
    copy = {"restored_copy": Restoration.objects.waiting().first}
    if user is None or not user.is_authenticated:
        at_the_door = settings.RAPPORT_DEMO and here == "account_login"
        return copy | ({"demo_accounts": demo_accounts()} if at_the_door else {})
    return copy | {
        "may_confirm_copy": user.may(Right.MANAGE_CLINIC),
        "nav": [
            Entry(reverse(name), label, bool(family.match(here)), _waiting(name, request, user))
            for name, label, rights, family in _ENTRIES
            if rights & user.rights
        ],
    }


def _waiting(name: str, request: HttpRequest, user: User) -> int | None:
    """What waits for the user under an entry; a part of a page has no entries."""
    if getattr(request, "htmx", False):
        return None
    count = _WAITING.get(name)
    return count(user) if count else None


def _due_inside(user: User) -> int:
    """One's own tasks that turn to nobody; the others wait under the calls."""
    now = clock.now()
    return Task.objects.waiting(now).filter(owner=user, purpose="", due_on__lte=now.date()).count()


# what waits under an entry
_WAITING: dict[str, Callable[[User], int]] = {
    "web:today": lambda user: Mention.objects.unread_by(user).count() + _due_inside(user),
    "web:calls": lambda user: tasks_of(user).waiting(clock.now()).count(),
    "web:feedback": feedback.waiting,
}


def demo_accounts() -> list[dict[str, object]]:
    """Who can sign in to the demo as what: first those who work everywhere, then branch by branch."""
    held = RoleAssignment.objects.filter(user__is_active=True).select_related("user", "branch")
    order = list(Role)
    in_order = sorted(held, key=lambda one: (one.branch_id or 0, order.index(Role(one.role)), one.pk))
    accounts: dict[str, dict[str, object]] = {}
    for one in in_order:
        account = accounts.setdefault(
            one.user.username, {"name": str(one.user), "username": one.user.username, "role": Role(one.role).label}
        )
        account["branch"] = " · ".join(filter(None, (str(account.get("branch", "")), str(one.branch or ""))))
    return list(accounts.values())
