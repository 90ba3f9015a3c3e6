"""Tasks as lines to read: why, until when, by whom, and whether the person may be called now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rapport.lib import clock
from rapport.outreach.calls import ask_of
from rapport.outreach.gate import Glance, look_many
from rapport.outreach.gate.reasons import in_short
from rapport.outreach.models import Task
from rapport.people.models import Patient, Standing
from rapport.segmentation.vocabulary import vocabulary
from rapport.segmentation.worklists.speaking import grounds_of
from rapport.staff.models import User
from rapport.web.access import standing_of
from rapport.web.sight import Sight

# what a line is made of
BESIDE = ("patient__branch", "patient__standing", "rule", "owner", "branch")


@dataclass(frozen=True)
class Reach:
    """Whether somebody may be called: in few words, and how good that is (good, plain or bad)."""

    words: str
    kind: str


@dataclass(frozen=True)
class Line:
    """One task as this reader may read it."""

    task: Task
    what: str
    why: str
    standing: Standing | None
    due: str
    late: int
    reach: Reach | None


@dataclass(frozen=True)
class DoneLine:
    """A task that is closed, and what was said of it, as this reader may read it."""

    task: Task
    what: str
    said: str


def done_lines(tasks: Iterable[Task], user: User) -> list[DoneLine]:
    """`tasks`, loaded with BESIDE and who closed them."""
    return [DoneLine(task, _what(task, user), _sight(task, user).text(task.closed_words)) for task in tasks]


def _what(task: Task, user: User) -> str:
    return title_of(task, _sight(task, user))


def title_of(task: Task, sight: Sight) -> str:
    """What is to be done: in somebody's words, or as the rule is called, which may be of the mouth or of value."""
    said = sight.text(task.words) or (sight.words and task.rule) or task.get_work_list_display()
    return str(said)


def _sight(task: Task, user: User) -> Sight:
    return Sight.at(user, task.patient.branch_id)


def lines_of(tasks: Sequence[Task], user: User, *, reached: bool = True) -> list[Line]:
    """`tasks`, loaded with BESIDE. As many queries for one as for fifty; `reached` asks the gate as well."""
    words = vocabulary() if any(task.rule_id for task in tasks) else None
    reach = _reach(tasks, user) if reached else {}
    lines = []
    for task in tasks:
        today, sight = task.branch.today(), _sight(task, user)
        grounds = grounds_of(task, words, today) if words else []
        seen = [ground.words for ground in grounds if sight.reaches(ground.tells)]
        lines.append(
            Line(
                task,
                _what(task, user),
                capfirst(" · ".join(seen)),
                standing_of(task.patient, user),
                _due(task.due_on, today),
                max(0, (today - task.due_on).days),
                reach.get(task.pk),
            )
        )
    return lines


def _due(day: date, today: date) -> str:
    days = (day - today).days
    if days == 0:
        return _("today")
    return _("tomorrow") if days == 1 else formats.date_format(day, "SHORT_DATE_FORMAT")


def _reach(tasks: Sequence[Task], user: User) -> dict[int, Reach]:
    """By the gate, which is asked once for all of a kind. Work inside the clinic turns to nobody."""
    found: dict[int, Reach] = {}
    asks = {task.pk: ask_of(task) for task in tasks if task.purpose}
    for ask in set(asks.values()):
        of = [task for task in tasks if asks.get(task.pk) == ask]
        people = Patient.objects.filter(pk__in={task.patient_id for task in of})
        glances = look_many(people, ask)
        found |= {
            task.pk: _said(glances[task.patient_id], _sight(task, user))
            for task in of
            if task.patient_id in glances
        }
    return found


def _said(glance: Glance, sight: Sight) -> Reach:
    if glance.allowed:
        return Reach(_("now is a good time") if glance.good else _("may be called now"), "good")
    if glance.next_moment:
        return Reach(_("from %(moment)s") % {"moment": _moment(glance.next_moment, ZoneInfo(glance.zone))}, "")
    return Reach(in_short(glance.codes[0]) if sight.words else pgettext("to call", "Not now"), "bad")


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    """By the clock of the person: the hour today, else the day."""
    local = moment.astimezone(zone)
    if local.date() == clock.today(zone):
        return str(formats.time_format(local, "TIME_FORMAT"))
    return str(formats.date_format(local, "MONTH_DAY_FORMAT"))
