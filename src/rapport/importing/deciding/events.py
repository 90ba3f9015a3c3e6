"""What visits, appointments and payments have in common: whose they are, and whether they are known already."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.known import Known, Target
from rapport.importing.deciding.line import Change, Line, Verdict, changed
from rapport.importing.deciding.parsing import record_of
from rapport.importing.deciding.people import Registration, contacts_of
from rapport.importing.deciding.person import Person
from rapport.importing.deciding.persons import Persons
from rapport.importing.keys import as_who
from rapport.importing.models import ImportRow, Outcome
from rapport.importing.reasons import problem
from rapport.importing.rows import AppointmentRow, PaymentRow, Problem, VisitRow, Who

Event = VisitRow | AppointmentRow | PaymentRow


@dataclass(slots=True)
class NewEvent:
    """Something to be written down for a person, who may have to be written down first."""

    row: Any
    target: Any
    person: Person
    newcomer: Registration | None = None


@dataclass(slots=True)
class ChangedEvent:
    """A record that a row changes: its fields, each with what it was and what it becomes.

    `waiting`: the record is itself new in this batch; it is then written as it has become.
    """

    row: Any
    target: Any
    waiting: bool
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)


class Events(ABC):
    """Decides a batch of rows about visits, appointments or payments."""

    becomes: ClassVar[str]

    def __init__(self, clinic: Clinic, lines: Sequence[Line], known: Known) -> None:
        self.clinic, self.known = clinic, known
        self.persons = Persons(clinic)
        unseen = [line for line in lines if line.record is not None and known.same(line) is None]
        self.persons.load([as_who(line.record) for line in unseen if line.record is not None], by_name=True)
        self.targets = self.load([target for line in unseen if (target := known.meant(line))])
        self._earlier: dict[tuple[int, int], tuple[int, Any]] = {}

    @abstractmethod
    def load(self, wanted: Sequence[Target]) -> dict[Target, Any]:
        """The records meant by rows that say something new about them."""

    @abstractmethod
    def build(self, row: Any) -> Any:
        """The record a row becomes: not saved, and nobody's yet."""

    @abstractmethod
    def values(self, row: Any, target: Any) -> dict[str, Any]:
        """What a row says about a record: field → value; what is empty changes nothing."""

    def remark(self, lines: Sequence[Line]) -> None:  # noqa: B027 most kinds have nothing to say
        """Say of decided rows what only all of the batch together show."""

    def decide(self, line: Line) -> Verdict:
        row = line.record
        assert isinstance(row, VisitRow | AppointmentRow | PaymentRow)
        meant = self.known.meant(line)
        if meant is not None:
            return self._compared(line, self.targets[meant], meant.kind, meant.id, None)
        return self._again(line) or self._new(line, row)

    def _new(self, line: Line, row: Event) -> Verdict:
        found = self._person(line, row)
        if isinstance(found, Problem):
            return Verdict(Outcome.REFUSED, (found, *line.problems))
        plan = NewEvent(row, self.build(row), *found)
        if line.identity is not None:
            self._earlier[line.identity, line.identity_place] = line.id, plan.target
        return Verdict(Outcome.NEW, line.problems, became=self.becomes, plan=plan)

    def _person(self, line: Line, row: Event) -> tuple[Person, Registration | None] | Problem:
        """Whose row it is. Somebody unknown is written down if the row has a name, and a number or a phone."""
        who = row.patient
        found = self.persons.find(who, by_name=True)
        if isinstance(found, Problem):
            return found
        if found is not None:
            return found, None
        if who.name is None or not (who.file_number or any(phone.valid for phone in who.phones)):
            return problem("person_unknown", who=_words(who))
        person = self.persons.newcomer(row, line.id)
        person.registration = Registration(person, contacts=contacts_of(who.phones))
        self.persons.add(person)
        return person, person.registration

    def _again(self, line: Line) -> Verdict | None:
        """The same thing as an earlier row of this import."""
        if line.identity is None:
            return None
        place = (line.identity, line.identity_place)
        if place in self._earlier:
            first, target = self._earlier[place]
            return self._compared(line, target, self.becomes, None, first)
        twin = self.known.twins_by_identity.get(place)
        if twin is None:
            return None
        record = record_of(self.clinic, ImportRow.objects.select_related("sheet__file").get(pk=twin))
        return self._compared(line, self.build(record), self.becomes, None, twin)

    def _compared(self, line: Line, target: Any, kind: str, target_id: int | None, twin: int | None) -> Verdict:
        plan = ChangedEvent(line.record, target, waiting=target.pk is None)
        changes: list[Change] = []
        for name, value in self.values(line.record, target).items():
            before = getattr(target, name)
            if value in (None, "") or value == before:
                continue
            plan.fields[name] = (before, value)
            setattr(target, name, value)
            if isinstance(before, datetime):
                before = before.astimezone(self.clinic.zone)
            changes.append(changed(name, before, value))
        outcome = Outcome.CHANGED if changes else Outcome.SAME if twin is None else Outcome.DUPLICATE
        return Verdict(outcome, line.problems, changes, kind, target_id, twin, plan)


def joined(before: str, notes: str, limit: int) -> str:
    """A remark with what a file adds; what staff wrote stays."""
    if not notes or notes in before:
        return before
    return (notes if before in notes else f"{before}\n{notes}")[:limit]


def _words(who: Who) -> str:
    if who.name:
        return who.name.full
    return who.file_number or ", ".join(phone.raw for phone in who.phones)
