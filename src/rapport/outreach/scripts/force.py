"""Which script is read from: the version in force, before the first change the one that came with the product."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from rapport.lib import clock
from rapport.outreach.models import Script, ScriptVersion, Task
from rapport.outreach.scripts.reading import Step, as_rows, from_rows, read_script
from rapport.people.language import language_spoken
from rapport.staff.models import User

_SHIPPED = Path(__file__).parent / "shipped"


@dataclass(frozen=True)
class InForce:
    """What is read from now: name, number of the version, steps."""

    name: str
    number: int
    steps: tuple[Step, ...]


@lru_cache
def shipped(work_list: str, language: str) -> InForce | None:
    """The script that came with the product: its first line is the name. None for a list that has none."""
    path = _SHIPPED / f"{work_list}.{language}.txt"
    if not path.exists():
        return None
    name, _newline, text = path.read_text(encoding="utf-8").partition("\n")
    return InForce(name.strip(), 1, read_script(text))


def script_in_force(work_list: str, language: str) -> InForce | None:
    """What is said on a list in a language; None where nobody has written anything. One query."""
    version = _version(work_list, language)
    if version is None:
        return shipped(work_list, language)
    return InForce(version.script.name, version.number, from_rows(version.steps))


def version_for(task: Task) -> ScriptVersion | None:
    """The version that a call of `task` is told by. That of the product becomes a row with its first call."""
    language = language_spoken(task.patient)
    return _version(task.work_list, language) or _install(task.work_list, language)


def _version(work_list: str, language: str) -> ScriptVersion | None:
    found = ScriptVersion.objects.filter(
        script__work_list=work_list, script__language=language, in_force=True
    ).select_related("script")
    return found.first()


def _install(work_list: str, language: str) -> ScriptVersion | None:
    came = shipped(work_list, language)
    if came is None:
        return None
    script, _made = Script.objects.get_or_create(
        work_list=work_list, language=language, defaults={"name": came.name}
    )
    version, _made = ScriptVersion.objects.get_or_create(
        script=script, number=1, defaults={"steps": as_rows(came.steps), "at": clock.now(), "in_force": True}
    )
    return version


@transaction.atomic
def write_script(work_list: str, language: str, *, name: str, text: str, by: User) -> ScriptVersion:
    """Put a new version of a script in force; calls so far keep theirs. Raises Refused (script) for a bad text.

    What says the same as the version in force makes no new one.
    """
    steps = read_script(text)
    _install(work_list, language)
    script, _made = Script.objects.select_for_update().get_or_create(
        work_list=work_list, language=language, defaults={"name": name}
    )
    if name and script.name != name:
        script.name = name
        script.save(update_fields=["name"])
    last = script.versions.first()
    if last is not None and last.in_force and from_rows(last.steps) == steps:
        return last
    script.versions.filter(in_force=True).update(in_force=False)
    number = last.number + 1 if last else 1
    return ScriptVersion.objects.create(
        script=script, number=number, steps=as_rows(steps), by=by, at=clock.now(), in_force=True
    )
