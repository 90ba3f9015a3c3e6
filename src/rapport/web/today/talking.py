"""What to say to somebody who comes today, and what not: from their class, what they think over, what they gave.
Pure: reads what it is given (CMP-7, PAT-A to PAT-E, LOY-2, LOY-4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.appointments.signals import ADVICE
from rapport.people.models import Patient, Standing
from rapport.segmentation.models import PatientFacts

# more is not read in the time there is before the door opens
MOST = 2
LONG_WAIT = 20
AFRAID = 3


@dataclass(frozen=True)
class Coming:
    """Somebody who comes: what is known of them, what is open with them, and who of their family comes too."""

    patient: Patient
    facts: PatientFacts
    standing: Standing | None
    day: date
    first_visit: bool
    complaint: bool = False
    low: str = ""
    family: Sequence[str] = ()
    likely_loyal: bool = False


class Point(NamedTuple):
    """One sentence; a `usual` one is said to all of a class alike."""

    words: str
    usual: bool


def talking_points(coming: Coming) -> list[Point]:
    """At most `MOST` sentences, what matters most first."""
    found: list[Point] = []
    for said in _POINTS:
        for words in said(coming):
            found.append(Point(words, said is _class))
            if len(found) == MOST:
                return found
    return found


def _complaint(one: Coming) -> Iterator[str]:
    if one.complaint:
        yield _("First apologise and explain, then look. Offer nothing more today.")
    elif one.low:
        yield _("Ask whether it is better now: %(what)s.") % {"what": one.low}


def _thinking(one: Coming) -> Iterator[str]:
    if one.facts.thinking_until and one.facts.thinking_until >= one.day:
        yield _("Time to think: no pressing, no prices again. Only answer what they ask.")


def _fear(one: Coming) -> Iterator[str]:
    if (one.facts.reluctance or 0) >= AFRAID or (one.standing and one.standing.care == "E" and one.first_visit):
        yield _("First stop the pain, explain with pictures. The whole plan another time.")


def _loyal(one: Coming) -> Iterator[str]:
    """LOY-2: who may become loyal is pressed least of all."""
    if one.likely_loyal:
        yield str(ADVICE)


def _family(one: Coming) -> Iterator[str]:
    if one.family:
        yield _("%(who)s comes today too: register them together.") % {"who": _(", ").join(one.family)}


def _referred(one: Coming) -> Iterator[str]:
    if one.first_visit and one.patient.referrer_id and one.patient.referrer:
        yield _("Came through %(name)s: say that you know.") % {"name": one.patient.referrer.full_name}


def _brought(one: Coming) -> Iterator[str]:
    if n := one.facts.referrals:
        yield ngettext(
            "Thank them in person for the one they brought.",
            "Thank them in person for the %(n)s they brought.",
            n,
        ) % {"n": n}


def _waited(one: Coming) -> Iterator[str]:
    if (one.facts.waiting or 0) >= LONG_WAIT:
        yield _("Waited %(n)s minutes on average: take them in on time, or tell them at once.") % {
            "n": one.facts.waiting
        }


def _class(one: Coming) -> Iterator[str]:
    if one.first_visit:
        yield _("First visit: listen, show around, no hurry with prices.")
    elif one.standing and (said := _BY_CLASS.get(one.standing.care)):
        yield said()


_BY_CLASS: dict[str, Callable[[], str]] = {
    "A": lambda: _("Ask their opinion, and thank them for their trust."),
    "B": lambda: _("Offer a choice of materials; say when the next check is."),
    "C": lambda: _("Tell how far the treatment is, and how to take care of it."),
    "D": lambda: _("Compare the options with prices, and what lasts longer."),
    "E": lambda: _("Step by step: calm them, explain one thing at a time."),
}
_POINTS: tuple[Callable[[Coming], Iterator[str]], ...] = (
    _complaint,
    _thinking,
    _fear,
    _loyal,
    _family,
    _referred,
    _brought,
    _waited,
    _class,
)
