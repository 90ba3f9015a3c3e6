"""Notes of the last hours at the demo clinic that name a colleague with an @: they wait on Today."""

from __future__ import annotations

from datetime import timedelta

from rapport.demo.cast import CARE, DESK, GENERAL, ORTHODONTIST, SURGEON
from rapport.demo.shapes import DemoPerson
from rapport.demo.timetable import by_day
from rapport.lib import clock
from rapport.people.actions import write_note
from rapport.people.models import Patient
from rapport.staff.models import User

_PARTS = {"surgeon": SURGEON, "braces": ORTHODONTIST, "general": GENERAL, "desk": DESK, "care": CARE}
# hours ago, who writes, to whom, what: {name} is the colleague
_NOTES = {
    "binjiang": (
        (2, "surgeon", "desk", "@{name} 拆线改到下周三，请帮她换个时间，她只能下午来。"),
        (5, "general", "desk", "@{name} 材料单已经签好，下次来请先给她看报价说明。"),
        (26, "braces", "care", "@{name} 保持器断了，请回访问一下方便哪天来。"),
        (3, "desk", "care", "@{name} 前台说等了半小时不太高兴，晚上回访时请先道歉。"),
    ),
    "almaty": (
        (
            1,
            "surgeon",
            "desk",
            "@{name} швы снимаем в среду, перенесите, пожалуйста: она может только днём.",
        ),
        (6, "general", "desk", "@{name} снимок переслали из другой клиники, приложите к карте."),
        (25, "braces", "care", "@{name} отклеился брекет, спросите, когда удобно зайти."),
        (4, "desk", "care", "@{name} полчаса ожидания и обида, начните звонок с извинения."),
    ),
}


def name_colleagues(people: list[DemoPerson], patients: dict[str, Patient], staff: dict[str, User]) -> None:
    """Write the notes on cards of people who were here lately."""
    for branch, notes in _NOTES.items():
        here = [person for person in people if person.branch == branch and person.visits and not person.deceased]
        lately = sorted(here, key=lambda person: (person.visits[-1].day, person.key), reverse=True)
        for person, (hours, writer, told, text) in zip(lately, notes, strict=False):
            colleague = staff[_PARTS[told][branch]]
            patient, by = patients[person.key], staff[_PARTS[writer][branch]]
            at = by_day(patient.branch, clock.now() - timedelta(hours=hours))
            write_note(patient, text.format(name=colleague), by=by, at=at)
