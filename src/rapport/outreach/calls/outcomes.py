"""What each way in which a call can end does to the task, the person and the days to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from rapport.care.actions import give_time_to_think, record_follow_up
from rapport.care.models import Plan, ThinkingTime
from rapport.care.models.plan import UNDECIDED
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.calls.hours import zone_of
from rapport.outreach.calls.journal import Journal
from rapport.outreach.models import Call, Closing, Manners, PauseGround, PauseScope, StepKind, Task, WorkList
from rapport.outreach.pausing import pause_contact
from rapport.outreach.replied import answered_in
from rapport.outreach.task_actions import state_of, write_step
from rapport.people.actions import withdraw_consent
from rapport.people.consents import in_force
from rapport.people.models import ContactPoint
from rapport.people.models.consent import Channel, Way
from rapport.people.models.consent_text import Purpose
from rapport.people.models.contact import ContactKind
from rapport.staff.models import User

if TYPE_CHECKING:
    from rapport.outreach.calls.ending import Said

# how far ahead somebody can wish to be called
LATEST_CALL_BACK = timedelta(days=180)


@dataclass(frozen=True)
class Ending:
    """One call that ends: its task, who says so, and what was said."""

    call: Call
    task: Task
    by: User
    journal: Journal
    said: Said

    @property
    def zone(self) -> ZoneInfo:
        """The clock of whom we spoke to: what they said of days and hours is said by it."""
        return zone_of(self.call.contact.addressed)

    @property
    def manners(self) -> Manners:
        return Manners.of(self.call.patient.branch)

    def close(self, how: Closing, words: str = "", **also: int) -> None:
        self.close_also(self.task, how, words, **also)

    def close_also(self, task: Task, how: Closing, words: str = "", **also: int) -> None:
        closed = {"closed_at": clock.now(), "closed_by": self.by, "closed_how": how.value, "closed_words": words}
        self._step(task, StepKind.CLOSED, words, **closed, **also)

    def answer_what_they_wrote(self) -> None:
        """Spoken with, they have their reply: nobody turns to them once more about it (REC-7)."""
        for task in answered_in(self.call):
            self.close_also(task, Closing.DONE, _("spoken to on the phone"))

    def put_off_days(self, days: int, kind: StepKind = StepKind.SNOOZED, **also: int) -> None:
        """Until a morning of theirs, `days` from today; until that day it is not late either."""
        day = clock.today(self.zone) + timedelta(days=days)
        until = datetime.combine(day, time(), self.zone)
        self._step(self.task, kind, "", snoozed_until=until, due_on=max(self.task.due_on, day), **also)

    def _step(self, task: Task, kind: StepKind, words: str = "", **values: Any) -> None:
        """Change a task that is open, and write down what stood there."""
        if task.closed_at is None:
            before = state_of(task)
            self.journal.change(task, **values)
            self.journal.made(write_step(task, kind, before, by=self.by, words=words))


def booked(end: Ending) -> None:
    """They come: nothing more is to be done."""
    end.close(Closing.DONE)


def done(end: Ending) -> None:
    """They were spoken to, and that was all: how they are, how it was, good wishes."""
    end.close(Closing.DONE)


def call_back(end: Ending) -> None:
    """They named a moment: a task of its own waits for it, by their own wish. Raises Refused (moment)."""
    moment, now = end.said.moment, clock.now()
    if moment is None or not now < moment <= now + LATEST_CALL_BACK:
        raise Refused("moment", _("Write when they wish to be called: a moment to come, within half a year."))
    patient = end.call.patient
    task = Task.objects.create(
        patient=patient,
        branch=end.task.branch,
        work_list=WorkList.CALL_BACK,
        purpose=end.task.purpose,
        words=end.said.note.strip()[:300] or end.task.words,
        evidence={**end.task.evidence, "asked_in": end.task.work_list},
        owner=end.by,
        made_by=end.by,
        made_at=now,
        due_on=moment.astimezone(end.zone).date(),
        snoozed_until=moment,
    )
    end.journal.made(task)
    end.close(Closing.DONE, _("asked to be called back"))


def no_answer(end: Ending) -> None:
    """Tried once more; after the last try they are left in peace."""
    tried = end.task.attempts + 1
    if tried < (end.task.most_attempts or end.manners.attempts):
        end.put_off_days(end.manners.days_between, StepKind.TRIED, attempts=tried)
    else:
        end.close(Closing.NOT_REACHED, attempts=tried)


def thinking(end: Ending) -> None:
    """They want time: nobody presses them until it is over (LOY-4). Raises Refused: until, and what care says."""
    if end.said.until is None:
        raise Refused("until", _("Write until when they want to think."))
    if end.task.work_list == WorkList.PLAN:
        note_follow_up(end.call, end.by, end.journal)
    patient, today = end.call.patient, end.call.patient.branch.today()
    plans = Plan.objects.filter(patient=patient, state__in=UNDECIDED)
    plan = plans.order_by("-presented_on", "-pk").first()
    before = plan.state if plan else ""
    thought = give_time_to_think(
        patient, plan, starts_on=today, ends_on=end.said.until, words=end.said.note.strip()[:300], by=end.by
    )
    if plan is not None:
        plan.refresh_from_db()
        if plan.state != before:
            end.journal.changed(plan, state=before)
            end.journal.made(*plan.steps.order_by("-at", "-pk")[:1])
    end.journal.made(thought)
    if end.task.work_list == WorkList.PLAN:
        end.close(Closing.DONE, _("wants time to think"))
    else:
        end.put_off_days((end.said.until - today).days + 1)


def note_follow_up(call: Call, by: User, journal: Journal) -> None:
    """A call about a plan is the one gentle follow-up after the time to think (LOY-4): there is no other."""
    today = call.patient.branch.today()
    for thought in ThinkingTime.objects.due_for_follow_up(today).filter(patient=call.patient_id):
        record_follow_up(thought, by=by, on=today)
        thought.refresh_from_db()
        journal.changed(thought, followed_up_on=None, followed_up_by=None)


def complaint(end: Ending) -> None:
    """Offers rest at once (CMP-3); the complaint itself is made of the call on the floor above, which notices it.
    Raises Refused (words)."""
    said = end.said.note.strip()
    if not said:
        raise Refused("words", _("Write what the complaint is about, in their words."))
    end.journal.made(pause_contact(end.call.patient, PauseGround.COMPLAINT, by=end.by, words=said))
    end.put_off_days(end.manners.days_between)


def wrong_number(end: Ending) -> None:
    """Nobody calls this number again; with no other one the person cannot be reached."""
    phones = ContactPoint.objects.filter(patient_id=end.call.contact.addressed_id, kind=ContactKind.PHONE)
    for point in phones.filter(value=end.call.number, do_not_use=False):
        end.journal.change(point, do_not_use=True)
    if not phones.filter(do_not_use=False, valid=True).exists():
        end.close(Closing.NOT_REACHED, _("wrong number"))


def refused(end: Ending) -> None:
    """Taken at once: no persuading, and nobody asks again (CAM-2)."""
    end.close(Closing.REFUSED)


def never(end: Ending) -> None:
    """Nobody calls again: a pause without end, the consents withdrawn, every task about calling closed. A
    guardian who said so is not called about anything else either."""
    people = {one.pk: one for one in (end.call.patient, end.call.contact.addressed)}
    for _pk, patient in sorted(people.items()):
        pause_contact(patient, PauseGround.NEVER, by=end.by, scope=PauseScope.CALLS, words=end.said.note.strip())
        for purpose in (Purpose.CARE, Purpose.MARKETING):
            if in_force(patient, purpose, Channel.CALL):
                withdraw_consent(patient, purpose, channel=Channel.CALL, how=Way.PHONE, by=end.by)
    for task in Task.objects.select_for_update().open().filter(patient__in=people).exclude(purpose=""):
        end.close_also(task, Closing.REFUSED, _("asked never to be called"))
