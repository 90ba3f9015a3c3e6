"""Who waits on a list: who can be reached now by their own clock, who later today, who not and why (CAM-1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, to_locale
from django.utils.translation import gettext as _

from rapport.lib import clock
from rapport.outreach.gate import Ask, Glance, look_many
from rapport.outreach.models import Hold, Task, WorkList
from rapport.outreach.models.task import SHIPPED_NAMES, TaskQuerySet
from rapport.people import names
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.people.models.standing import Scheme
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.templatetags.badges import badge

# of each part so many are shown; the rest is counted
SHOWN = {"now": 9, "later": 4, "blocked": 4}
_HEADINGS = {
    "now": gettext_lazy("Good to call now"),
    "later": gettext_lazy("Later today"),
    "blocked": gettext_lazy("Not today"),
}
# why not, in a word or two: code of the gate → words, icon
_SHORT: tuple[tuple[str, Any, str], ...] = (
    ("thinking", gettext_lazy("thinking it over"), "hourglass"),
    ("pause_complaint", gettext_lazy("a complaint is open"), "message-report"),
    ("pause", gettext_lazy("left in peace"), "moon"),
    ("never", gettext_lazy("never call"), "ban"),
    ("consent", gettext_lazy("no consent to calls"), "lock"),
    ("no_point", gettext_lazy("no number"), "phone-off"),
    ("household", gettext_lazy("family contacted today"), "users"),
    ("a_", gettext_lazy("contacted often enough"), "moon"),
    ("offers_", gettext_lazy("offered often enough"), "moon"),
    ("hours", gettext_lazy("outside their hours"), "clock"),
    ("", gettext_lazy("cannot be called"), "ban"),
)
_VALUES = ("at_risk", "key", "potential", "standard", "", None)


class Waiting(NamedTuple):
    """A task that waits, as the database gives it."""

    pk: int
    patient_id: int
    household_id: int | None
    branch_id: int
    full_name: str
    family_name: str
    given_name: str
    purpose: str
    work_list: str
    words: str
    rule: str | None
    rule_name: str | None
    due_on: date
    snoozed_until: datetime | None
    attempts: int
    last_visit: date | None
    care: str | None
    prospect: str | None
    value: str | None

    @property
    def name(self) -> str:
        """As a narrow list has room for: without the patronymic."""
        return names.display_name(self.family_name, self.given_name, "", self.full_name, get_language() or "en")


@dataclass(frozen=True)
class Entry:
    """A line of the queue: one household. `when` is their time now, or from when on; `others` wait with them."""

    task: int
    patient_id: int
    name: str
    mark: SafeString | str
    when: str
    said: str
    icon: str = ""
    good: bool = False
    with_whom: str = ""
    others: int = 0


@dataclass(frozen=True)
class Part:
    """A part of the queue: "now", "later" or "blocked"."""

    key: str
    label: str
    count: int
    entries: Sequence[Entry]

    @property
    def more(self) -> int:
        return self.count - len(self.entries)


@dataclass(frozen=True)
class Queue:
    work_list: str
    parts: Sequence[Part]
    # whose turn it is, one after the other: nobody else's, and to be called now
    order: Sequence[Entry] = field(default=())

    @property
    def waiting(self) -> int:
        return sum(part.count for part in self.parts if part.key != "blocked")

    def first(self, besides: Collection[int] = ()) -> int | None:
        """The task whose turn it is, besides those put aside."""
        return next((one.task for one in self.order if one.task not in besides), None)

    def after(self, task: int | None, besides: Collection[int] = ()) -> Entry | None:
        """Whose turn it is after `task`; after the last comes the first."""
        place = next((n for n, one in enumerate(self.order) if one.task == task), -1)
        following = [*self.order[place + 1 :], *self.order[: max(place, 0)]]
        return next((one for one in following if one.task not in besides), None)


def tasks_of(user: User, *, everybody: bool = False) -> TaskQuerySet:
    """What `user` may call about: their own and nobody's; of `everybody` on wish."""
    tasks = Task.objects.open().visible_to(user, Right.MAKE_CALLS).exclude(purpose="")
    return tasks if everybody else tasks.filter(Q(owner=None) | Q(owner=user))


def lists_of(user: User, *, everybody: bool = False) -> dict[str, int]:
    """How many tasks wait on each list."""
    counted = tasks_of(user, everybody=everybody).waiting(clock.now()).values("work_list")
    found = dict(counted.annotate(number=Count("pk")).values_list("work_list", "number"))
    return {key: found[key] for key in WorkList.values if key in found}


def read_queue(user: User, work_list: str, *, everybody: bool = False) -> Queue:
    """The queue of one list: so many statements at ten who wait and at a thousand."""
    now = clock.now()
    tasks = tasks_of(user, everybody=everybody).filter(work_list=work_list)
    rows = [Waiting(*row) for row in tasks.values_list(*_COLUMNS)]
    glances = _glances(tasks, rows, work_list, now)
    held = _held(user, now)
    sees_value = user.branches_where(Right.SEE_VALUE)
    parts: dict[str, list[tuple[Any, Entry]]] = {key: [] for key in SHOWN}
    for row, others in _by_household(rows, glances, now):
        glance = glances.get(row.patient_id)
        if glance is None:
            continue
        part, order, entry = _placed(row, glance, now)
        if part:
            whose = held.get(row.patient_id) or held.get(-(row.household_id or 0), "")
            mark = _mark(row) if sees_value is None or row.branch_id in sees_value else ""
            parts[part].append((order, replace(entry, mark=mark, others=others, with_whom=whose)))
    shown = [_part(key, found) for key, found in parts.items()]
    free = [entry for _order, entry in sorted(parts["now"], key=lambda one: one[0]) if not entry.with_whom]
    return Queue(work_list, shown, free)


