"""Figures of a trial by grade, where a template walks along the rungs."""

from django import template

from rapport.web.policies.trials import TrialPage

register = template.Library()


@register.filter
def now_at(page: TrialPage, grade: str) -> int:
    """How many people stand at `grade` today."""
    return page.trial.now(grade)


@register.filter
def then_at(page: TrialPage, grade: str) -> int:
    """How many would stand there."""
    return page.trial.then(grade)
