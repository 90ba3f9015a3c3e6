"""What somebody typed or tapped, read as an answer to its question. Pure but for the clock of the branch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.lib.storable import storable
from rapport.people.contacts import read_contact
from rapport.people.models.contact import ContactKind
from rapport.people.questionnaires.sheets import Question
from rapport.staff.models import Branch

Value = str | list[str]
# as it was sent, by key: several values for what is tapped on
Sent = Mapping[str, list[str]]

# characters of a line, of what is told at length, and of an occupation (what the record takes)
LONGEST, LONGEST_LONG = 200, 1000
_SHORTER = {"occupation": 120}
# nobody alive was born before
_EARLIEST_YEAR = 1880
# minutes; whoever is a day away stays overnight
_LONGEST_WAY = 24 * 60


def read_answers(
    questions: Iterable[Question], sent: Sent, branch: Branch
) -> tuple[dict[str, Value], dict[str, str]]:
    """The answers in what was `sent`, and by key what is wrong with the others, in words. Empty are left out."""
    given: dict[str, Value] = {}
    wrong: dict[str, str] = {}
    for one in questions:
        try:
            value = read_answer(one, sent.get(one.key, []), branch)
        except Refused as refused:
            wrong[one.key] = str(refused.message)
        else:
            if value:
                given[one.key] = value
    return given, wrong


def read_answer(question: Question, sent: list[str], branch: Branch) -> Value:
    """What `sent` says to `question`; "" for nothing.

    Raises Refused: needed, too_long, not_asked, not_a_day, not_a_number, cannot_read, several.
    """
    if question.options:
        return _chosen(question, sent)
    text = storable(sent[0] if sent else "").replace("\r\n", "\n").strip()
    if question.form != "long":
        text = " ".join(text.split())
    if not text:
        if question.needed:
            raise Refused("needed", _("Please fill this in."))
        return ""
    longest = LONGEST_LONG if question.form == "long" else _SHORTER.get(question.key, LONGEST)
    if len(text) > longest:
        raise Refused("too_long", _("Please write at most %(count)s characters."), {"count": longest})
    if question.form == "date":
        return _day(text, branch)
    if question.form == "number":
        return _minutes(text)
    return _point(question.form, text, branch) if question.form in set(ContactKind) else text


def _chosen(question: Question, sent: list[str]) -> Value:
    known = [one.code for one in question.options]
    if not set(filter(None, sent)) <= set(known):
        raise Refused("not_asked", _("Choose from what is offered."))
    chosen = [code for code in known if code in sent]
    if question.form == "several":
        return chosen
    return chosen[0] if len(chosen) == 1 else ""


def _day(text: str, branch: Branch) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as unread:
        raise Refused("not_a_day", _("Write the day as year, month, day: 1985-03-21.")) from unread
    if not (day.year >= _EARLIEST_YEAR and day <= branch.today()):
        raise Refused("not_a_day", _("Look at the day again: it cannot be right."))
    return day.isoformat()


def _point(kind: str, text: str, branch: Branch) -> str:
    """As the record keeps it; with an extension, as it was typed."""
    point = read_contact(kind, text, branch.region)
    if not point.valid:
        raise Refused("cannot_read", _("This cannot be read. Look whether a digit or a sign is missing."))
    return text if point.extension else point.value


def _minutes(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= _LONGEST_WAY):
        raise Refused("not_a_number", _("Write a number of minutes, digits alone."))
    return str(int(text))
