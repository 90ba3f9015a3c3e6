"""Writes the demo clinic down through the same actions as everybody else."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from django.db import transaction

from rapport.appointments.actions import add_appointments
from rapport.appointments.models import Appointment
from rapport.care.actions import NewVisit, record_visits, take_payments
from rapport.care.models import Payment, PriceItem, Treatment, Visit
from rapport.demo.calls import tell_of_calls
from rapport.demo.care import Mouths
from rapport.demo.cast import DESK, OWNER
from rapport.demo.channels import open_channels
from rapport.demo.complaints import tell_of_complaints
from rapport.demo.consents import record_later_words
from rapport.demo.loyalty import keep_loyal
from rapport.demo.mailings import write_to_many
from rapport.demo.moods import Moods
from rapport.demo.notes import name_colleagues
from rapport.demo.outlays import note_what_was_spent
from rapport.demo.photos import take_photos
from rapport.demo.questionnaires import fill_in_questionnaires
from rapport.demo.schedule import Schedule, is_booked
from rapport.demo.second_records import write_second_records
from rapport.demo.segments import share_segments
from rapport.demo.shapes import DemoAppointment, DemoClinic, DemoPerson, DemoVisit
from rapport.demo.sleepers import wake_sleepers
from rapport.demo.standings import stand_since
from rapport.demo.stewards import appoint_the_house
from rapport.demo.story import story
from rapport.demo.surveys import ask_clients
from rapport.demo.tasks import work_the_lists
from rapport.demo.waiting import let_wait
from rapport.feedback.losses import note_losses
from rapport.lib import clock
from rapport.outreach.wording.shipped import take_over_shipped
from rapport.people.actions import NewPatient, register_patients
from rapport.people.duplicates import find_duplicates
from rapport.people.models import Consent, ContactPoint, Household, Note, Patient, Source, Tag
from rapport.people.models.consent import Said, Way
from rapport.people.models.signing import Relation
from rapport.segmentation.counting import count_grades
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User

SEED = 20
# people written down in one go
_BATCH = 300
_PARENTS = {"female": Relation.MOTHER, "male": Relation.FATHER}


@transaction.atomic
def seed_demo(seed: int = SEED) -> None:
    """Fill an empty database with the demo clinic as it stands this morning; whole or not at all."""
    writer = Writer(story(seed, clock.now().date()))
    writer.write()
    desks = {branch: writer.staff[DESK[key]] for key, branch in writer.branches.items()}
    record_later_words(desks)
    fill_in_questionnaires(desks)
    appoint_the_house(writer.branches, writer.staff)
    take_photos()
    write_second_records()
    find_duplicates()
    keep_loyal(seed, writer.branches, writer.staff)
    stand_since(writer.clinic.today, writer.branches, writer.staff[OWNER])
    open_channels(writer.clinic.name)
    write_to_many(writer.branches, writer.staff)
    tell_of_calls(seed, writer.branches, writer.staff)
    tell_of_complaints(seed, writer.branches, writer.staff)
    for branch in writer.branches.values():
        note_losses(branch)
    note_what_was_spent(writer.branches, writer.staff[OWNER])
    refresh_facts()
    wake_sleepers(seed, writer.branches, writer.staff)
    count_grades()
    share_segments(writer.staff)
    work_the_lists(seed, writer.branches, writer.staff)
    ask_clients(seed, writer.branches, writer.staff)


class Writer:
    """Turns the shapes of one clinic into records; remembers which became which."""

    def __init__(self, clinic: DemoClinic) -> None:
        self.clinic = clinic
        self.branches: dict[str, Branch] = {}
        self.staff: dict[str, User] = {}
        self.patients: dict[str, Patient] = {}

    def write(self) -> None:
        self._house()
        self.tags = {tag.built_in or tag.name: tag for tag in Tag.objects.all()}
        self.sources = {source.name: source for source in Source.objects.all()}
        people = self.clinic.people
        for start in range(0, len(people), _BATCH):
            self._people(people[start : start + _BATCH])
            self._care(people[start : start + _BATCH])
        self.schedule.keep(
            ((self.patients[p.key], a) for p in people for a in p.appointments if is_booked(a, self.clinic.today)),
            Random("schedule"),  # noqa: S311 - a story, not a secret
        )
        self.schedule.change()
        let_wait(self.branches, self.staff, self.clinic.today)
        name_colleagues(people, self.patients, self.staff)
        Mouths(people, self.patients, self.branches, self.staff, self.clinic.today).write()
        Moods(people, self.patients, self.branches, self.staff, self.clinic.today).write()

    def _house(self) -> None:
        for branch in self.clinic.branches:
            fields = {name: getattr(branch, name) for name in branch.__slots__ if name != "key"}
            self.branches[branch.key] = Branch.objects.create(**fields)
        for member in self.clinic.staff:
            everywhere = len(member.roles) == len(self.branches) and len(set(member.roles.values())) == 1
            roles = [(role, None if everywhere else self.branches[key]) for key, role in member.roles.items()]
            self.staff[member.username] = add_user(
                member.username, name=member.full_name, password=None, roles=roles, language=member.language
            )
        PriceItem.objects.bulk_create(
            PriceItem(
                branch=self.branches[item.branch],
                code=item.code,
                name=item.name,
                category_id=item.category,
                price=item.price,
            )
            for item in self.clinic.prices
        )
        Source.objects.bulk_create(Source(name=s.name, kind=s.kind) for s in self.clinic.sources)
        Tag.objects.bulk_create(Tag(name=name) for name in self.clinic.tags)
        self.schedule = Schedule(self.branches, self.staff, self.clinic.today)
        self.schedule.lay_out()
        owner = self.staff[OWNER]
        take_over_shipped(owner.language, by=owner)
        self.households = {
            shape.key: household
            for shape, household in zip(
                self.clinic.households,
                Household.objects.bulk_create(Household(name=h.name) for h in self.clinic.households),
                strict=True,
            )
        }

    def _people(self, people: list[DemoPerson]) -> None:
        # guardians and referrers stand before those who name them, but may stand in the same batch
        together: list[DemoPerson] = []
        waiting: set[str] = set()
        for person in people:
            if waiting & {person.guardian, person.referrer}:
                self._register(together)
                together, waiting = [], set()
            together.append(person)
            waiting.add(person.key)
        self._register(together)

    def _register(self, people: list[DemoPerson]) -> None:
        newcomers = [
            NewPatient(
                self._patient(person),
                [
                    ContactPoint(
                        kind=c.kind,
                        value=c.value,
                        label=c.label,
                        preferred=c.preferred,
                        do_not_use=c.do_not_use,
                    )
                    for c in person.contacts
                ],
                [self.tags[tag] for tag in person.tags],
                list(self._consents(person)),
            )
            for person in people
        ]
        saved = register_patients(newcomers, by=None)
        self.patients |= {person.key: patient for person, patient in zip(people, saved, strict=True)}

    def _patient(self, person: DemoPerson) -> Patient:
        return Patient(
            branch=self.branches[person.branch],
            file_number=person.file_number,
            full_name=person.full_name,
            family_name=person.family_name,
            given_name=person.given_name,
            middle_name=person.middle_name,
            sex=person.sex,
            birth_date=person.birth_date,
            deceased=person.deceased,
            died_on=person.died_on,
            occupation=person.occupation,
            hobbies=person.hobbies,
            language=person.language,
            address=person.address,
            travel_minutes=person.travel_minutes,
            influence=person.influence,
            influence_note=person.influence_note,
            source=self.sources.get(person.source),
            referrer=self.patients.get(person.referrer),
            referrer_words=person.referrer_words,
            household=self.households.get(person.household),
            guardian=self.patients.get(person.guardian),
            remark=person.remark,
            registered_on=person.registered_on,
        )

    def _consents(self, person: DemoPerson) -> Iterator[Consent]:
        guardian = self.patients.get(person.guardian)
        for shape in person.consents:
            by: dict[str, Any] = {}
            if guardian and shape.given_by:
                relation = _PARENTS.get(guardian.sex, Relation.GUARDIAN)
                by = {"given_by": guardian, "giver_name": guardian.full_name, "relation": relation}
            yield Consent(purpose=shape.purpose, day=shape.given_on, how=Way.PAPER, **by)
            if shape.withdrawn_on:
                yield Consent(
                    purpose=shape.purpose, said=Said.WITHDRAWN, day=shape.withdrawn_on, how=Way.PHONE, **by
                )

    def _care(self, people: list[DemoPerson]) -> None:
        booked = [(p, a) for p in people for a in p.appointments if not is_booked(a, self.clinic.today)]
        kept = {id(a.visit) for _person, a in booked if a.visit}
        loose = [(person, v) for person in people for v in person.visits if id(v) not in kept]
        visits = {id(v): self._visit(p, v) for p, v in loose} | {
            id(a.visit): self._visit(p, a.visit) for p, a in booked if a.visit
        }
        record_visits([visits[id(v)] for _person, v in loose])
        add_appointments(
            [self._appointment(p, a) for p, a in booked],
            [visits[id(a.visit)] if a.visit else None for _p, a in booked],
        )
        take_payments(
            [
                Payment(
                    patient=self.patients[person.key],
                    branch=self.branches[visit.branch],
                    visit=visits[id(visit)].visit,
                    day=payment.day,
                    amount=payment.amount,
                    method=payment.method,
                    remark=payment.remark,
                )
                for person in people
                for visit in person.visits
                for payment in visit.payments
            ]
        )
        Note.objects.bulk_create(
            Note(patient=self.patients[person.key], text=note.text, by=self.staff.get(note.by), at=note.at)
            for person in people
            for note in person.notes
        )

    def _visit(self, person: DemoPerson, shape: DemoVisit) -> NewVisit:
        visit = Visit(
            patient=self.patients[person.key],
            branch=self.branches[shape.branch],
            day=shape.day,
            started_at=shape.started_at,
            dentist=self.staff.get(shape.dentist),
            complaint=shape.complaint,
            resolution=shape.resolution,
            waiting_minutes=shape.waiting_minutes,
            remark=shape.remark,
        )
        lines = [
            Treatment(
                category_id=line.category,
                code=line.code,
                name=line.name,
                teeth=line.teeth,
                quantity=line.quantity,
                amount=line.amount,
            )
            for line in shape.treatments
        ]
        return NewVisit(visit, lines)

    def _appointment(self, person: DemoPerson, shape: DemoAppointment) -> Appointment:
        return Appointment(
            patient=self.patients[person.key],
            branch=self.branches[shape.branch],
            starts_at=shape.starts_at,
            ends_at=shape.ends_at,
            dentist=self.staff.get(shape.dentist),
            chair=shape.chair,
            service=shape.service,
            category_id=shape.category or None,
            state=shape.state,
            booked_on=shape.booked_on,
            arrived_at=shape.arrived_at,
            remark=shape.remark,
        )
