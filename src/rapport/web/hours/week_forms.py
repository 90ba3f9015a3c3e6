from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models import WorkingHours
from rapport.appointments.models.hours import WEEKDAYS
from rapport.appointments.planning import AtWork
from rapport.people.versions import Group, State
from rapport.staff.models import Branch
from rapport.web.care.fields import DayField
from rapport.web.hours.fields import ClockField, chair_field
from rapport.web.hours.meanwhile import SharedForm
from rapport.web.hours.weeks import Hours

# spans of a day: before the pause, after it, and one more
_SPANS = 3
_LATER = "later_"


class WeekForm(SharedForm, forms.Form):
    """From which day on, and for each day of the week up to three times at work and the chair."""

    since = DayField(label=_("From which day on"), help_text=_("What was valid before that day stays as it was."))
    until = DayField(
        label=_("Until which day"),
        required=False,
        help_text=_(
            "Empty: until you change it. With a day: afterwards the hours that were there before are back."
        ),
    )

    def __init__(self, *args: Any, branch: Branch, hours: Hours, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        week, self.later = hours.now, hours.later
        self.fields["since"].initial = branch.today()
        self.spans = range(max(_SPANS, *(len(rows) for rows in week.days)))
        for (day, name), rows in zip(WEEKDAYS, week.days, strict=True):
            self._add_day(day, name, rows, branch)

    def _add_day(self, day: int, name: Any, rows: Sequence[WorkingHours], branch: Branch) -> None:
        for n in self.spans:
            row = rows[n] if n < len(rows) else None
            for key, label, at in (
                ("from", _("from what time"), row.opens_at if row else None),
                ("until", _("until what time"), row.closes_at if row else None),
            ):
                said = format_lazy("{day}, {label}", day=name, label=label)
                self.fields[f"{key}_{day}_{n}"] = ClockField(required=False, label=said, initial=at)
        chair = rows[0].chair_id if rows else None
        self.fields[f"chair_{day}"] = chair_field(branch, initial=chair)
        self.fields[f"chair_{day}"].label = format_lazy("{day}, {label}", day=name, label=_("chair"))

    def groups(self) -> dict[str, list[str]]:
        """A day is one: its times and its chair."""
        return {
            f"chair_{day}": [
                *(f"{key}_{day}_{n}" for n in self.spans for key in ("from", "until")),
                f"chair_{day}",
            ]
            for day, _name in WEEKDAYS
        }

    def beside(self) -> State:
        """The weeks that begin later: what is saved without a last day takes their place."""
        return {
            f"{_LATER}{week.since}": {
                str(day): ", ".join(f"{one.opens_at:%H:%M}–{one.closes_at:%H:%M}" for one in rows)
                for (day, _name), rows in zip(WEEKDAYS, week.days, strict=True)
                if rows
            }
            for week in self.later
        }

    def label_of(self, name: str) -> Any:
        if name.startswith(_LATER):
            return date_format(date.fromisoformat(name.removeprefix(_LATER)), "SHORT_DATE_FORMAT")
        return dict(WEEKDAYS)[int(name.removeprefix("chair_"))]

    def words_of(self, name: str, group: Group) -> str:
        if not name.startswith(_LATER):
            day = name.removeprefix("chair_")
            pairs = ((group.get(f"from_{day}_{n}"), group.get(f"until_{day}_{n}")) for n in self.spans)
            told = [f"{opens or '…'}–{closes or '…'}" for opens, closes in pairs if opens or closes]
            chair = super().words_of(name, {name: group[name]}) if name in group else ""
            return gettext(", ").join([*told, chair] if chair else told)
        days = dict(WEEKDAYS)
        return "; ".join(f"{days[int(day)]} {text}" for day, text in group.items())

    def rows(self) -> Iterator[tuple[Any, list[tuple[BoundField, BoundField]], BoundField]]:
        """For the table: the day, its times, its chair."""
        for day, name in WEEKDAYS:
            pairs = [(self[f"from_{day}_{n}"], self[f"until_{day}_{n}"]) for n in self.spans]
            yield name, pairs, self[f"chair_{day}"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for day, _name in WEEKDAYS:
            for n in self.spans:
                opens, closes = data.get(f"from_{day}_{n}"), data.get(f"until_{day}_{n}")
                if (opens is None) != (closes is None) and not self._wrong(day, n):
                    self.add_error(f"until_{day}_{n}", _("Say both from when and until when."))
        return data

    def _wrong(self, day: int, n: int) -> bool:
        return bool({f"from_{day}_{n}", f"until_{day}_{n}"} & set(self.errors))

    def week(self) -> list[AtWork]:
        data = self.cleaned_data
        return [
            AtWork(day, data[f"from_{day}_{n}"], data[f"until_{day}_{n}"], data[f"chair_{day}"])
            for day, _name in WEEKDAYS
            for n in self.spans
            if data[f"from_{day}_{n}"] is not None
        ]
