"""Policies from their text (YAML) and back. What is wrong is said with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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


def read_policy(text: str, vocabulary: Vocabulary) -> Policy:
    """The policy that `text` says; `PolicyRefused` where it says none."""
    told = _mapping(_loaded(text), _KEYS, _("the policy"))
    vocabulary = replace(vocabulary, closed=_CLOSED)
    scheme = _scheme(told.get("scheme"))
    applies = str(told.get("applies") or "")
    rungs = _rungs(scheme, told.get("grades"), vocabulary)
    safeguards = _safeguards(told.get("safeguards") or {})
    return Policy(scheme, _condition(applies, vocabulary, ""), rungs, safeguards, applies)


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


def _rungs(scheme: Scheme, told: Any, vocabulary: Vocabulary) -> tuple[Rung, ...]:
    if not isinstance(told, list) or not told:
        raise PolicyRefused("no_grades", _("A policy needs its grades, from the top."))
    rungs = tuple(_rung(scheme, one, vocabulary) for one in told)
    grades = [rung.grade for rung in rungs]
    for grade in grades:
        if grades.count(grade) > 1:
            raise PolicyRefused(
                "twice", _("The grade “%(grade)s” stands here twice."), {"grade": grade}, grade=grade
            )
    for rung in rungs[:-1]:
        if rung.when is None:
            message = _("Only the last grade is for everyone else; “%(grade)s” needs a condition.")
            raise PolicyRefused("no_condition", message, {"grade": rung.grade}, grade=rung.grade)
    if rungs[-1].when is not None:
        message = _("The last grade, “%(grade)s”, is for everyone else and has no condition.")
        raise PolicyRefused("no_default", message, {"grade": rungs[-1].grade}, grade=rungs[-1].grade)
    return rungs


def _rung(scheme: Scheme, told: Any, vocabulary: Vocabulary) -> Rung:
    one = _mapping(told, ("grade", "when"), _("a grade"))
    grade, text = str(one.get("grade") or ""), str(one.get("when") or "").strip()
    if grade not in GRADES[scheme]:
        close = nearest(grade, GRADES[scheme]) or tuple(GRADES[scheme])
        message = _("This scheme has no grade “%(grade)s”. Perhaps: %(close)s.")
        raise PolicyRefused("unknown_grade", message, {"grade": grade[:60], "close": ", ".join(close)})
    return Rung(grade, _condition(text, vocabulary, grade) if text else None, text)


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
