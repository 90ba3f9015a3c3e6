"""A criterion said as a sentence, in the language now active."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from rapport.criteria import tree
from rapport.criteria.days import TODAY, Day
from rapport.criteria.tree import Mode, Node, Operator, Value
from rapport.criteria.vocabulary import Term
from rapport.lib.facts import FactType, Unit


def sentence(node: Node) -> str:
    """`node` in words, without a full stop: “Visits: at least 3, and last visit: more than 6 months ago”."""
    return capfirst(_say(node))


def told_apart(node: Node) -> tuple[str, str]:
    """`node` in two parts, what is asked about (may be empty) and what of it: “Visits”, “at least 3”."""
    match node:
        case tree.Every() | tree.Any() | tree.Negation() | tree.Rows() | tree.Holds() | tree.Known():
            return "", sentence(node)
    return capfirst(str(node.term.label)), _said_of(node)


def _say(node: Node) -> str:
    match node:
        case tree.Every(parts):
            return _chain(parts, pgettext("joins conditions", "%(one)s, and %(other)s"), (tree.Any,))
        case tree.Any(parts):
            return _chain(parts, pgettext("joins conditions", "%(one)s, or %(other)s"), (tree.Every,))
        case tree.Negation(tree.Holds(term)):
            return _("not %(fact)s") % {"fact": term.label}
        case tree.Negation(part):
            return _("it is not so that (%(condition)s)") % {"condition": _say(part)}
        case tree.Holds(term):
            return str(term.label)
        case tree.Known(term, known):
            said = _("%(fact)s: known") if known else _("%(fact)s: not known")
            return said % {"fact": term.label}
        case tree.Rows():
            return _rows(node)
    return _("%(fact)s: %(condition)s") % {"fact": node.term.label, "condition": _said_of(node)}


def _chain(parts: Sequence[Node], joint: str, bracketed: tuple[type, ...]) -> str:
    said = [_bracketed(part) if isinstance(part, bracketed) else _say(part) for part in parts]
    whole = said[0]
    for part in said[1:]:
        whole = joint % {"one": whole, "other": part}
    return whole


def _bracketed(node: Node) -> str:
    return pgettext("joins conditions", "(%(condition)s)") % {"condition": _say(node)}


def _said_of(node: Node) -> str:
    match node:
        case tree.Comparison(term, operator, Day() as day) if day != TODAY and day.fixed is None:
            return _from_today(operator, day)
        case tree.Comparison(term, operator, value):
            return _compared(term.type, operator) % {"value": value_in_words(term, value)}
        case tree.Between(_term, Day(None, count, unit), Day(None, 0)) if count < 0:
            return _("in the last %(span)s") % {"span": span(-count, unit)}
        case tree.Between(_term, Day(None, 0), Day(None, count, unit)) if count > 0:
            return _("in the next %(span)s") % {"span": span(count, unit)}
        case tree.Between(term, low, high):
            ends = {"low": value_in_words(term, low), "high": value_in_words(term, high)}
            return _("from %(low)s to %(high)s") % ends
        case tree.OneOf(term, values, negated):
            said = _("none of %(values)s") if negated else _("one of %(values)s")
            return said % {"values": _listed(term, values)}
        case tree.Has(term, mode, codes):
            return _has(term, mode, codes)
        case tree.Contains(_term, part, at_start):
            return (_("begins with “%(part)s”") if at_start else _("contains “%(part)s”")) % {"part": part}
    raise TypeError(node)


def _has(term: Term, mode: Mode, codes: tuple[str, ...]) -> str:
    if len(codes) == 1:
        said = _("not %(value)s") if mode == Mode.NONE else "%(value)s"
        return said % {"value": value_in_words(term, codes[0])}
    said = {
        Mode.ANY: _("one of %(values)s"),
        Mode.ALL: _("all of %(values)s"),
        Mode.NONE: _("none of %(values)s"),
    }[mode]
    return said % {"values": _listed(term, codes)}


def _compared(kind: FactType, operator: Operator) -> str:
    if kind == FactType.DATE:
        return {
            Operator.EQUAL: _("on %(value)s"),
            Operator.DIFFERENT: _("not on %(value)s"),
            Operator.LESS: _("before %(value)s"),
            Operator.AT_MOST: _("on %(value)s or before"),
            Operator.MORE: _("after %(value)s"),
            Operator.AT_LEAST: _("on %(value)s or after"),
        }[operator]
    return {
        Operator.EQUAL: "%(value)s",
        Operator.DIFFERENT: _("not %(value)s"),
        Operator.LESS: _("less than %(value)s"),
        Operator.AT_MOST: _("at most %(value)s"),
        Operator.MORE: _("more than %(value)s"),
        Operator.AT_LEAST: _("at least %(value)s"),
    }[operator]


def _from_today(operator: Operator, day: Day) -> str:
    """Days told from today: earlier than 6 months ago is said as more than 6 months ago."""
    past = day.count < 0
    said = {
        Operator.EQUAL: _("%(span)s ago to the day") if past else _("in %(span)s to the day"),
        Operator.DIFFERENT: _("not %(span)s ago to the day") if past else _("not in %(span)s to the day"),
        Operator.LESS: _("more than %(span)s ago") if past else _("before %(span)s from now"),
        Operator.AT_MOST: _("%(span)s ago or earlier") if past else _("%(span)s from now or before"),
        Operator.MORE: _("less than %(span)s ago") if past else _("later than %(span)s from now"),
        Operator.AT_LEAST: _("%(span)s ago or later") if past else _("%(span)s from now or later"),
    }[operator]
    return said % {"span": span(abs(day.count), day.unit)}


def _rows(node: tree.Rows) -> str:
    told = str(node.relation.label)
    if node.where is not None:
        told = _("%(rows)s (%(condition)s)") % {"rows": told, "condition": _say(node.where)}
    if (node.operator, node.number) == (Operator.AT_LEAST, 1):
        return _("there is: %(rows)s") % {"rows": told}
    if (node.operator, node.number) == (Operator.EQUAL, 0):
        return _("there is no: %(rows)s") % {"rows": told}
    number = _compared(FactType.NUMBER, node.operator) % {"value": node.number}
    return _("number of %(rows)s: %(number)s") % {"rows": told, "number": number}


def _listed(term: Term, values: Sequence[Value]) -> str:
    return _(", ").join(value_in_words(term, value) for value in values)


def value_in_words(term: Term, value: Value) -> str:
    """`value` as a reader sees it beside `term`: an amount, a day, the label of a code."""
    match value:
        case Day(None, 0):
            return _("today")
        case Day(None, count, unit):
            said = _("%(span)s ago") if count < 0 else _("%(span)s from now")
            return said % {"span": span(abs(count), unit)}
        case Day(fixed):
            return formats.date_format(fixed, "SHORT_DATE_FORMAT") if fixed else ""
        case str():
            return str(term.choices[value]) if value in term.choices else _("“%(words)s”") % {"words": value}
    return _figure_in_words(term, value)


def _figure_in_words(term: Term, value: int | Decimal) -> str:
    if term.type == FactType.MONEY:
        return formats.number_format(Decimal(value).scaleb(-2).normalize(), use_l10n=True, force_grouping=True)
    if term.type == FactType.ANNUAL:
        return formats.date_format(date(2000, int(value) // 100, int(value) % 100), "MONTH_DAY_FORMAT")
    if term.unit is None or value != int(value):
        return formats.number_format(value, use_l10n=True)
    if term.unit == Unit.YEARS:  # of somebody's life: some languages have a word of its own for those
        return npgettext("of age", "%(count)s year", "%(count)s years", int(value)) % {"count": int(value)}
    return span(int(value), term.unit)


def span(count: int, unit: Unit) -> str:
    """So many of a unit, in words: 6 months, 45 minutes, 20 %."""
    counted = {"count": count}
    match unit:
        case Unit.MINUTES:
            return ngettext("%(count)s minute", "%(count)s minutes", count) % counted
        case Unit.DAYS:
            return ngettext("%(count)s day", "%(count)s days", count) % counted
        case Unit.WEEKS:
            return ngettext("%(count)s week", "%(count)s weeks", count) % counted
        case Unit.MONTHS:
            return ngettext("%(count)s month", "%(count)s months", count) % counted
        case Unit.YEARS:
            return ngettext("%(count)s year", "%(count)s years", count) % counted
        case Unit.PERCENT:
            return _("%(count)s per cent") % counted
