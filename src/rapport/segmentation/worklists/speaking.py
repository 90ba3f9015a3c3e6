"""Why a task was made, in words with its figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.criteria.explaining import figure_in_words
from rapport.criteria.vocabulary import Vocabulary
from rapport.lib.facts import FactType, Tells
from rapport.outreach.models import Task, WorkList
from rapport.segmentation.person import read_value
from rapport.segmentation.worklists.evidence import LAST

# days in a month, on average, for “8 months ago”
_MONTH = 30.44
# said by the name of the rule already
_SAID = frozenset({"agrees_processing", "lifecycle", "has_steward", "next_visit", "thinking_until", "age"})


@dataclass(frozen=True)
class Ground:
    """One figure in words, and what it gives away of the person."""

    words: str
    tells: Collection[Tells] = ()


def grounds_of(task: Task, words: Vocabulary, today: date) -> list[Ground]:
    """The figures that made `task`, the telling one first; none for a task that somebody wrote themselves."""
    return list(_grounds(task.work_list, task.evidence, words, today))


def _grounds(work_list: str, evidence: dict[str, Any], words: Vocabulary, today: date) -> Iterator[Ground]:
    if last := _day(evidence.get(LAST)):
        yield Ground(_last(work_list, last, today), {Tells.CARE} if work_list == WorkList.PLAN else ())

    visit = _day(evidence.get("last_visit"))
    if visit and visit != last:
        yield Ground(_("last visit %(day)s, %(ago)s") % {"day": _shown(visit), "ago": ago(visit, today)})
    for name, value in evidence.items():
        term = words.terms.get(name)
        if name in _SAID or name in (LAST, "last_visit") or term is None or term.is_rows:
            continue
        if term.type in (FactType.SET, FactType.BOOLEAN) or value in (None, 0):
            continue
        told = {"fact": term.label, "condition": figure_in_words(term, read_value(term, value))}
        yield Ground(capfirst(_("%(fact)s: %(condition)s") % told), term.tells)


def _last(work_list: str, last: date, today: date) -> str:
    told = {"day": _shown(last), "ago": ago(last, today)}
    if work_list == WorkList.PLAN:
        return str(_("had time to think, or said yes, until %(day)s") % told)
    return str(_("last done %(day)s, %(ago)s") % told)


def ago(day: date, today: date) -> str:
    """How long ago, roughly, as one says it."""
    months = round((today - day).days / _MONTH)
    if months < 1:
        days = max(0, (today - day).days)
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    return ngettext("%(n)s month ago", "%(n)s months ago", months) % {"n": months}


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def _shown(day: date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")
