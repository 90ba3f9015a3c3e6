"""The rules that the product comes with, put among those of the clinic."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from rapport.outreach.models import TaskRule


@cache
def shipped_rules() -> tuple[dict[str, Any], ...]:
    """What each of them says, in the words of the fields of `TaskRule`; `follows` is the key of another."""
    text = (files(__package__) / "shipped.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text))


def install_rules(model: Any = TaskRule) -> int:
    """Put in those that are not there; how many that were. What the clinic has changed stays as it is.

    `model` is that of a migration, which knows the fields of its time.
    """
    known = {rule.key: rule for rule in model.objects.all()}
    before = len(known)
    for told in shipped_rules():
        if told["key"] not in known:
            follows = known[told["follows"]] if "follows" in told else None
            known[told["key"]] = model.objects.create(**{**told, "follows": follows, "shipped": True})
    return len(known) - before


def shipped_rule(key: str) -> dict[str, Any] | None:
    """What the rule `key` said when it came, for who wants it back."""
    return next((told for told in shipped_rules() if told["key"] == key), None)
