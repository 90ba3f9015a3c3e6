"""What the frame around every page shows: the entries of the navigation that this user may open."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.prepared import ANY_MOMENT, ANYBODY, Prepared, prepare_counts
from rapport.loyalty.models import Reward
from rapport.outreach.models import Task
from rapport.people.models import Mention
from rapport.staff.models import Restoration, RoleAssignment, User
from rapport.staff.roles import Right, Role
from rapport.web.calls.queue import tasks_of
from rapport.web.campaigns.tabs import RIGHTS as CAMPAIGNS
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
    # stands in for it in counter mode: who complains is there, what others said is not for them
    ("web:complaint_new", _("New complaint"), frozenset({Right.RAISE_COMPLAINTS}), re.compile("web:complaint")),
    (
        "web:schedule",
        _("Schedule"),
        frozenset({Right.SEE_SCHEDULE}),
        re.compile("web:(schedule|appointment|waiting|online_bookings|left_open)"),
    ),
    ("web:campaigns", _("Campaigns"), CAMPAIGNS, re.compile("web:(campaign|referral|wallet)")),
    ("web:insights_base", _("Insights"), frozenset({Right.SEE_INSIGHTS}), re.compile("web:insights")),
    (
        "web:settings",
        _("Settings"),
        _SETTINGS,
        re.compile(
            "web:(settings|hours|telephone|loyalty|work|channel|polic|task_rule|question|care_plan|consent_text|template|wording|import|branch(?!_terms)|user|tag"
            "|categor|audit|accesses|roles|restored)"
        ),
    ),
)


def frame(request: HttpRequest) -> dict[str, object]:
    """Context for `base.html` and `entrance.html`.

    Costs one query beyond the user's own roles, for a whole page alone: how much waits for the user under the
    entries, and whether this is a restored copy.
    """
    user = getattr(request, "user", None)
    match = request.resolver_match
    here = match.view_name if match else ""
    copy: dict[str, object] = {"restored_copy": _restored_copy}
    if user is None or not user.is_authenticated:
        at_the_door = settings.RAPPORT_DEMO and here == "account_login"
        return copy | ({"demo_accounts": demo_accounts()} if at_the_door else {})
    # a part of a page has no entries
    waiting = {} if getattr(request, "htmx", False) else _waiting(user)
    if waiting.get(_COPY) == 0:
        copy = {"restored_copy": None}
    return copy | {
        "may_confirm_copy": user.may(Right.MANAGE_CLINIC),
        "nav": [
            Entry(reverse(name), label, bool(family.match(here)), waiting.get(name))
            for name, label, rights, family in _ENTRIES
            if rights & user.rights and (name != "web:complaint_new" or not user.may(Right.SEE_FEEDBACK))
        ],
    }


def _restored_copy() -> Restoration | None:
    return Restoration.objects.waiting().first()


def _waiting(user: User) -> dict[str, int]:
    """How much waits for `user`, by the entry under which it does; and how many copies wait to be confirmed."""
    names = [name for name, _label, rights, _pages in _ENTRIES if name in _WAITING and rights & user.rights]
    names.append(_COPY)
    question = _question(tuple(names), tuple(user.assignments), user.at_counter, connection.vendor)
    [figures] = question.rows(user.pk, clock.now())
    return dict(zip(names, figures, strict=True))


@lru_cache(maxsize=256)
def _question(
    names: Sequence[str], assignments: Sequence[tuple[str, int | None]], at_counter: bool, _vendor: str
) -> Prepared:
    """For everybody who works where this somebody does."""
    somebody = User(pk=ANYBODY)
    somebody.assignments, somebody.at_counter = list(assignments), at_counter
    with clock.set_to(ANY_MOMENT):
        return prepare_counts(_WAITING[name](somebody) for name in names)


def _of_today(user: User) -> list[QuerySet[Any]]:
    """What was written to them, and their own tasks that turn to nobody; the others wait under the calls."""
    now = clock.now()
    tasks = Task.objects.visible_to(user)
    inside = tasks.waiting(now).filter(owner=user, purpose="", due_on__lte=now.date())
    return [Mention.objects.unread_by(user), inside]


_COPY = "restored copy"

# the rows that wait under an entry, and the copy's own; they depend on the user's roles and the moment alone
_WAITING: dict[str, Callable[[User], list[QuerySet[Any]]]] = {
    _COPY: lambda _user: [Restoration.objects.waiting()],
    "web:today": _of_today,
    "web:calls": lambda user: [tasks_of(user).waiting(clock.now())],
    "web:feedback": feedback.waiting,
    "web:campaigns": lambda user: [
        Reward.objects.owed().visible_to(user, Right.KEEP_WALLET),
        Reward.objects.given_too_much().visible_to(user, Right.KEEP_WALLET),
    ],
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
