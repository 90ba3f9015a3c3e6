"""The care calls that come with the product."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

from rapport.feedback.models import CareCallPlan


def shipped_plans() -> list[dict[str, Any]]:
    """Each with category, days after and words by language."""
    found: list[dict[str, Any]] = yaml.safe_load((files(__package__) / "plans.yaml").read_text(encoding="utf-8"))
    return found


def install_plans(model: Any = CareCallPlan) -> int:
    """Put them into a house that has none; how many. `model` is that of a migration."""
    if model.objects.exists():
        return 0
    plans = [
        model(category_id=one["category"], days_after=one["days_after"], words=one["words"])
        for one in shipped_plans()
    ]
    return len(model.objects.bulk_create(plans))