_COLUMNS = (
    "pk",
    "patient_id",
    "patient__household_id",
    "patient__branch_id",
    "patient__full_name",
    "patient__family_name",
    "patient__given_name",
    "purpose",
    "work_list",
    "words",
    "rule__key",
    "rule__name",
    "due_on",
    "snoozed_until",
    "attempts",
    "patient__facts__last_visit",
    "patient__standing__care",
    "patient__standing__prospect",
    "patient__standing__value",
)


def _glances(tasks: Any, rows: Sequence[Waiting], work_list: str, now: datetime) -> dict[int, Glance]:
    """What the gate says of each, one statement for a purpose."""
    found: dict[int, Glance] = {}
    on_request = work_list == WorkList.CALL_BACK
    for purpose in sorted({row.purpose for row in rows}):
        people = Patient.objects.filter(pk__in=tasks.filter(purpose=purpose).order_by().values("patient"))
        found |= look_many(people, Ask(purpose, Channel.CALL.value, on_request=on_request), at=now)
    return found


def _held(user: User, now: datetime) -> dict[int, str]:
    """Who is with a colleague: by the id of the person, and by the id of the household below nought."""
    alive = Hold.objects.alive(now).exclude(caller=user)
    found: dict[int, str] = {}
    for patient, household, name in alive.values_list("patient_id", "household_id", "caller__name"):
        found[patient] = name
        if household:
            found[-household] = name
    return found


def _by_household(
    rows: Sequence[Waiting], glances: Mapping[int, Glance], now: datetime
) -> list[tuple[Waiting, int]]:
    """One row of each household, or of those for whom one person speaks: the first to be called, and how many
    matters of others wait with it. Who can be called now comes before who cannot."""

    def turn(row: Waiting) -> tuple[bool, bool, date, int]:
        glance = glances.get(row.patient_id)
        put_off = row.snoozed_until is not None and row.snoozed_until > now
        return not (glance and glance.allowed), put_off, row.due_on, row.pk

    found: dict[tuple[str, int], list[Waiting]] = {}
    for row in sorted(rows, key=turn):
        glance = glances.get(row.patient_id)
        addressed = (glance.addressed_id if glance else None) or row.patient_id
        key = ("home", row.household_id) if row.household_id else ("person", addressed)
        found.setdefault(key, []).append(row)
    return [(same[0], len(same) - 1) for same in found.values()]


def _placed(row: Waiting, glance: Glance, now: datetime) -> tuple[str, Any, Entry]:
    """The part of the queue, the place in it, and the line; part "" for who is put off to another day."""
    zone = ZoneInfo(glance.zone)
    local, put_off = now.astimezone(zone), row.snoozed_until
    entry = Entry(row.pk, row.patient_id, row.name, "", f"{local:%H:%M}", _said(row, zone), good=glance.good)
    if put_off is not None and put_off > now:
        then = max(put_off, glance.next_moment or put_off).astimezone(zone)
        if glance.next_moment is None or then.date() != local.date():
            return "", None, entry
        return "later", (then, row.pk), replace(entry, when=_from(then))
    if glance.allowed:
        return "now", (not glance.good, _VALUES.index(row.value), row.due_on, row.pk), entry
    opens = glance.next_moment.astimezone(zone) if glance.next_moment else None
    if opens is not None and opens.date() == local.date():
        return "later", (opens, row.pk), replace(entry, when=_from(opens))
    word, icon = _short(glance.codes)
    said = word
    if opens is not None:
        said = _("%(why)s, not before %(day)s") % {"why": word, "day": date_format(opens, "MONTH_DAY_FORMAT")}
    return "blocked", (opens is None, opens or now, row.pk), replace(entry, when="", said=said, icon=icon)


def _from(opens: datetime) -> str:
    return _("from %(time)s") % {"time": f"{opens:%H:%M}"}


def _short(codes: Sequence[str]) -> tuple[str, str]:
    return next((str(word), icon) for code, word, icon in _SHORT if codes and codes[0].startswith(code))


def _said(row: Waiting, zone: ZoneInfo) -> str:
    """Where they are, and what it is about."""
    return " · ".join(filter(None, (place_of(zone.key), _about(row))))


def _about(row: Waiting) -> str:
    if row.words or (row.rule and row.work_list != WorkList.SLEEPING):
        return row.words or row.rule_name or str(SHIPPED_NAMES.get(row.rule or "", row.rule))
    if row.last_visit is None:
        return _("never came")
    months = max(0, (clock.now().date() - row.last_visit).days // 30)
    said = ngettext("%(months)s month without a visit", "%(months)s months without a visit", months)
    return said % {"months": months}


def place_of(zone: str) -> str:
    """The town that a time zone is called after, in the language now active."""
    return _place(zone, to_locale(get_language() or "en"))


@lru_cache(maxsize=2048)
def _place(zone: str, locale: str) -> str:
    return str(get_timezone_location(ZoneInfo(zone), locale=_LOCALES.get(locale, locale), return_city=True))


_LOCALES = {"zh_Hans": "zh_Hans_CN"}


def _mark(row: Waiting) -> SafeString | str:
    """The class in its shape: a letter in a square, for a prospect a digit in a circle."""
    return badge(Scheme.CARE, row.care or "") or badge(Scheme.PROSPECT, row.prospect or "")


def _part(key: str, found: list[tuple[Any, Entry]]) -> Part:
    entries = [entry for _order, entry in sorted(found, key=lambda one: one[0])]
    return Part(key, str(_HEADINGS[key]), len(entries), entries[: SHOWN[key]])
