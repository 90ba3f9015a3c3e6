"""Why a task was made, in words with its figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.criteria.explaining import figure_in_words
from rapport.criteria.vocabulary import Vocabulary
from rapport.lib.facts import FactType, Tells
from rapport.outreach.models import Task
from rapport.segmentation.person import read_value

# days in a month, on average, for “8 months ago”
_MONTH = 30.44
# the last of the rows that a rule asked for, by their name
_ROWS = {
    "thinking": gettext_lazy("had time to think until %(day)s"),
    "plan": gettext_lazy("plan of %(day)s, %(ago)s"),
    "treatment": gettext_lazy("last done %(day)s, %(ago)s"),
}
# said already: by the name of the rule, or above
_SAID = frozenset(
    ("last_visit", "agrees_processing", "lifecycle", "has_steward", "next_visit", "thinking_until", "age")
)


@dataclass(frozen=True)
class Ground:
    """One figure in words, and what it gives away of the person."""

    words: str
    tells: Collection[Tells] = ()


def grounds_of(task: Task, words: Vocabulary, today: date) -> list[Ground]:
    """The figures that made `task`, the telling one first; none for a task that somebody wrote themselves."""
    return list(_grounds(task.evidence, words, today, task.branch.currency))


def _grounds(evidence: dict[str, Any], words: Vocabulary, today: date, currency: str) -> Iterator[Ground]:
    last = None
    for name, sentence in _ROWS.items():
        if last := _day(evidence.get(name)):
            told = {"day": _shown(last), "ago": ago(last, today)}
            yield Ground(str(sentence) % told, words.relations[name].tells)
    visit = _day(evidence.get("last_visit"))
    if visit and visit != last:
        yield Ground(_("last visit %(day)s, %(ago)s") % {"day": _shown(visit), "ago": ago(visit, today)})
    for name, value in evidence.items():
        term = words.terms.get(name)
        if name in _SAID or term is None or term.is_rows:
            continue
        if term.type in (FactType.SET, FactType.BOOLEAN) or value in (None, 0):
            continue
        figure = figure_in_words(term, read_value(term, value), currency)
        told = {"fact": term.label, "condition": figure}
        yield Ground(capfirst(_("%(fact)s: %(condition)s") % told), term.tells)


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
