"""What classes mean for those who work with them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.people.models.standing import Scheme

# what the clinic does for a class (PAT-A to PAT-E, VAL-A to VAL-D)
DONE_FOR: dict[tuple[str, str], Any] = {
    (Scheme.CARE, "A"): _(
        "Priority booking, own offers, lectures and member events, thanks; ask them to share their experience."
    ),
    (Scheme.CARE, "B"): _(
        "Best service from booking on, choice of materials, a call after treatment, regular reminders, an own "
        "health record."
    ),
    (Scheme.CARE, "C"): _("An individual plan; tell the progress, answer questions, teach upkeep."),
    (Scheme.CARE, "D"): _(
        "Compare plans and prices; explain materials and long-term value, show proof of quality."
    ),
    (Scheme.CARE, "E"): _("Teach step by step, start with what hurts, calm; then the full plan."),
    (Scheme.VALUE, "key"): _("Most of the effort goes here: one steward, nothing is forgotten."),
    (Scheme.VALUE, "potential"): _("Explain what is open, in their time; no pushing."),
    (Scheme.VALUE, "at_risk"): _("Handled first: listen, settle what is wrong, then everything else."),
}

# scale of the judgement → the words of its steps, from 1 (PAT-6)
STEPS: dict[str, tuple[Any, ...]] = {
    "awareness": (_("none"), _("little"), _("some"), _("high"), _("very high")),
    "demands": (_("modest"), _("usual"), _("high")),
    "reluctance": (_("hardly any"), _("some"), _("great")),
}


def step_in_words(scale: str, step: int | None) -> str:
    """A step of a scale: 4 of awareness is “4 · high”; "" for None."""
    return "" if step is None else f"{step} · {STEPS[scale][step - 1]}"
