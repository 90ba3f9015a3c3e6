"""Somebody is not content and says so: at the desk, on the phone, in a survey, from outside, or a colleague
(CMP-1, CMP-3, CMP-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Visit
from rapport.feedback.complaints.held import take_back_step
from rapport.feedback.complaints.links import complaint_of
from rapport.feedback.complaints.owning import news_of, owner_of, tell, who_hears
from rapport.feedback.complaints.rules import due_at
from rapport.feedback.errands import send_errand
from rapport.feedback.models import (
    Complaint,
    ComplaintKind,
    ComplaintMove,
    ComplaintStep,
    Heard,
    KindOfComplaint,
    Severity,
    Slip,
    Survey,
    Terms,
)
from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.lib.refusal import Refused
from rapport.outreach.calls.journal import Journal
from rapport.outreach.models import Call, CallOutcome, Pause, PauseGround
from rapport.outreach.pausing import pause_contact
from rapport.people.actions import touch
from rapport.people.models import Patient
from rapport.staff.models import Branch, User

LONGEST = 5_000
# calls that ended longer ago were looked at by the sweep that ran then
_CALLS_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class NewComplaint:
    """What is complained of, and where it was heard. `anonymous` is for colleagues: nothing is kept that would
    tell who it was, and the moment to the hour. `pause` is one that stops offers already."""

    branch: Branch
    heard: Heard
    words: str
    kinds: Sequence[str] = ()
    severity: int = Severity.SLIGHT
    patient: Patient | None = None
    stranger: str = ""
    about: Sequence[User] = ()
    visit: Visit | None = None
    survey: Survey | None = None
    slip: Slip | None = None
    call: Call | None = None
    pause: Pause | None = None
    anonymous: bool = False


@transaction.atomic
def raise_complaint(new: NewComplaint, *, by: User | None = None, token: str = "") -> Complaint:
    """Write down a complaint: it has an owner and its deadlines, offers to the person rest at once, steward and
    owner of the clinic hear of it. With `token` (`new_token`) it can be followed by that link.

    Refused: no_words, too_long, kinds, severity, visit.
    """
    _demand_sound(new)
    by = None if new.anonymous else by
    now = _hour(clock.now()) if new.anonymous else clock.now()
    journal = Journal()
    complaint = _written(new, by, now, hash_of(token) if token else "")
    if new.patient is not None:
        _stop_offers(complaint, new.patient, journal, given=new.pause, by=by)
        _make_task(complaint, new.patient, journal)
        if note := tell(complaint, news_of(complaint), who_hears(complaint) - {by}, by=by):
            journal.made(note)
        touch([new.patient.pk])
    journal.made(complaint)
    ComplaintStep.objects.create(
        complaint=complaint, move=ComplaintMove.RAISED, words=complaint.words, by=by, at=now, journal=journal.lines
    )
    return complaint


def raise_with_link(new: NewComplaint, token: str, *, by: User | None = None) -> Complaint:
    """The same, with the link `token` by which who raised it follows it, and gives their word at its end. What is
    sent twice, by a finger that taps twice, is one complaint."""
    try:
        return complaint_of(token) or raise_complaint(new, by=by, token=token)
    except IntegrityError:
        if found := complaint_of(token):
            return found
        raise


def _demand_sound(new: NewComplaint) -> None:
    if not new.words.strip():
        raise Refused("no_words", _("Write what the complaint is about, in their words."))
    if len(new.words) > LONGEST:
        raise Refused("too_long", _("%(longest)s characters at most."), {"longest": LONGEST})
    if not set(new.kinds) <= set(ComplaintKind.values):
        raise Refused("kinds", _("Choose among the kinds a to k."))
    if new.severity not in Severity.values:
        raise Refused("severity", _("Choose how grave it is."))
    if new.visit is not None and (new.patient is None or new.visit.patient_id != new.patient.pk):
        raise Refused("visit", _("This visit is somebody else's: choose one of theirs."))


def _hour(at: datetime) -> datetime:
    """Whoever was seen working at that minute is not betrayed."""
    return at.replace(minute=0, second=0, microsecond=0)


def _written(new: NewComplaint, by: User | None, now: datetime, link_hash: str) -> Complaint:
    terms = Terms.of(new.branch)
    first_word_due = now + timedelta(hours=terms.first_word_hours)
    solution_due = now + timedelta(hours=terms.solution_hours)
    complaint = Complaint.objects.create(
        branch=new.branch,
        patient=new.patient,
        stranger=new.stranger.strip()[:300],
        heard=new.heard,
        severity=new.severity,
        words=new.words.strip(),
        visit=new.visit,
        survey=new.survey,
        slip=new.slip,
        call=new.call,
        raised_by=by,
        raised_at=now,
        raised_on=new.branch.day_of(now),
        owner=owner_of(
            new.branch.pk, severity=new.severity, heard=new.heard, patient=new.patient, about=new.about
        ),
        first_word_due=first_word_due,
        solution_due=solution_due,
        due_at=due_at(
            first_word_due=first_word_due, first_word_at=None, solution_due=solution_due, solved_at=None,
            terms=terms,
        ),
        link_hash=link_hash,
    )  # fmt: skip
    KindOfComplaint.objects.bulk_create(KindOfComplaint(complaint=complaint, kind=k) for k in set(new.kinds))
    complaint.about.set(new.about)
    return complaint


def _stop_offers(
    complaint: Complaint, patient: Patient, journal: Journal, *, given: Pause | None, by: User | None
) -> None:
    """Every complaint has its own pause, so that offers rest until the last of them is closed (CMP-3)."""
    complaint.pause = given or pause_contact(patient, PauseGround.COMPLAINT, by=by)
    complaint.save(update_fields=["pause"])
    if given is None:
        journal.made(complaint.pause)


def _make_task(complaint: Complaint, patient: Patient, journal: Journal) -> None:
    """What its owner finds among their tasks; it stays until the complaint is closed."""
    words = _("Complaint: %(words)s")
    complaint.task = send_errand(patient, words, complaint.due_at, to=complaint.owner, words=complaint.words)
    complaint.save(update_fields=["task"])
    journal.made(complaint.task)


@transaction.atomic
def hear_of_call(call: Call) -> Complaint | None:
    """Make a complaint of a call that ended as one; None where it did not. A second time gives the first one.

    The call has stopped offers already: its pause is the complaint's.
    """
    locked = (
        Call.objects.select_for_update(of=("self",)).select_related("patient__branch", "caller").get(pk=call.pk)
    )
    if locked.outcome != CallOutcome.COMPLAINT:
        return None
    if known := Complaint.objects.filter(call=locked).first():
        return known
    pauses = Pause.objects.filter(patient=locked.patient_id, ground=PauseGround.COMPLAINT, by=locked.caller_id)
    new = NewComplaint(
        branch=locked.patient.branch,
        heard=Heard.CALL,
        words=locked.note[:LONGEST],
        patient=locked.patient,
        call=locked,
        pause=pauses.filter(ended_at=None, raised=None, at__gte=locked.begun_at).order_by("-pk").first(),
    )
    return raise_complaint(new, by=locked.caller)


def unhear_call(call: Call, *, by: User) -> None:
    """The call did not end as a complaint after all: what came of it is taken back, unless somebody has gone on
    with it. Refused: as `take_back_step`."""
    complaint = Complaint.objects.filter(call=call).first()
    if complaint is not None:
        take_back_step(complaint.steps.earliest("pk"), by=by)


def notice_calls() -> int:
    """Complaints of calls that nobody has noticed yet, whatever door they came in by; how many these were."""
    ended = Call.objects.filter(
        outcome=CallOutcome.COMPLAINT, raised=None, ended_at__gt=clock.now() - _CALLS_WITHIN
    )
    return sum(hear_of_call(call) is not None for call in ended)
