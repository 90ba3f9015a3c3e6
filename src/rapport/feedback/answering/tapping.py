"""What is tapped waits with the survey until it is sent: the line may break, and another device goes on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rapport.feedback.answering.answers import Answers, tidied
from rapport.feedback.answering.links import FINAL, link_is_over
from rapport.feedback.models import Survey
from rapport.feedback.scores import HIGHEST, LOWEST

# nobody is asked more than a handful of questions
_MOST = 40


def save_draft(survey: Survey, answers: Answers) -> bool:
    """Keep what was tapped so far in place of what was kept before; whether it could be. It counts for nothing
    until it is sent, and what is no answer at all is left out."""
    if survey.ended_how in FINAL or link_is_over(survey):
        return False
    kept = asdict(tidied(answers))
    kept["points"] = {pk: points for pk, points in kept["points"].items() if LOWEST <= points <= HIGHEST}
    if len(kept["points"]) + len(kept["words"]) > _MOST:
        return False
    return bool(Survey.objects.filter(pk=survey.pk).exclude(ended_how__in=FINAL).update(draft=kept))


def draft_of(survey: Survey) -> Answers:
    """What waits, as it was tapped."""
    kept: dict[str, Any] = survey.draft or {}
    return Answers(
        points={int(pk): points for pk, points in kept.get("points", {}).items()},
        words={int(pk): words for pk, words in kept.get("words", {}).items()},
        remark=kept.get("remark", ""),
        wants_call=kept.get("wants_call", False),
        language=kept.get("language", ""),
    )
