"""Policies from their text (YAML) and back. What is wrong is said with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from rapport.criteria.problems import CriterionRefused, nearest
from rapport.criteria.reading import read
from rapport.criteria.tree import Node
from rapport.criteria.vocabulary import Vocabulary
from rapport.lib.facts import Tells
from rapport.lib.refusal import Refused
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.policies.policy import Policy, Rung, Safeguards

LONGEST = 20_000
# rules that ask for what rules give would go round in a circle
_CLOSED = {Tells.STANDING: _("“%(name)s” is what policies give, so no policy can ask for it.")}
_KEYS = ("scheme", "applies", "grades", "safeguards")
# a line with which a grade begins
_GRADE = re.compile(r"\s*-\s+grade:\s*['\"]?(\w+)")
_SAFEGUARDS = ("step_down_waits", "jump", "by_hand_days")


class PolicyRefused(Refused):
    """A text that is no policy. `grade` has the wrong condition, if one has; `problem` is what is wrong in it,
    `condition` its text."""

    def __init__(
        self,
        code: str,
        message: Any,
        params: Mapping[str, object] | None = None,
        *,
        grade: str = "",
        problem: CriterionRefused | None = None,
        condition: str = "",
    ) -> None:
        super().__init__(code, message, params)
        self.grade = grade
        self.problem = problem
        self.condition = condition


class _PlainLoader(yaml.SafeLoader):
    """YAML without references: a few bytes of them can unfold to gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("references are not read")
        return super().compose_node(parent, index)


def shipped_text(scheme: Scheme) -> str:
    """The rules that the product comes with (DOMAIN.md, sections 2 to 5 and 9)."""
    return (files(__package__) / "shipped" / f"{scheme}.yaml").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Sheet:
    """A policy as it is written: its parts are there, but nobody has read the conditions yet.

    `rungs` are grades with their conditions, from the top; `remarks` the lines of remarks above a grade, "" for
    those at the very beginning.
    """

    scheme: Scheme
    applies: str
    rungs: tuple[tuple[str, str], ...]
    safeguards: Safeguards
    remarks: Mapping[str, str] = field(default_factory=dict)


def read_policy(text: str, vocabulary: Vocabulary) -> Policy:
    """The policy that `text` says; `PolicyRefused` where it says none."""
    return check_sheet(read_sheet(text), vocabulary)


def read_sheet(text: str) -> Sheet:
    """The parts of the policy that `text` says; `PolicyRefused` where it has no such parts."""
    told = _mapping(_loaded(text), _KEYS, _("the policy"))
    scheme = _scheme(told.get("scheme"))
    rungs = _rungs(scheme, told.get("grades"))
    safeguards = _safeguards(told.get("safeguards") or {})
    return Sheet(scheme, _words(told.get("applies")), rungs, safeguards, _remarks(text))


def _remarks(text: str) -> dict[str, str]:
    remarks: dict[str, str] = {}
    above: list[str] = []
    for line in text.splitlines():
        if line.strip().startswith("#"):
            above.append(line.strip())
            continue
        begins = _GRADE.match(line)
        if above and (begins or (not remarks and line.startswith("scheme:"))):
            remarks[begins[1] if begins else ""] = "\n".join(above)
        above = []
    return remarks


def words_of_rules(vocabulary: Vocabulary) -> Vocabulary:
    """The words that rules may ask by; of the others they say why not."""
    return replace(vocabulary, closed=_CLOSED)


def check_sheet(sheet: Sheet, vocabulary: Vocabulary) -> Policy:
    """The policy that a sheet says; `PolicyRefused` for the first condition that says none."""
    vocabulary = words_of_rules(vocabulary)
    for grade, when in sheet.rungs[:-1]:
        if not when:
            message = _("Only the last grade is for everyone else; “%(grade)s” needs a condition.")
            raise PolicyRefused("no_condition", message, {"grade": grade}, grade=grade)
    last, when = sheet.rungs[-1]
    if when:
        message = _("The last grade, “%(grade)s”, is for everyone else and has no condition.")
        raise PolicyRefused("no_default", message, {"grade": last}, grade=last)
    applies = _condition(sheet.applies, vocabulary, "")
    rungs = tuple(
        Rung(grade, _condition(when, vocabulary, grade) if when else None, when) for grade, when in sheet.rungs
    )
    return Policy(sheet.scheme, applies, rungs, sheet.safeguards, sheet.applies)


