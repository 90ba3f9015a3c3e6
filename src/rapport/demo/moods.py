"""How people of the demo clinic are with it beside their treatment: what dentists judged and colleagues heard,
what they joined and bought, and the few who left (PAT-6, PAT-8, VAL-D, PRO-3, PRO-4, CAM-3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from rapport.care.actions import record_judgements
from rapport.care.models import Judgement, Visit
from rapport.demo.cast import BRANCHES, CARE, DESK
from rapport.demo.chance import draw
from rapport.demo.shapes import DemoPerson
from rapport.demo.tables.moods import EVENTS, LEFT, SAID, THINGS
from rapport.lib import clock
from rapport.people.actions import (
    join_activity,
    note_satisfaction,
    plan_activity,
    record_departure,
    record_purchase,
)
from rapport.people.models import Patient
from rapport.people.models.mood import Satisfaction
from rapport.staff.models import Branch, User

_SEED = 41
# dentists have judged for so many days; before, there was no form for it
_JUDGED_FOR = 500
_PREVENTION = {"checkup", "hygiene"}
_SPECIALIST = {"implant", "orthodontic", "restoration"}
# of a branch: who joins an event, who buys, who left
_JOINING, _BUYING, _LEAVING = 14, 12, 6
_HEARD_FOR, _AWAY = 75, 300


class Moods:
    """Draws and writes what is known of `people` beside their mouths."""

    def __init__(
        self,
        people: Sequence[DemoPerson],
        patients: Mapping[str, Patient],
        branches: Mapping[str, Branch],
        staff: Mapping[str, User],
        today: date,
    ) -> None:
        self.patients, self.branches, self.staff = patients, branches, staff
        self.today, self.rng = today, Random(_SEED)  # noqa: S311 lots, no secrets
        self.living = [person for person in people if not person.deceased]

    def write(self) -> None:
        record_judgements(list(self._judgements()))
        for key, branch in self.branches.items():
            here = [person for person in self.living if person.branch == key]
            self._heard(here, self.staff[CARE[key]])
            self._joined(here, branch, self.staff[DESK[key]])
            self._bought(here, self.staff[DESK[key]])
            self._left(here, self.staff[CARE[key]])

    def _judgements(self) -> Iterator[Judgement]:
        """Two thirds of those who came since there is a form, after the last visit."""
        lasting = Visit.objects.filter(day__gt=self.today - timedelta(days=_JUDGED_FOR))
        last = {visit.patient_id: visit for visit in lasting.order_by("day", "pk").select_related("dentist")}
        for person in self.living:
            visit = last.get(self.patients[person.key].pk)
            if visit is not None and self.rng.random() < 0.66:
                yield self._judgement(person, visit)

    def _judgement(self, person: DemoPerson, visit: Visit) -> Judgement:
        done = [line.category for one in person.visits for line in one.treatments]
        checked = sum(category in _PREVENTION for category in done)
        special = any(category in _SPECIALIST for category in done)
        awareness = 1 + min(2, checked // 2) + self.rng.choice((0, 1, 1, 2))
        return Judgement(
            patient=self.patients[person.key],
            visit=visit,
            awareness=awareness,
            demands=draw(self.rng, ((1, 2), (2, 3), (3, 5)) if special else ((1, 6), (2, 3), (3, 1))),
            reluctance=draw(self.rng, ((1, 6), (2, 3), (3, 1)) if awareness > 2 else ((1, 2), (2, 4), (3, 4))),
            technical_hazard=self.rng.random() < 0.012,
            own_conditions=self.rng.random() < 0.018,
            by=visit.dentist,
            at=_at(visit.day, 18),
        )

    def _heard(self, here: list[DemoPerson], by: User) -> None:
        """What customer service heard on the phone, the day after the visit."""
        lately = [p for p in here if p.visits and 1 <= (self.today - p.visits[-1].day).days < _HEARD_FOR]
        for person in lately:
            if self.rng.random() < 0.4:
                level = draw(self.rng, (("satisfied", 74), ("fair", 17), ("dissatisfied", 9)))
                words = self.rng.choice(SAID[level][BRANCHES[person.branch].language])
                with clock.set_to(_at(person.visits[-1].day + timedelta(days=1), 8)):
                    note_satisfaction(self.patients[person.key], Satisfaction(level), words=words, by=by)

    def _joined(self, here: list[DemoPerson], branch: Branch, by: User) -> None:
        """Prospects who have named a need, and as many patients."""
        for names, days_ago, online in EVENTS:
            day = self.today - timedelta(days=days_ago)
            known = [p for p in here if p.registered_on <= day and not p.guardian]
            asking = [p for p in known if not p.visits and p.tags]
            coming = [p for p in known if p.visits and (day - p.visits[-1].day).days < 200]
            with clock.set_to(_at(day, 10)):
                activity = plan_activity(branch, names[BRANCHES[here[0].branch].language], day=day, online=online)
                for person in [*self._some(asking, _JOINING), *self._some(coming, _JOINING)]:
                    join_activity(self.patients[person.key], activity, by=by)

    def _bought(self, here: list[DemoPerson], by: User) -> None:
        asking = [p for p in here if not p.visits and p.tags and not p.guardian]
        coming = [p for p in here if p.visits and not p.guardian]
        for person in [*self._some(asking, _BUYING // 2), *self._some(coming, _BUYING)]:
            what, price = self.rng.choice(THINGS[BRANCHES[person.branch].language])
            day = max(person.registered_on, self.today - timedelta(days=self.rng.randint(1, 120)))
            with clock.set_to(_at(day, 9)):
                record_purchase(
                    self.patients[person.key],
                    day=day,
                    what=what,
                    amount=price * 100,
                    online=self.rng.random() < 0.5,
                    by=by,
                )

    def _left(self, here: list[DemoPerson], by: User) -> None:
        """They were called after a long silence, and said so."""
        silent = [
            p
            for p in here
            if p.visits
            and (self.today - p.visits[-1].day).days > _AWAY
            and not any(one.starts_at.date() >= self.today for one in p.appointments)
        ]
        for person in self._some(silent, _LEAVING):
            day = self.today - timedelta(days=self.rng.randint(2, 100))
            words = self.rng.choice(LEFT[BRANCHES[person.branch].language])
            with clock.set_to(_at(day, 9)):
                record_departure(self.patients[person.key], left_on=day, words=words, by=by)

    def _some(self, people: list[DemoPerson], number: int) -> list[DemoPerson]:
        return self.rng.sample(people, min(number, len(people)))


def _at(day: date, hour: int) -> datetime:
    """An hour of the day in Almaty."""
    return datetime.combine(day, time(hour - 5), UTC)
