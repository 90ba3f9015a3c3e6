"""What the pages of the templates show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from rapport.lib.refusal import Refused
from rapport.outreach.models import Template, Wording
from rapport.outreach.models.purposes import BY_MESSAGE
from rapport.outreach.wording.actions import check_words
from rapport.outreach.wording.letters import Letter, for_letters, in_force, own_letter
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.staff.models import User
from rapport.staff.models.branch import LANGUAGES


@dataclass(frozen=True)
class Place:
    """One field of the table of a template: a channel, a language, and the words that are there."""

    channel: str
    language: str
    wording: Wording | None


@dataclass(frozen=True)
class Line:
    """One template with its table: a row for each channel, a field for each language."""

    template: Template
    rows: list[tuple[str, list[Place]]]

    @property
    def written(self) -> list[tuple[str, list[Place]]]:
        """The channels that have words, each with its languages."""
        found = [(label, [place for place in places if place.wording]) for label, places in self.rows]
        return [(label, places) for label, places in found if places]


def line(template: Template) -> Line:
    """The table of `template`, whose wordings are loaded."""
    words = in_force(template)
    rows = [
        (str(channel.label), [Place(channel, code, words.get((channel, code))) for code, _name in LANGUAGES])
        for channel in BY_MESSAGE
    ]
    return Line(template, rows)


def lines(templates: Iterable[Template]) -> list[Line]:
    return [line(template) for template in templates]


@dataclass(frozen=True)
class Preview:
    """The words as one real person would read them, or why they could not be sent."""

    patient: Patient | None
    letter: Letter | None
    problem: str = ""
    # by how many parts an SMS is counted; None for the other channels
    counts_parts: bool = False


def preview(channel: str, subject: str, body: str, people: QuerySet[Patient], *, writer: User) -> Preview:
    """How the first of `people` would read this. What is wrong with the words is said even without anybody."""
    counts = channel == Channel.SMS
    found: Any = for_letters(people).first()
    try:
        check_words(channel, subject, body)
        letter = own_letter(found, subject, body, channel, writer=writer) if found and body else None
    except Refused as refused:
        return Preview(found, None, refused.message, counts)
    return Preview(found, letter, "", counts)
