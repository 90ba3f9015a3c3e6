"""The script as the caller reads it: names and days filled in, for the history of this person (CAM-4, CAM-6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import formats, translation

from rapport.care.models.plan import UNFINISHED
from rapport.lib import clock
from rapport.outreach.calls.hours import zone_of
from rapport.outreach.models import Task
from rapport.outreach.scripts.approach import approach_of, steps_for
from rapport.outreach.scripts.force import script_in_force
from rapport.outreach.scripts.reading import Step, fill
from rapport.people import names
from rapport.people.language import language_spoken
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.web.sight import Sight

# how one greets at an hour, in the language of the script: until noon, until six in the evening, after
_DAYTIMES = {
    "ru": ("доброе утро", "добрый день", "добрый вечер"),
    "zh-hans": ("早上好", "下午好", "晚上好"),
    "en": ("morning", "afternoon", "evening"),
}


@dataclass(frozen=True)
class Spoken:
    """A script for one call: its name and version, the language it is in, and the steps."""

    name: str
    number: int
    language: str
    steps: Sequence[Step]


def spoken_script(task: Task, patient: Patient, addressed: Patient, user: User, sight: Sight) -> Spoken | None:
    """What is said about `task` to whom we speak to; None where nobody has written a script. One query."""
    language = language_spoken(patient)
    found = script_in_force(task.work_list, language)
    if found is None:
        return None
    today = patient.branch.today()
    treated = [(v.day, line.category_id or "") for v in patient.visits.all() for line in v.treatments.all()]
    steps = steps_for(found.steps, approach_of(treated, today))
    values = _values(patient, addressed, user, language, sight)
    return Spoken(found.name, found.number, language, [_filled(step, values) for step in steps])


def _filled(step: Step, values: dict[str, str]) -> Step:
    return replace(step, lines=tuple(fill(line, values) for line in step.lines), aside=fill(step.aside, values))


def _values(patient: Patient, addressed: Patient, user: User, language: str, sight: Sight) -> dict[str, str]:
    visits = sorted(visit.day for visit in patient.visits.all())
    unfinished = [plan for plan in patient.plans.all() if plan.state in UNFINISHED] if sight.care else []
    latest = max(unfinished, key=lambda plan: (plan.presented_on, plan.pk), default=None)
    with translation.override(language):
        last = formats.date_format(visits[-1], "DAY_IN_WORDS_FORMAT") if visits else "…"
    return {
        "greeting": names.greeting(addressed, language, on=patient.branch.today()),
        "clinic": patient.branch.name,
        "caller": user.name,
        "daytime": _daytime(clock.now().astimezone(zone_of(addressed)), language),
        "last_visit": last,
        "plan": sight.text(latest.title) if latest else "…",
    }


def _daytime(local: datetime, language: str) -> str:
    morning, day, evening = _DAYTIMES[language]
    return morning if local.hour < 12 else day if local.hour < 18 else evening
