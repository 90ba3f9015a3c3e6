"""Values as they are written, read for the term they are compared with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any as Anything

from django.utils.translation import gettext_lazy as _
from lark import Token, Tree

from rapport.criteria.days import TODAY, Day, annual, days_from_today
from rapport.criteria.problems import CriterionRefused, nearest
from rapport.criteria.tree import Value
from rapport.criteria.vocabulary import CONVERSIONS, Term
from rapport.lib.facts import FactType, Unit

# what the widest column of a fact holds
LARGEST = 10**15
_LEAP_YEAR = 2000


class Values:
    """Reads the values that stand beside one term."""

    def __init__(self, term: Term) -> None:
        self.term = term

    def one(self, written: Tree[Token]) -> Value:
        """The single value that `written` is; refused where it does not suit the term."""
        values = self.several(written)
        if len(values) != 1:
            message = _("“%(word)s” stands for several values; use it with “in”.")
            raise self._refused("several", message, written, {"word": _words(written)})
        return values[0]

    def several(self, written: Tree[Token]) -> tuple[Value, ...]:
        """The values that `written` stands for: one, or those of a group such as basic."""
        if self.term.type in (FactType.CHOICE, FactType.SET):
            return self._codes(written)
        readers: dict[FactType, Callable[[Tree[Token]], Value]] = {
            FactType.NUMBER: self._number,
            FactType.MONEY: self._money,
            FactType.DATE: self._day,
            FactType.ANNUAL: self._annual,
            FactType.TEXT: self._text,
        }
        return (readers[self.term.type](written),)

    def _codes(self, written: Tree[Token]) -> tuple[str, ...]:
        word = _bare(written)
        if written.data in ("word", "text", "number", "annual", "date"):
            if word in self.term.choices:
                return (word,)
            if word in self.term.groups:
                return self.term.groups[word]
            named = [code for code, label in self.term.choices.items() if str(label).lower() == word.lower()]
            if len(named) == 1:
                return (named[0],)
        message = _("“%(name)s” has no value “%(word)s”.")
        known = [*self.term.choices, *self.term.groups]
        raise self._refused(
            "unknown_value",
            message,
            written,
            {"name": self.term.name, "word": word},
            nearest(word, known) or tuple(known[:3]),
        )

    def _number(self, written: Tree[Token]) -> int | Decimal:
        if written.data == "number":
            return self._figure(written, written.children[0])
        if written.data == "measure":
            figure, unit = self._figure(written, written.children[0]), Unit.of(str(written.children[1]))
            if unit == self.term.unit:
                return figure
            factor = CONVERSIONS.get((self.term.unit, unit)) if self.term.unit else None
            if factor:
                return figure * factor
            counted = _("“%(name)s” is counted in %(unit)s.") if self.term.unit else _("“%(name)s” has no unit.")
            raise self._refused(
                "wrong_unit", counted, written, {"name": self.term.name, "unit": str(self.term.unit or "")}
            )
        raise self._misfit(written, _("Write a number here, for example 3."))

    def _money(self, written: Tree[Token]) -> int:
        if written.data != "number":
            raise self._misfit(written, _("Write an amount here, for example 5000."))
        minor = self._figure(written, written.children[0]) * 100
        if minor != int(minor):
            raise self._misfit(written, _("An amount has two digits after the point at most."))
        return int(minor)

    def _day(self, written: Tree[Token]) -> Day:
        match written.data:
            case "today":
                return TODAY
            case "date":
                return Day(self._date(written, str(written.children[0])))
            case "ago" | "ahead":
                number, unit = str(written.children[0]), Unit.of(str(written.children[1]))
                if number.isdigit() and unit not in (Unit.PERCENT, Unit.MINUTES):
                    count = min(int(number), 100_000)
                    return days_from_today(-count if written.data == "ago" else count, unit)
        raise self._misfit(written, _("Write a day here: 2026-05-21, today, 6 months ago or in 14 days."))

    def _annual(self, written: Tree[Token]) -> Value:
        if written.data in ("today", "ago", "ahead"):
            return self._day(written)
        if written.data == "annual":
            return annual(self._date(written, f"{_LEAP_YEAR}-{written.children[0]}"))
        raise self._misfit(written, _("Write a day of the year here: 05-21 is the 21st of May."))

    def _text(self, written: Tree[Token]) -> str:
        if written.data not in ("text", "word"):
            raise self._misfit(written, _("Write a word here, between quotation marks."))
        folded = self.term.fold(_bare(written))
        if not folded.strip():
            raise self._misfit(written, _("There is nothing between the quotation marks."))
        return folded

    def _figure(self, written: Tree[Token], token: Anything) -> int | Decimal:
        figure = Decimal(str(token))
        if abs(figure) > LARGEST:
            raise self._misfit(written, _("This number is too large."))
        return int(figure) if figure == int(figure) else figure

    def _date(self, written: Tree[Token], text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self._misfit(written, _("There is no such day in the calendar.")) from None

    def _misfit(self, written: Tree[Token], message: Anything) -> CriterionRefused:
        return self._refused("bad_value", message, written, {})

    def _refused(
        self,
        code: str,
        message: Anything,
        written: Tree[Token],
        params: dict[str, object],
        suggestions: tuple[str, ...] = (),
    ) -> CriterionRefused:
        place = written.meta
        return CriterionRefused(
            code, message, params, start=place.start_pos, end=place.end_pos, suggestions=suggestions
        )


def _bare(written: Tree[Token]) -> str:
    word = _words(written)
    return word[1:-1] if written.data == "text" else word


def _words(written: Tree[Token]) -> str:
    return " ".join(str(child) for child in written.children)
