"""The lines of the queue: who it is, where they are, when, and what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, to_locale
from django.utils.translation import gettext as _

from rapport.lib import clock
from rapport.outreach.gate import Glance
from rapport.outreach.gate.reasons import in_short
from rapport.outreach.models import WorkList
from rapport.outreach.models.task import SHIPPED_NAMES
from rapport.people import names
from rapport.people.models.standing import Scheme
from rapport.staff.models import User
from rapport.web.sight import Sight
from rapport.web.templatetags.badges import badge

# of each part so many are shown; the rest is counted
SHOWN = {"now": 9, "later": 4, "blocked": 4}
_HEADINGS = {
    "now": gettext_lazy("Good to call now"),
    "later": gettext_lazy("Later today"),
    "blocked": gettext_lazy("Not today"),
}
# beside why not: beginning of the code of the gate → icon
_ICONS = {
    "thinking": "hourglass",
    "pause_complaint": "message-report",
    "pause": "moon",
    "consent": "lock",
    "no_point": "phone-off",
    "household": "users",
    "a_": "moon",
    "offers_": "moon",
    "hours": "clock",
}


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


class Placed(NamedTuple):
    """Where a household stands in the queue; `opens` is when it may be called, by its own clock, if not now."""

    part: str
    order: Any
    row: Waiting
    others: int
    glance: Glance
    opens: datetime | None


@dataclass(frozen=True)
class Reader:
    """Who looks at the queue, when, and who is with a colleague."""

    user: User
    held: Mapping[int, str]
    now: datetime

    def sight(self, row: Waiting) -> Sight:
        return Sight.at(self.user, row.branch_id)

    def whose(self, row: Waiting) -> str:
        """The colleague who has them or somebody of the household now; "" for nobody."""
        return self.held.get(row.patient_id) or self.held.get(-(row.household_id or 0), "")


@dataclass(frozen=True)
class Entry:
    """A line of the queue: one household. `when` is their time now, or from when on; `others` wait with them."""

    task: int
    name: str
    mark: SafeString | str
    when: str
    said: str
    icon: str = ""
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


def part_of(key: str, found: Sequence[Placed], reader: Reader) -> Part:
    return Part(key, str(_HEADINGS[key]), len(found), [_entry(one, reader) for one in found[: SHOWN[key]]])


def _entry(one: Placed, reader: Reader) -> Entry:
    """The line of who is shown; the others are only counted."""
    row, zone, sight = one.row, ZoneInfo(one.glance.zone), reader.sight(one.row)
    entry = Entry(
        task=row.pk,
        name=row.name,
        mark=_mark(row) if sight.value else "",
        when=_from(one.opens) if one.opens else f"{reader.now.astimezone(zone):%H:%M}",
        said=" · ".join(filter(None, (place_of(zone.key), _about(row, sight)))),
        with_whom=reader.whose(row),
        others=one.others,
    )
    if one.part != "blocked":
        return entry
    said, icon = _short(one.glance.codes) if sight.words else (pgettext("to call", "Not now"), "ban")
    if one.opens is not None:
        day = date_format(one.opens, "MONTH_DAY_FORMAT")
        said = _("%(why)s, not before %(day)s") % {"why": said, "day": day}
    return replace(entry, when="", said=said, icon=icon)


def _from(opens: datetime) -> str:
    return _("from %(time)s") % {"time": f"{opens:%H:%M}"}


def _short(codes: Sequence[str]) -> tuple[str, str]:
    code = codes[0] if codes else ""
    return in_short(code), next((icon for begin, icon in _ICONS.items() if code.startswith(begin)), "ban")


def _about(row: Waiting, sight: Sight) -> str:
    if words := sight.text(row.words):
        return words
    if row.rule and sight.words and row.work_list != WorkList.SLEEPING:
        return row.rule_name or str(SHIPPED_NAMES.get(row.rule, row.rule))
    if row.last_visit is None:
        return _("never came")
    months = max(0, (clock.now().date() - row.last_visit).days // 30)
    if months < 2:  # it is about that visit, not about how long they have not come
        return _("visit of %(day)s") % {"day": date_format(row.last_visit, "SHORT_DATE_FORMAT")}
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
