"""Two years of complaints at the demo clinic, seen to by the same actions as everybody's (CMP-1 to CMP-6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from rapport.demo.cast import CARE, DESK, OWNER
from rapport.demo.tables.complaints import ANGRY, ANSWERED, COMPLAINTS, CONCERN, CRISIS, STEPS, Complained
from rapport.demo.timetable import by_day
from rapport.feedback.complaints import (
    Compensation,
    NewComplaint,
    agree_solution,
    close_complaint,
    raise_complaint,
    take_step,
)
from rapport.feedback.models import EIGHT_STEPS, Complaint, ComplaintMove, Heard, Severity
from rapport.feedback.promises import NewPromise, break_late_promises, keep_promise
from rapport.feedback.reviews import finish_review, look_back, open_review, write_review
from rapport.lib import clock
from rapport.people.actions.notes import read_mention
from rapport.people.models import Mention, Patient
from rapport.staff.models import Branch, User

# days back over which they lie, and what a crisis was raised before
_DAYS, _CRISIS_DAYS = 700, 120
# an old one is this old at least: it was settled with the nights between
_SETTLED = 9
# the way on from a moment at which nobody is there
_ON = timedelta(hours=1)
# of those who were promised something, so many in ten got it in time
_KEPT = 8
# and the others so much later
_LATE = timedelta(days=21)


def tell_of_complaints(seed: int, branches: dict[str, Branch], staff: dict[str, User]) -> None:
    """Old ones were closed with the client's word; one was a crisis and was reviewed, one is open on its second
    day, and a colleague's concern waits for the owner."""
    chance = Random(f"complaints {seed}")  # noqa: S311 lots, no secrets
    for key, branch in branches.items():
        told = COMPLAINTS.get(branch.language, ())
        people = list(Patient.objects.filter(branch=branch, deceased=False, visits__isnull=False).distinct())
        people.sort(key=lambda one: one.pk)
        for patient in chance.sample(people, min(len(told) * 2 - 2, len(people))):
            _past(chance, patient, chance.choice(told), staff[DESK[key]], staff[CARE[key]])
        if branch.language == CRISIS[0] and people:
            _crisis(chance.choice(people), staff[OWNER], staff[DESK[key]])
            _open_now(branch, staff[DESK[key]])
    break_late_promises()
    look_back()


def _past(chance: Random, patient: Patient, told: Complained, desk: User, care: User) -> None:
    kinds, severity, words, agreed, promised = told
    visits = [
        one.day for one in patient.visits.order_by("day") if (patient.branch.today() - one.day).days > _SETTLED
    ]
    if not visits:
        return
    now = clock.now()
    day = chance.choice([one for one in visits if (patient.branch.today() - one).days < _DAYS] or visits[-1:])
    at = patient.branch.moment(day) + timedelta(hours=chance.randint(10, 18))
    heard = chance.choice((Heard.DESK, Heard.DESK, Heard.CALL, Heard.LINK))
    with clock.set_to(at):
        complaint = raise_complaint(
            NewComplaint(patient.branch, heard, words, kinds, severity, patient=patient), by=desk
        )
    spent = by_day(patient.branch, at + timedelta(hours=chance.choice((1, 2, 3, 5, 9))), _ON)
    promise = [NewPromise(promised, care, day + timedelta(days=9))] if promised else []
    spent = _walk(chance, complaint, spent, desk, agreed, promise)
    for made in complaint.promises.all():
        late = timedelta(0) if chance.randrange(10) < _KEPT else _LATE
        if spent + late < now:
            with clock.set_to(spent + timedelta(days=1) + late):
                keep_promise(made, by=care)
    for mention in Mention.objects.filter(note__patient=patient, read_at=None):
        with clock.set_to(spent):
            read_mention(mention)
    with clock.set_to(spent + timedelta(days=2)):
        close_complaint(complaint, chance.choice((8, 9, 9, 10)), ANSWERED[patient.branch.language], by=care)


def _walk(
    chance: Random, complaint: Complaint, at: datetime, by: User, agreed: str, promises: list[NewPromise]
) -> datetime:
    """The eight steps, a few hours apart; when the last one was taken."""
    for move, words in zip(EIGHT_STEPS, STEPS[complaint.branch.language], strict=True):
        with clock.set_to(at):
            if move == ComplaintMove.AGREED:
                given = [Compensation(agreed)] if chance.random() < 0.5 else []
                agree_solution(complaint, agreed, by=by, promises=promises, compensations=given)
            else:
                take_step(complaint, move, words, by=by)
        spent = timedelta(hours=chance.choice((0, 0, 1, 2, 8)), minutes=chance.randint(5, 50))
        at = by_day(complaint.branch, at + spent, _ON)
    return at


def _crisis(patient: Patient, owner: User, desk: User) -> None:
    _language, kinds, words, agreed, cause, action = CRISIS
    at = by_day(patient.branch, clock.now() - timedelta(days=_CRISIS_DAYS))
    with clock.set_to(at):
        complaint = raise_complaint(
            NewComplaint(patient.branch, Heard.DESK, words, kinds, Severity.CRISIS, patient=patient), by=desk
        )
    solved = _walk(Random(0), complaint, by_day(patient.branch, at + timedelta(hours=1), _ON), owner, agreed, [])  # noqa: S311 lots, no secrets
    with clock.set_to(solved + timedelta(days=5)):
        close_complaint(complaint, 8, by=owner)
        review = open_review([complaint], kinds[0], by=owner)
        due = patient.branch.today() + timedelta(days=14)
        review = write_review(review, cause=cause, action=action, owner=desk, due_on=due, by=owner)
    with clock.set_to(solved + timedelta(days=15)):
        finish_review(review, by=desk)


def _open_now(branch: Branch, desk: User) -> None:
    """郑国栋, who waited and was not told, and a colleague who does not give a name."""
    patient = Patient.objects.filter(branch=branch, full_name="郑国栋").order_by("pk").first()
    if patient is None:
        return
    kinds, words = ANGRY
    raised = NewComplaint(branch, Heard.DESK, words, kinds, Severity.GRAVE, patient=patient)
    with clock.set_to(by_day(branch, clock.now() - timedelta(days=1, hours=1))):
        complaint = raise_complaint(raised, by=desk)
    with clock.set_to(by_day(branch, clock.now() - timedelta(hours=22))):
        for move, said in list(zip(EIGHT_STEPS, STEPS[branch.language], strict=True))[:2]:
            take_step(complaint, move, said, by=desk)
    with clock.set_to(by_day(branch, clock.now() - timedelta(hours=20))):
        raise_complaint(NewComplaint(branch, Heard.STAFF, CONCERN, ["hygiene"], anonymous=True))
