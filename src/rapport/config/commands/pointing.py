"""A condition that is none, on the terminal: what is wrong, and a caret under the place."""

from typing import Any

from django.utils.translation import gettext as _

from rapport.config.commands.columns import width


def pointed(text: str, problem: Any) -> str:
    """`problem` (a CriterionRefused of `text`) in words, its line, the place in it, and what was perhaps meant."""
    begin = text.rfind("\n", 0, problem.start) + 1
    line = text[begin:].split("\n", 1)[0].replace("\t", " ")
    before, wrong = line[: problem.start - begin], line[problem.start - begin : problem.end - begin]
    told = [problem.message, f"  {line}", f"  {' ' * width(before)}{'^' * max(1, width(wrong))}"]
    if problem.suggestions:
        told.append(_("Perhaps: %(words)s") % {"words": ", ".join(problem.suggestions)})
    return "\n".join(told)
