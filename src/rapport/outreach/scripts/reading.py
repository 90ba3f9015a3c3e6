"""A script as it is written, and the steps that the caller walks through (CAM-4, CAM-6).

    = why (stays_away)
    Вы давно у нас не были — подскажите, что случилось?
    - Нужна была одна услуга | one_service
    - Обидели в клинике | rude -> sorry
    > Слушаем, не спорим.

A step begins with `=` and its key; in brackets what it is for; after `@` for whom alone it is said. Lines that
begin with `-` are answers with what they are kept as and where they lead, lines with `>` are for the caller alone,
all others are spoken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.outreach.models import StayAway

MOST_SIGNS, MOST_STEPS, MOST_ANSWERS = 8_000, 20, 6


class Part(StrEnum):
    """What a step is for, beside being said."""

    SAY = ""
    STAYS_AWAY = "stays_away"  # asks why they stay away (CAM-4)
    CHOOSES_US = "chooses_us"  # asks why they choose the clinic (CAM-5)
    OFFER = "offer"  # its first line is the offer, the second the better one (CAM-3)
    TIMES = "times"  # names two times


class Approach(StrEnum):
    """What the visits of a person say about how to speak with them (CAM-6)."""

    USUAL = "usual"
    ACUTE_PAIN = "acute_pain"
    WHITENING = "whitening"
    HYGIENE = "hygiene"


PLACEHOLDERS = ("greeting", "clinic", "caller", "daytime", "last_visit", "plan")


@dataclass(frozen=True)
class Answer:
    """What the person may say: in words, as kept ("" is not), which step follows ("" is the next)."""

    words: str
    kept: str = ""
    leads_to: str = ""


@dataclass(frozen=True)
class Step:
    key: str
    part: str = ""
    only_for: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    aside: str = ""
    answers: tuple[Answer, ...] = ()


_HEAD = re.compile(r"=\s*([a-z0-9_]{1,30})\s*(?:\(([a-z_]+)\))?((?:\s*@[a-z_]+)*)\s*")
_ANSWER = re.compile(r"-\s*([^|]+?)\s*(?:\|\s*([a-z_]+))?\s*(?:->\s*([a-z0-9_]+))?\s*")
_PLACE = re.compile(r"\{([^{}]*)\}")


def read_script(text: str) -> tuple[Step, ...]:
    """The steps of a script. Raises Refused (script) with the line and what to do about it."""
    if len(text) > MOST_SIGNS:
        raise Refused("script", _("This is too long for a script: at most %(most)s signs."), {"most": MOST_SIGNS})
    steps: list[Step] = []
    for number, line in enumerate(text.replace("\r", "").split("\n"), start=1):
        if line := line.strip():
            _take(steps, line, number)
    _check_whole(steps)
    return tuple(steps)


def _take(steps: list[Step], line: str, number: int) -> None:
    if line.startswith("="):
        steps.append(_head(line, number))
        return
    if not steps:
        raise _wrong(number, _("A script begins with a step: a line like “= hello”."))
    for name in _PLACE.findall(line):
        if name not in PLACEHOLDERS:
            raise _wrong(
                number, _("There is no placeholder {%(name)s}. Known: %(known)s."), name=name, known=KNOWN
            )
    steps[-1] = _with_line(steps[-1], line, number)


KNOWN = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)


def _head(line: str, number: int) -> Step:
    found = _HEAD.fullmatch(line)
    if found is None or (found[2] or "") not in tuple(Part):
        raise _wrong(number, _("Write a step like “= offer (offer)”: small Latin letters, digits and _."))
    only_for = tuple(word.strip() for word in found[3].split("@") if word.strip())
    if unknown := [word for word in only_for if word not in tuple(Approach)]:
        raise _wrong(
            number, _("“@%(word)s” is no approach. Known: %(known)s."), word=unknown[0],
            known=", ".join(f"@{one}" for one in Approach),
        )  # fmt: skip
    return Step(found[1], found[2] or "", only_for)


def _with_line(step: Step, line: str, number: int) -> Step:
    if line.startswith(">"):
        return replace(step, aside=f"{step.aside} {line[1:].strip()}".strip())
    if not line.startswith("-"):
        return replace(step, lines=(*step.lines, line))
    found = _ANSWER.fullmatch(line)
    if found is None:
        raise _wrong(number, _("Write an answer like “- moved, too far | moved -> far”."))
    kept = found[2] or ""
    if kept and (step.part != Part.STAYS_AWAY or kept not in StayAway.values):
        raise _wrong(
            number, _("“%(word)s” cannot be kept here. In a step (stays_away): %(known)s."), word=kept,
            known=", ".join(StayAway.values),
        )  # fmt: skip
    return replace(step, answers=(*step.answers, Answer(found[1], kept, found[3] or "")))


def _check_whole(steps: list[Step]) -> None:
    keys = [step.key for step in steps]
    twice = next((key for key in keys if keys.count(key) > 1), "")
    lost = next((a.leads_to for step in steps for a in step.answers if a.leads_to and a.leads_to not in keys), "")
    silent = next((step.key for step in steps if not step.lines), "")
    three = next((step.key for step in steps if step.part == Part.OFFER and len(step.lines) > 2), "")
    many = next((step.key for step in steps if len(step.answers) > MOST_ANSWERS), "")
    problems: tuple[tuple[str, Any], ...] = (
        ("1" if not 1 <= len(steps) <= MOST_STEPS else "", _("A script has one step at least and 20 at most.")),
        (twice, _("The step “%(key)s” stands there twice: give one of them another key.")),
        (lost, _("An answer leads to “%(key)s”, but there is no such step.")),
        (silent, _("The step “%(key)s” says nothing: write what is spoken.")),
        (three, _("The step “%(key)s” has more than two offers: a third one would be pressing.")),
        (many, _("The step “%(key)s” has too many answers: six at most.")),
    )
    for key, sentence in problems:
        if key:
            raise Refused("script", sentence, {"key": key})


def _wrong(number: int, sentence: Any, **params: object) -> Refused:
    return Refused("script", _("Line %(line)s: %(what)s"), {"line": number, "what": str(sentence) % params})


def as_rows(steps: tuple[Step, ...]) -> list[dict[str, Any]]:
    """As a version keeps them."""
    return [asdict(step) for step in steps]


def from_rows(rows: list[Mapping[str, Any]]) -> tuple[Step, ...]:
    """What `as_rows` gave, as it comes back from the database."""
    return tuple(
        Step(
            row["key"],
            row["part"],
            tuple(row["only_for"]),
            tuple(row["lines"]),
            row["aside"],
            tuple(Answer(**answer) for answer in row["answers"]),
        )
        for row in rows
    )


def as_text(steps: tuple[Step, ...]) -> str:
    """Steps as one writes them; reads back as the same steps."""
    return "\n\n".join("\n".join(_lines(step)) for step in steps) + "\n"


def _lines(step: Step) -> Iterator[str]:
    only = "".join(f" @{word}" for word in step.only_for)
    yield f"= {step.key}" + (f" ({step.part})" if step.part else "") + only
    yield from step.lines
    for answer in step.answers:
        kept = f" | {answer.kept}" if answer.kept else ""
        yield f"- {answer.words}{kept}" + (f" -> {answer.leads_to}" if answer.leads_to else "")
    if step.aside:
        yield f"> {step.aside}"


def fill(words: str, values: Mapping[str, str]) -> str:
    """`words` with the placeholders filled in: plain substitution, nothing else in them means anything."""
    return _PLACE.sub(lambda found: values.get(found[1], ""), words)
