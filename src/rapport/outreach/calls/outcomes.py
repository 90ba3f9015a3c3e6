"""What each way in which a call can end does to the task, the person and the days to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from rapport.care.actions import give_time_to_think, record_follow_up
from rapport.care.models import Plan, ThinkingTime
from rapport.care.models.plan import UNDECIDED
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.calls.hours import manners_of, zone_of
from rapport.outreach.calls.journal import Journal
from rapport.outreach.models import Call, Closing, Pause, PauseGround, PauseScope, Task, WorkList
from rapport.people.actions import withdraw_consent
from rapport.people.consents import in_force
from rapport.people.models import ContactPoint
from rapport.people.models.consent import Channel, Way
from rapport.people.models.consent_text import Purpose
from rapport.people.models.contact import ContactKind
from rapport.staff.models import RoleAssignment, User
from rapport.staff.roles import Role

if TYPE_CHECKING:
    from rapport.outreach.calls.ending import Said

# how far ahead somebody can wish to be called
LATEST_CALL_BACK = timedelta(days=180)
# a complaint is looked at by tomorrow
COMPLAINT_DAYS = 1


@dataclass(frozen=True)
class Ending:
    """One call that ends: its task, who says so, and what was said."""

    call: Call
    task: Task
    by: User
    journal: Journal
    said: Said

    def close(self, how: Closing, words: str = "") -> None:
        if self.task.closed_at is None:
            self.journal.change(
                self.task, closed_at=clock.now(), closed_by=self.by, closed_how=how.value, closed_words=words[:300]
            )

    def put_off(self, until: datetime, **also: int) -> None:
        if self.task.closed_at is None:
            self.journal.change(self.task, snoozed_until=until, **also)

    def put_off_days(self, days: int, **also: int) -> None:
        """Until a morning of theirs, `days` from today."""
        zone = zone_of(self.call.patient)
        day = clock.today(zone) + timedelta(days=days)
        self.put_off(datetime.combine(day, time(), zone), **also)


def booked(end: Ending) -> None:
    """They come: nothing more is to be done."""
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
        due_on=moment.astimezone(zone_of(patient)).date(),
        snoozed_until=moment,
    )
    end.journal.made(task)
    end.close(Closing.DONE, _("asked to be called back"))


def no_answer(end: Ending) -> None:
    """Tried once more; after the last try they are left in peace."""
    manners, tried = manners_of(end.task.branch_id), end.task.attempts + 1
    if tried < manners.attempts:
        end.put_off_days(manners.days_between, attempts=tried)
        return
    end.journal.change(end.task, attempts=tried)
    end.close(Closing.NOT_REACHED)


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
    """Offers rest at once, and whoever leads the clinic hears of it (CMP-3). Raises Refused (words)."""
    said = end.said.note.strip()
    if not said:
        raise Refused("words", _("Write what the complaint is about, in their words."))
    patient, today = end.call.patient, end.call.patient.branch.today()
    pause = Pause.objects.create(
        patient=patient,
        ground=PauseGround.COMPLAINT,
        scope=PauseScope.MARKETING,
        words=said[:300],
        since=today,
        by=end.by,
        at=clock.now(),
    )
    task = Task.objects.create(
        patient=patient,
        branch=patient.branch,
        work_list=WorkList.OWN,
        words=(_("Complaint on the phone: %(words)s") % {"words": said})[:300],
        owner=_who_leads(patient.branch_id),
        made_by=end.by,
        made_at=clock.now(),
        due_on=today + timedelta(days=COMPLAINT_DAYS),
    )
    end.journal.made(pause, task)
    end.put_off_days(manners_of(end.task.branch_id).days_between)


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
    """Nobody calls again: a pause without end, the consents withdrawn, every task about calling closed."""
    patient = end.call.patient
    Pause.objects.create(
        patient=patient,
        ground=PauseGround.NEVER,
        scope=PauseScope.CALLS,
        words=end.said.note.strip()[:300],
        since=patient.branch.today(),
        by=end.by,
        at=clock.now(),
    )
    for purpose in (Purpose.CARE, Purpose.MARKETING):
        if in_force(patient, purpose, Channel.CALL):
            withdraw_consent(patient, purpose, channel=Channel.CALL, how=Way.PHONE, by=end.by)
    for task in Task.objects.select_for_update().open().filter(patient=patient).exclude(purpose=""):
        end.journal.change(
            task, closed_at=clock.now(), closed_by=end.by, closed_how=Closing.REFUSED.value,
            closed_words=_("asked never to be called"),
        )  # fmt: skip


def _who_leads(branch_id: int) -> User | None:
    """Who runs the desk of a branch, else the owner."""
    here = RoleAssignment.objects.filter(Q(branch=branch_id) | Q(branch=None), user__is_active=True)
    first = Case(When(role=Role.ADMINISTRATOR, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = here.filter(role__in=[Role.ADMINISTRATOR, Role.OWNER]).order_by(first, "pk").select_related("user")
    leader = found.first()
    return leader.user if leader else None
