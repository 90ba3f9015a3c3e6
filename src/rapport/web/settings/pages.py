"""What the settings pages show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.segmentation.models import PolicyVersion
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.settings.telling import Names, kind, label, named, told, what
from rapport.web.tabs import Tab

CHANGES_SHOWN = 50

# group → (name of the URL, label, right, beginnings of the names of the pages that belong to it)
_SECTIONS: tuple[tuple[Any, tuple[tuple[str, Any, Right, tuple[str, ...]], ...]], ...] = (
    (
        _("Clinic"),
        (
            ("web:branches", _("Branches"), Right.MANAGE_CLINIC, ("web:branch",)),
            ("web:categories", _("Categories"), Right.MANAGE_CLINIC, ("web:categor",)),
            ("web:tags", _("Tags"), Right.MANAGE_CLINIC, ("web:tag",)),
        ),
    ),
    (_("Hours and services"), (("web:hours", _("Hours and services"), Right.KEEP_HOURS, ("web:hours",)),)),
    (_("Import"), (("web:imports", _("Import"), Right.IMPORT, ("web:import",)),)),
    (
        _("Rules"),
        (
            ("web:policies", _("Classes"), Right.WRITE_POLICIES, ("web:polic",)),
            ("web:task_rules", _("Rules for tasks"), Right.WRITE_SCRIPTS, ("web:task_rule",)),
            ("web:care_plans", _("Care calls"), Right.WRITE_SCRIPTS, ("web:care_plan",)),
            ("web:loyalty", _("Cards and points"), Right.MANAGE_CLINIC, ("web:loyalty",)),
        ),
    ),
    (
        _("Texts"),
        (
            ("web:templates", _("Message templates"), Right.WRITE_SCRIPTS, ("web:template", "web:wording")),
            ("web:scripts", _("Scripts"), Right.WRITE_SCRIPTS, ("web:script",)),
            ("web:questions", _("Questions"), Right.WRITE_SCRIPTS, ("web:question",)),
            ("web:consent_texts", _("Consent texts"), Right.MANAGE_CLINIC, ("web:consent_text",)),
        ),
    ),
    (
        _("Connections"),
        (
            ("web:channels", _("Channels"), Right.MANAGE_CLINIC, ("web:channel",)),
            ("web:telephone", _("Telephone"), Right.MANAGE_CLINIC, ("web:telephone",)),
        ),
    ),
    (
        _("Staff"),
        (
            ("web:users", _("Users"), Right.MANAGE_USERS, ("web:user",)),
            ("web:roles", _("Roles"), Right.MANAGE_USERS, ("web:roles",)),
        ),
    ),
    (
        _("Oversight"),
        (
            ("web:audit", _("Changes"), Right.SEE_AUDIT, ("web:audit",)),
            ("web:accesses", _("Who saw what"), Right.SEE_AUDIT, ("web:accesses",)),
            ("web:work", _("Work"), Right.MANAGE_CLINIC, ("web:work",)),
        ),
    ),
)


@dataclass(frozen=True)
class Group(Tab):
    """Pages of settings that belong together; the address is that of the first."""

    parts: Sequence[Tab] = ()


def sections(request: HttpRequest) -> list[Group]:
    """The groups of settings, each with the pages that the reader may open."""
    match = request.resolver_match
    here = match.view_name if match else ""
    groups = [(label, _parts(request, here, parts)) for label, parts in _SECTIONS]
    return [
        Group(
            parts[0].url,
            label,
            any(one.current for one in parts),
            sum(one.count or 0 for one in parts) or None,
            parts,
        )
        for label, parts in groups
        if parts
    ]


def _parts(request: HttpRequest, here: str, parts: Iterable[tuple[str, Any, Right, tuple[str, ...]]]) -> list[Tab]:
    return [
        Tab(reverse(name), label, here.startswith(family), _waiting(name, request))
        for name, label, right, family in parts
        if staff(request).may(right)
    ]


def _waiting(name: str, request: HttpRequest) -> int | None:
    """How many drafts of rules wait for whoever reads this to approve them."""
    if name != "web:policies" or not staff(request).may(Right.APPROVE_POLICIES):
        return None
    return PolicyVersion.objects.awaiting_approval().count() or None


@dataclass(frozen=True)
class Change:
    """One line of the audit: when, who, what, and each field before and after."""

    at: datetime
    by: str
    what: str
    kind: str
    action: str
    fields: list[tuple[str, str, str]]


_ACTIONS = {
    LogEntry.Action.CREATE: _("created"),
    LogEntry.Action.UPDATE: _("changed"),
    LogEntry.Action.DELETE: _("deleted"),
}


def changes(entries: Sequence[LogEntry], reader: User) -> list[Change]:
    """Audit entries in words, one for each, people whom `reader` does not see stay numbers."""
    names = named(entries, reader)
    return [
        Change(
            entry.timestamp,
            str(entry.actor or _("the system")),
            what(entry, names),
            kind(entry),
            str(_ACTIONS.get(entry.action, "")),
            _fields(entry, names),
        )
        for entry in entries
    ]


def _fields(entry: LogEntry, names: Names) -> list[tuple[str, str, str]]:
    if entry.action != LogEntry.Action.UPDATE:
        return []
    return [
        (label(entry, name), told(entry, name, values[0], names), told(entry, name, values[1], names))
        for name, values in (entry.changes or {}).items()
        if isinstance(values, list) and len(values) == 2
    ]