@lru_cache(maxsize=64)
def _loaded(text: str) -> Any:
    if len(text) > LONGEST:
        raise PolicyRefused("too_long", _("A policy has %(longest)s characters at most."), {"longest": LONGEST})
    try:
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        message = _("Line %(line)s is not written as a policy is. Compare with the rules in force.")
        raise PolicyRefused("unreadable", message, {"line": mark.line + 1 if mark else 1}) from None


def _mapping(told: Any, keys: tuple[str, ...], what: Any) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise PolicyRefused(
            "no_mapping", _("Here %(what)s should stand, as lines of name and value."), {"what": what}
        )
    for key in told:
        if key not in keys:
            message = _("“%(key)s” is not known here. Known are: %(keys)s.")
            raise PolicyRefused("unknown_key", message, {"key": str(key)[:60], "keys": ", ".join(keys)})
    return told


def _scheme(told: Any) -> Scheme:
    if told not in Scheme.values:
        message = _("There is no scheme “%(name)s”. The schemes are: %(schemes)s.")
        raise PolicyRefused(
            "unknown_scheme", message, {"name": str(told)[:60], "schemes": ", ".join(Scheme.values)}
        )
    return Scheme(told)


def _rungs(scheme: Scheme, told: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(told, list) or not told:
        raise PolicyRefused("no_grades", _("A policy needs its grades, from the top."))
    rungs = tuple(_rung(scheme, one) for one in told)
    grades = [grade for grade, _when in rungs]
    for grade in grades:
        if grades.count(grade) > 1:
            raise PolicyRefused(
                "twice", _("The grade “%(grade)s” stands here twice."), {"grade": grade}, grade=grade
            )
    return rungs


def _rung(scheme: Scheme, told: Any) -> tuple[str, str]:
    one = _mapping(told, ("grade", "when"), _("a grade"))
    grade = _words(one.get("grade"))
    if grade not in GRADES[scheme]:
        close = nearest(grade, GRADES[scheme]) or tuple(GRADES[scheme])
        message = _("This scheme has no grade “%(grade)s”. Perhaps: %(close)s.")
        raise PolicyRefused("unknown_grade", message, {"grade": grade[:60], "close": ", ".join(close)})
    return grade, _words(one.get("when"))


def _words(told: Any) -> str:
    """What stands in a line of the text; a lone word may have become a number, a list is no words."""
    return "" if told is None else str(told).strip()


def _condition(text: str, vocabulary: Vocabulary, grade: str) -> Node:
    try:
        return read(text, vocabulary)
    except CriterionRefused as problem:
        message = _("%(grade)s: %(problem)s")
        params = {"grade": grade or _("Who it is about"), "problem": problem}
        refusal = PolicyRefused("condition", message, params, grade=grade, problem=problem, condition=text)
        raise refusal from problem


def _safeguards(told: Any) -> Safeguards:
    given = _mapping(told, _SAFEGUARDS, _("the safeguards"))
    waits, jump, days = given.get("step_down_waits", False), given.get("jump", 0), given.get("by_hand_days", 90)
    if not isinstance(waits, bool):
        raise PolicyRefused("bad_safeguard", _("“step_down_waits” is true or false."))
    for name, number, most in (("jump", jump, 9), ("by_hand_days", days, 3650)):
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= most:
            message = _("“%(name)s” is a whole number from 0 to %(most)s.")
            raise PolicyRefused("bad_safeguard", message, {"name": name, "most": most})
    return Safeguards(waits, jump, days)
