"""The templates that come with the program: a clinic takes them over and makes them its own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction
from django.db.models import Q

from rapport.outreach.models import Template
from rapport.outreach.models.purposes import BY_MESSAGE
from rapport.outreach.wording.actions import first_wording
from rapport.staff.models import Branch, User
from rapport.staff.models.branch import LANGUAGES


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    """Each with occasion, purpose, and name, subject and body by language."""
    return tuple(yaml.safe_load((files(__package__) / "shipped.yaml").read_text(encoding="utf-8")))


@transaction.atomic
def take_over_shipped(language: str, *, by: User | None) -> list[Template]:
    """Make those that the house does not have yet its own, named in `language`; they may then be changed."""
    there = set(Template.objects.filter(branch=None).exclude(occasion="").values_list("occasion", flat=True))
    return [_take_over(one, language, by) for one in shipped() if one["occasion"] not in there]


def template_for(occasion: str, branch: Branch) -> Template | None:
    """What is written on `occasion` at `branch`: its own template, else the house's; the one that comes with the
    program where the house never had any. None where all of them are retired: then nobody is written to."""
    there = list(Template.objects.filter(Q(branch=branch) | Q(branch=None), occasion=occasion).order_by("pk"))
    if not there:
        return next(
            (_take_over(one, branch.language, None) for one in shipped() if one["occasion"] == occasion), None
        )
    in_use = [template for template in there if template.retired_at is None]
    return min(in_use, key=lambda one: (one.branch_id is None, one.pk), default=None)


def _take_over(one: dict[str, Any], language: str, by: User | None) -> Template:
    name = one["name"].get(language, one["name"]["en"])
    template = Template.objects.create(name=name, purpose=one["purpose"], occasion=one["occasion"])
    for channel in BY_MESSAGE:
        for code, _name in LANGUAGES:
            subject = one["subject"][code] if channel == "email" else ""
            first_wording(template, channel, code, subject=subject, body=one["body"][code], by=by)
    return template
