"""The morning meeting (晨会): its minutes, whom they set to work, and what stays on the table (CMP-7)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models import Meeting, Minute, Raised
from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Closing, Task
from rapport.outreach.task_actions import close_tasks, remind
from rapport.people.mentions import Colleague, mentioned_in
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.staff.roles import RIGHTS, Right

_LONGEST = 500
_IN_THE_MEETING = [role for role, rights in RIGHTS.items() if Right.SEE_TODAY in rights]


def meeting_of(branch: Branch, day: date) -> Meeting:
    """The meeting of that morning; made when something is first written down."""
    return Meeting.objects.get_or_create(branch=branch, day=day)[0]


def who_meets(branch: Branch) -> QuerySet[User]:
    """Colleagues who can be named in the minutes."""
    here = Q(roles__branch=branch) | Q(roles__branch=None)
    return User.objects.filter(here, is_active=True, roles__role__in=_IN_THE_MEETING).distinct().order_by("name")


@transaction.atomic
def write_minute(
    meeting: Meeting, words: str, *, by: User, about: Patient | None = None, is_problem: bool = False
) -> Minute:
    """Keep a line of the minutes. The first colleague named with an @ has it to do; where it is `about` somebody
    it is a task about them, due that day. A problem stays on the table until somebody settles it.

    Refused: no_words, may_not_see (somebody is named who does not work at the branch).
    """
    said = words.strip()
    if not said:
        raise Refused("no_words", _("Write what was said or decided."))
    assigned = _named(meeting.branch, said) if "@" in said else None
    due = max(meeting.day, meeting.branch.today())
    task = remind(about, said[:300], on=due, by=by, owner=assigned) if about and assigned else None
    return Minute.objects.create(
        meeting=meeting,
        words=said[:_LONGEST],
        patient=about,
        is_problem=is_problem,
        assigned_to=assigned,
        task=task,
        by=by,
        at=clock.now(),
    )


def _named(branch: Branch, words: str) -> User | None:
    everybody = User.objects.filter(is_active=True).values_list("pk", "name", "username")
    meant = mentioned_in(words, [Colleague(*row) for row in everybody])
    here = {user.pk: user for user in who_meets(branch)} if meant else {}
    for bearers in meant:
        if not bearers & here.keys():
            name = User.objects.get(pk=min(bearers))
            raise Refused("may_not_see", _("%(name)s does not work at this branch."), {"name": name})
    return here[min(meant[0] & here.keys())] if meant else None


@transaction.atomic
def settle_minute(minute: Minute, *, by: User) -> Minute:
    """What was to be done is done, the problem is off the table; its task is done with it. Once."""
    held = Minute.objects.select_for_update(of=("self",)).get(pk=minute.pk)
    if held.settled_at is None:
        held.settled_at, held.settled_by = clock.now(), by
        held.save(update_fields=["settled_at", "settled_by"])
        if held.task_id:
            close_tasks(Task.objects.filter(pk=held.task_id), Closing.DONE, by=by)
    return held


@transaction.atomic
def reopen_minute(minute: Minute) -> Minute:
    """Back on the table: it was ticked by mistake. A task that went with it stays as it was left."""
    held = Minute.objects.select_for_update(of=("self",)).get(pk=minute.pk)
    held.settled_at, held.settled_by = None, None
    held.save(update_fields=["settled_at", "settled_by"])
    return held


@transaction.atomic
def talk_over(meeting: Meeting, what: str, talked: bool, *, by: User) -> None:
    """Tick that an issue was talked over in the meeting, or take the tick back."""
    if talked:
        Raised.objects.get_or_create(meeting=meeting, what=what, defaults={"by": by, "at": clock.now()})
    else:
        Raised.objects.filter(meeting=meeting, what=what).delete()


@transaction.atomic
def choose_one_thing(meeting: Meeting, words: str, *, by: User) -> None:
    """What to mind today above all, in the words of whoever leads; "" goes back to what the day proposes."""
    meeting.one_thing, meeting.one_thing_by = words.strip()[:300], by if words.strip() else None
    meeting.save(update_fields=["one_thing", "one_thing_by"])


def to_do(user: User, branch: Branch | None = None) -> QuerySet[Minute]:
    """What `user` took on in meetings and has not done, other than their tasks."""
    mine = Minute.objects.filter(assigned_to=user, settled_at=None, task=None)
    return mine.filter(meeting__branch=branch) if branch else mine


def on_the_table(branch: Branch, day: date) -> QuerySet[Minute]:
    """Problems of earlier mornings, and of this one, that nobody has settled."""
    left = Minute.objects.filter(meeting__branch=branch, meeting__day__lte=day, is_problem=True, settled_at=None)
    return left.select_related("meeting", "by", "assigned_to", "patient").order_by("meeting__day", "pk")
