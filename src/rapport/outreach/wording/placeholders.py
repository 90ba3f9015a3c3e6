"""What may stand in braces in a message: an allow-list, filled by plain substitution (CAM-7). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused


class Placeholder(StrEnum):
    """The names; what each stands for is in `MEANING`."""

    GREETING = "greeting"
    NAME = "name"
    CLINIC = "clinic"
    ADDRESS = "address"
    PHONE = "phone"
    DENTIST = "dentist"
    LAST_VISIT = "last_visit"
    WRITER = "writer"
    LINK = "link"
    WHEN = "when"
    UNTIL = "until"
    CODE = "code"


MEANING: dict[Placeholder, Any] = {
    Placeholder.GREETING: _("how the client is addressed: Марина Сергеевна, 欧阳先生, Ms Marsh"),
    Placeholder.NAME: _("the first name of whom it is about: the child's, in a message to a parent"),
    Placeholder.CLINIC: _("the name of the branch"),
    Placeholder.ADDRESS: _("the address of the branch"),
    Placeholder.PHONE: _("the number to call of the branch; at the very end left out where it has none"),
    Placeholder.DENTIST: _("the dentist who looks after them"),
    Placeholder.LAST_VISIT: _("month and year of the last visit"),
    Placeholder.WRITER: _("who writes"),
    Placeholder.LINK: _("the private address of a survey or an appointment; in their own messages alone"),
    Placeholder.WHEN: _("day and hour of the appointment; in messages about one alone"),
    Placeholder.UNTIL: _("until when a time is kept free; where one is offered alone"),
    Placeholder.CODE: _("the six digits by which a client who books online is recognised; in that message alone"),
}
# a number to call that closes a letter leaves no hole in it
_CLOSING = re.compile(rf"\s*\{{{Placeholder.PHONE}\}}\s*$")
_IN_BRACES = re.compile(r"\{([^{}\n]{0,40})\}")


def check(text: str) -> None:
    """Raises Refused for a name that is not on the list, naming the nearest, and for a brace that stands alone."""
    for name in _IN_BRACES.findall(text):
        if name not in set(Placeholder):
            near = get_close_matches(name.strip().lower(), list(Placeholder), n=1, cutoff=0.5)
            raise Refused(
                "unknown_placeholder",
                _("Nothing is called {%(name)s} here. Did you mean {%(near)s}?")
                if near
                else _("Nothing is called {%(name)s} here. The names are: %(names)s."),
                {"name": name, "near": near[0] if near else "", "names": ", ".join(Placeholder)},
            )
    if set("{}") & set(_IN_BRACES.sub("", text)):
        raise Refused("lone_brace", _("A brace stands alone. Write names like {greeting}, or take the brace out."))


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with every name replaced by its value, once: what a value says is never read as a name.

    Raises Refused where the value of a name is not known: a letter with a hole in it does not go out.
    """

    def value(found: re.Match[str]) -> str:
        if known := values.get(found[1], ""):
            return known
        raise Refused("nothing_to_fill", _("Nothing is known to fill {%(name)s} with."), {"name": found[1]})

    if not values.get(Placeholder.PHONE):
        text = _CLOSING.sub("", text)
    return _IN_BRACES.sub(value, text)
