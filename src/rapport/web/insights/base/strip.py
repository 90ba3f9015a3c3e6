"""The base in a handful of figures, each of which leads to its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from rapport.web.insights.base.look import Look, People


@dataclass(frozen=True)
class Asked:
    """A figure, and how many of those meet `closer` too."""

    words: Promise
    condition: str
    closer_words: Promise
    closer: str


_ASKED = (
    Asked(
        gettext_lazy("Active patients"), "lifecycle = active",
        gettext_lazy("with a visit booked"), "next_visit is known",
    ),
    Asked(
        gettext_lazy("New in 12 months"), "first_visit within 12 months",
        pgettext_lazy("under their number", "by referral"), "referred",
    ),
    Asked(
        gettext_lazy("Sleeping"), "lifecycle = sleeping",
        gettext_lazy("key or potential"), "value_class in (key, potential)",
    ),
    Asked(
        gettext_lazy("With an unfinished plan"), "unfinished_plans > 0 and not deceased",
        gettext_lazy("without a visit booked"), "no next_visit",
    ),
    Asked(
        gettext_lazy("Complained in 12 months"), "complaints_12m > 0",
        gettext_lazy("came again since"), "came_after_complaint",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    words: Promise
    people: People
    closer_words: Promise
    closer: People


def strip(look: Look) -> Sequence[Figure]:
    """What this reader may ask, in one query beyond the words of the language."""
    asked = [one for one in _ASKED if look.may_ask(f"{one.condition} and {one.closer}")]
    conditions = [text for one in asked for text in (one.condition, f"{one.condition} and {one.closer}")]
    found = iter(look.people_of(conditions)) if conditions else iter(())
    return [Figure(one.words, next(found), one.closer_words, next(found)) for one in asked]
