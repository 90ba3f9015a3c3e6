"""What a phone sends: points and words by question, and what was only tapped on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import QueryDict

from rapport.feedback.answering import Answers
from rapport.feedback.questions import Sheet
from rapport.web.ids import number_of

_NAME = re.compile(r"(points|words|tap)-([0-9]{1,18})")


def read_answers(sent: QueryDict, sheet: Sheet, language: str) -> Answers:
    """The answers of a page of `sheet`.

    What was tapped on without points of its own is as good as the whole; points below something that is not tapped
    on any more are not meant. Nothing is checked here but that it is a number: 0 stands for one that is none.
    """
    points = {pk: _number(sent.get(name, "")) for kind, pk, name in _fields(sent) if kind == "points"}
    tapped = {pk for kind, pk, _name in _fields(sent) if kind == "tap"}
    whole = points.get(sheet.overall.pk)
    meant = {pk: value for pk, value in points.items() if pk in tapped or pk == sheet.overall.pk}
    if whole is not None:
        meant |= dict.fromkeys(tapped - meant.keys(), whole)
    return Answers(
        points=meant,
        words={pk: sent.get(name, "") for kind, pk, name in _fields(sent) if kind == "words"},
        remark=sent.get("remark", ""),
        wants_call=sent.get("call") == "yes",
        language=language,
    )


def _fields(sent: QueryDict) -> Iterator[tuple[str, int, str]]:
    for name in sent:
        if found := _NAME.fullmatch(name):
            yield found[1], int(found[2]), name


def _number(text: str) -> int:
    return number_of(text, digits=3) or 0
