"""The catalogue of facts as a document: docs/facts.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from rapport.lib.facts import Fact
from rapport.segmentation.catalogue import APPS, FACTS, RANKED, RELATED

_HEAD = """# What is known about a person

Made by `python -m rapport.config.facts` from what the apps declare in their `facts.py`; do not edit. Every name is
a word of [criteria](criteria.md), but for a moment, which is only shown. Where it comes from: the app declaring
it, and there one query for everybody (`visit`), other facts of the same person, or the record itself, read when it
is asked. Money is in minor units of the currency of the branch.
"""
_ROWS = """
## Rows that hang on a person

`exists visit(…)`, `no visit(…)`, `count visit(…) >= 2`: what one row can be asked.
"""


def as_markdown() -> str:
    """docs/facts.md, whole. In English, whatever language is active, when called under `translation.override`."""
    origins = _origins()
    lines = [_HEAD, *_table(FACTS.values(), origins), _ROWS]
    for related in RELATED:
        lines += [f"### `{related.name}`: {related.label}", "", *_table(related.facts, {}), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(facts: Iterable[Fact], origins: Mapping[str, str]) -> Iterator[str]:
    heads = ["name", "type", "unit", "what it says", *(["where it comes from"] if origins else [])]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for fact in facts:
        told = [f"`{fact.name}`", fact.type, fact.unit or "", str(fact.label)]
        yield f"| {' | '.join([*told, *([origins[fact.name]] if origins else [])])} |"


def _origins() -> dict[str, str]:
    """Name of the fact → where it comes from, in words."""
    found = {fact.name: "all people of the branch" for fact in RANKED}
    for app in APPS:
        name = app.__name__.split(".")[1]
        found |= {fact.name: f"{name}: {source.name}" for source in app.SOURCES for fact in source.facts}
        found |= {fact.name: f"{name}: {_of(fact.formula)}" for fact in app.DERIVED}
        found |= {fact.name: f"{name}: the record" for fact in app.OWN}
    return found


def _of(formula: str) -> str:
    """The facts that a formula is made of, or else the record."""
    named = (name for _text, name, _spec, _conversion in Formatter().parse(formula) if name)
    return ", ".join(f"`{name}`" for name in dict.fromkeys(named)) or "the record"
