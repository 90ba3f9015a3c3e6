"""What the dentists of the demo clinic have noted: findings, plans with options, times to think, courses, and who
broke off. Written down once everybody and their visits are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from random import Random

from rapport.care.actions import (
    NewOption,
    NewPlan,
    change_finding,
    lay_plans,
    note_findings,
    note_interruption,
    start_courses,
)
from rapport.care.models import (
    Course,
    Finding,
    FindingState,
    Ground,
    Interruption,
    Plan,
    PlanLine,
    PlanOption,
    ThinkingTime,
    Visit,
)
from rapport.demo.cast import BRANCHES, CARE, GENERAL
from rapport.demo.chance import draw
from rapport.demo.shapes import DemoPerson, DemoPlan
from rapport.demo.tables.mouth import FINDINGS, INTERRUPTIONS, MILK_FINDINGS, STORIES
from rapport.demo.tables.plans import OPTIONS, REFUSALS, THOUGHTS, WISHES
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

_SEED = 36
_DECIDED = ("accepted", "done")
# weeks a course takes that a plan leads to, by category; what is not here is done in a visit or two
_WEEKS = {"implant": 26, "orthodontic": 90, "restoration": 6}
# days without a visit after which somebody has told that they broke off
_AWAY = 200


class Mouths:
    """Draws and writes what there is to say about the mouths of `people`."""

    def __init__(
        self,
        people: Sequence[DemoPerson],
        patients: Mapping[str, Patient],
        branches: Mapping[str, Branch],
        staff: Mapping[str, User],
        today: date,
    ) -> None:
        self.people, self.patients, self.branches, self.staff = people, patients, branches, staff
        self.today, self.rng = today, Random(_SEED)  # noqa: S311 lots, no secrets
        self.visits: dict[int, list[Visit]] = {}
        for visit in Visit.objects.only("pk", "patient_id", "day", "dentist_id").order_by("day", "pk"):
            self.visits.setdefault(visit.patient_id, []).append(visit)

    def write(self) -> None:
        self._told()
        self._findings()
        self._courses(self._plans())
        self._interruptions()

    def _came(self, person: DemoPerson) -> list[Visit]:
        return self.visits.get(self.patients[person.key].pk, [])

    # what was found

    def _findings(self) -> None:
        """Every third of those who came has something to watch; a part of it has been seen to since."""
        found = [
            (person, visit, finding)
            for person in self.people
            if self._came(person) and person.story not in STORIES and self.rng.random() < 0.35
            for visit, finding in self._found_in(person)
        ]
        found.sort(key=lambda one: (one[1].day, one[1].dentist_id or 0))
        for (day, dentist), same in groupby(found, key=lambda one: (one[1].day, one[1].dentist_id)):
            by = next((user for user in self.staff.values() if user.pk == dentist), None)
            note_findings([finding for _p, _v, finding in same], by=by, at=_noon(day))
        for person, visit, finding in found:
            fate = draw(self.rng, (("open", 70), ("treated", 22), ("declined", 8)))
            days = (self.today - visit.day).days
            if fate != "open" and days > 30:
                language = BRANCHES[person.branch].language
                why = self.rng.choice(REFUSALS[language]) if fate == "declined" else ""
                with clock.set_to(_noon(visit.day + timedelta(days=self.rng.randint(14, days)))):
                    by = self.staff[GENERAL[person.branch]]
                    change_finding(finding, FindingState(fate), by=by, why=why)

    def _told(self) -> None:
        """What the stories say of their people, open to this day."""
        for person in self.people:
            for name, back, place, kind, urgency, words in STORIES.get(person.story, ()):
                if name == person.given_name:
                    visit = self._came(person)[-back]
                    by = self.staff[person.visits[-1].dentist]
                    finding = Finding(
                        patient=self.patients[person.key],
                        visit=visit,
                        found_on=visit.day,
                        place=place,
                        kind=kind,
                        urgency=urgency,
                        words=words,
                    )
                    note_findings([finding], by=by, at=_noon(visit.day))

    def _found_in(self, person: DemoPerson) -> Iterator[tuple[Visit, Finding]]:
        age, language = person.age_on(self.today), BRANCHES[person.branch].language
        table = [row for row in (MILK_FINDINGS if age < 13 else FINDINGS) if age >= row[3]]
        for kind, urgencies, places, _age, words in self.rng.sample(
            table, min(len(table), self.rng.randint(1, 3))
        ):
            visit = self.rng.choice(self._came(person)[-4:])
            yield (
                visit,
                Finding(
                    patient=self.patients[person.key],
                    visit=visit,
                    found_on=visit.day,
                    place=self.rng.choice(places.split()),
                    kind=kind,
                    urgency=draw(self.rng, tuple(urgencies.items())),
                    words=words["en" if person.language == "en" else language],
                ),
            )

    # plans, and the time to think about them

    def _plans(self) -> list[tuple[DemoPerson, DemoPlan, Plan]]:
        """The plans of the shapes; what was laid out on one day for the same teeth becomes options of one plan."""
        shaped = [
            (person, list(same))
            for person in self.people
            for _key, same in groupby(person.plans, key=lambda p: (p.presented_on, p.category, p.teeth))
        ]
        new = [self._plan(person, shapes) for person, shapes in shaped]
        saved = lay_plans(new, by=None)
        return [(person, shapes[0], plan) for (person, shapes), plan in zip(shaped, saved, strict=True)]

    def _plan(self, person: DemoPerson, shapes: list[DemoPlan]) -> NewPlan:
        shape, language = shapes[0], person.language if person.language in WISHES else "en"
        options = self._options(shapes, language)
        if shape.state in _DECIDED:
            options[0].option.accepted_on = shape.presented_on
        plan = Plan(
            patient=self.patients[person.key],
            branch=self.branches[shape.branch],
            dentist=self.staff.get(shape.dentist),
            title=shape.title.split("，")[0],
            teeth=shape.teeth,
            category_id=shape.category or None,
            wish=self.rng.choice(WISHES[language]),
            state=shape.state,
            presented_on=shape.presented_on,
        )
        why = self.rng.choice(REFUSALS[language]) if shape.state == "declined" else ""
        return NewPlan(plan, options, self._thinking(person, shape, language), why)

    def _options(self, shapes: list[DemoPlan], language: str) -> list[NewOption]:
        """Two or three ways; the first costs what the shape says, as do those that the shapes name themselves."""
        shape, table = shapes[0], OPTIONS[shapes[0].category]
        made = []
        for number, (share, weeks, visits, words) in enumerate(table):
            name, material, result = words[language]
            price = shapes[number].amount if number < len(shapes) else round(shape.amount * share / 1000) * 1000
            option = PlanOption(
                name=name, material=material, price=price, weeks=weeks, visits=visits, result=result
            )
            line = PlanLine(teeth=shape.teeth, category_id=shape.category, name=name)
            made.append(NewOption(option, [line]))
        return made if len(shapes) > 1 or self.rng.random() < 0.6 else made[:2]

    def _thinking(self, person: DemoPerson, shape: DemoPlan, language: str) -> ThinkingTime | None:
        if shape.thinking_until is None:
            return None
        asked = bool(person.story) or self.rng.random() < 0.6
        return ThinkingTime(
            ground=Ground.ASKED if asked else Ground.PRESENTED,
            words=self.rng.choice(THOUGHTS[language]) if asked else "",
            starts_on=shape.presented_on,
            ends_on=shape.thinking_until,
        )

    # courses, and those who broke them off

    def _courses(self, plans: list[tuple[DemoPerson, DemoPlan, Plan]]) -> None:
        courses = []
        for person, shape, plan in plans:
            weeks = _WEEKS.get(shape.category)
            if weeks is None or shape.state not in _DECIDED:
                continue
            end = shape.presented_on + timedelta(weeks=weeks)
            visits = [visit for visit in self._came(person) if shape.presented_on <= visit.day <= end]
            course = Course(
                patient=plan.patient,
                title=plan.title,
                category_id=shape.category,
                plan=plan,
                dentist=plan.dentist,
                started_on=shape.presented_on,
                planned_end=end,
                finished_on=visits[-1].day if shape.state == "done" and visits else None,
                finished_by=plan.dentist if shape.state == "done" and visits else None,
            )
            courses.append((course, visits))
        start_courses(courses)

    def _interruptions(self) -> None:
        """Some of those who have stayed away for long have told why."""
        reasons = tuple((reason, weight) for reason, (weight, _words) in INTERRUPTIONS.items())
        for person in self.people:
            came = self._came(person)
            ahead = any(one.starts_at.date() >= self.today for one in person.appointments)
            if not came or ahead or person.deceased or (self.today - came[-1].day).days < _AWAY:
                continue
            if self.rng.random() > 0.14:
                continue
            reason = draw(self.rng, reasons)
            words, strategy = INTERRUPTIONS[reason][1][BRANCHES[person.branch].language]
            patient = self.patients[person.key]
            noticed = came[-1].day + timedelta(days=self.rng.randint(_AWAY // 2, _AWAY))
            note_interruption(
                Interruption(
                    patient=patient,
                    course=patient.courses.unfinished().first(),
                    reason=reason,
                    words=words,
                    strategy=strategy,
                    noticed_on=noticed,
                ),
                by=self.staff[CARE[person.branch]],
            )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(4), clock.now().tzinfo)
