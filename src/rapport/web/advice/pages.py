"""The panel that says what to do next for one person: the sentence, for whom, why, and one way to do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rapport.outreach.models import Task
from rapport.people.models import Patient
from rapport.segmentation.advice import Advice, Step, Viewer, advise, situation_of
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at
from rapport.web.advice.words import lead_of, reasons_of, title_of
from rapport.web.sight import Sight
from rapport.web.tasks.rows import lines_of
from rapport.web.tasks.rows import title_of as title_of_task

# what the decision asks of whoever looks
_ASKED = (
    Right.SEE_TODAY,
    Right.SEE_WORDS,
    Right.SEE_CARE,
    Right.SEE_FEEDBACK,
    Right.HANDLE_FEEDBACK,
    Right.MAKE_CALLS,
    Right.WRITE_MESSAGES,
    Right.BOOK,
    Right.TAKE_CONSENTS,
    Right.WRITE_CARE,
)


@dataclass(frozen=True)
class Way:
    """Where it is done, and what the button says."""

    url: str
    label: str
    icon: str


@dataclass(frozen=True)
class NextPanel:
    """Everything `advice/panel.html` needs. `owner` is the colleague whose it is, "" where it is the reader's;
    `plan_on` the day for which one click plans it."""

    patient: Patient
    advice: Advice
    title: str
    lead: str
    owner: str
    reasons: list[str]
    way: Way | None
    plan_on: date | None
    plan_label: str
    # where a day of one's own is chosen instead
    change: str


def advice_for(patient: Patient, user: User) -> Advice:
    """What `user` had best do next for `patient`."""
    rights = frozenset(right for right in _ASKED if may_at(patient, user, right))
    return advise(situation_of(patient), Viewer(user.pk, rights))


def next_panel(patient: Patient, user: User) -> NextPanel:
    """As many queries for a long history as for a short one."""
    advice = advice_for(patient, user)
    task = next((one for one in patient.tasks.all() if one.pk == advice.task), None)
    what, why = _of_task(task, user) if task else ("", "")
    owner = _name_of(advice.owner)
    said = dict.fromkeys(reasons_of(advice, patient.branch.today(), lambda right: may_at(patient, user, right)))
    lead = lead_of(advice, patient, what)
    return NextPanel(
        patient=patient,
        advice=advice,
        title=title_of(advice, patient, what=what, owner=owner),
        lead=lead,
        owner="" if advice.mine or advice.step == Step.THINK else owner,
        reasons=[one for one in (why, *said) if one and one != lead],
        way=_way(advice, task, patient, user),
        plan_on=advice.plan_on,
        plan_label=_plan_label(advice),
        change=_change(advice, patient, user),
    )


def _of_task(task: Task, user: User) -> tuple[str, str]:
    """What a task says is to be done, and the figures that made it."""
    [line] = lines_of([task], user, reached=False)
    return title_of_task(task, Sight.at(user, task.patient.branch_id)), line.why


def _name_of(owner: int | None) -> str:
    return str(User.objects.get(pk=owner)) if owner else ""


def _plan_label(advice: Advice) -> str:
    told = {"day": date_format(advice.plan_on, "MONTH_DAY_FORMAT") if advice.plan_on else ""}
    if advice.step == Step.FOLLOW_UP:
        return _("Take the call")
    return (_("Plan the call for %(day)s") if advice.step == Step.THINK else _("Put it off to %(day)s")) % told


def _change(advice: Advice, patient: Patient, user: User) -> str:
    waits = advice.step in (Step.THINK, Step.WAIT) and may_at(patient, user, Right.SEE_TODAY)
    return reverse("web:card_tasks", args=[patient.pk]) if waits else ""


def _way(advice: Advice, task: Task | None, patient: Patient, user: User) -> Way | None:
    """The form that is there for it, for whoever may open it."""
    made = _WAYS.get(advice.step)
    if made is None:
        return None
    right, way = made(advice, task, patient)
    if may_at(patient, user, right):
        return way
    # whoever has it to do without calling notes there that it is done
    return _tasks(patient) if advice.step == Step.CALL and may_at(patient, user, Right.SEE_TODAY) else None


def _calls(task: Task | None, patient: Patient) -> Way:
    asked = urlencode({"list": task.work_list, "task": task.pk}) if task else ""
    return Way(f"{reverse('web:calls')}?{asked}", pgettext("button", "Call"), "phone")


def _tasks(patient: Patient) -> Way:
    return Way(reverse("web:card_tasks", args=[patient.pk]), _("Open the task"), "clipboard-list")


def _letter(patient: Patient) -> Way:
    return Way(reverse("web:card_letter", args=[patient.pk]), pgettext("button", "Write"), "mail")


def _slip(pk: int) -> Way:
    return Way(reverse("web:slip", args=[pk]), _("Open the slip"), "clipboard-list")


def _booking(patient: Patient) -> Way:
    asked = urlencode({"branch": patient.branch_id, "person": patient.pk})
    return Way(f"{reverse('web:schedule_new')}?{asked}", pgettext("button", "Book"), "calendar-plus")


def _judgement(advice: Advice, patient: Patient) -> Way:
    return Way(f"{reverse('web:card_judgement', args=[patient.pk])}?visit={advice.subject}", _("Judge"), "eye")


# a step → the right that its form needs, and the form
_Made = Callable[[Advice, Task | None, Patient], tuple[Right, Way]]
_WAYS: dict[Step, _Made] = {
    Step.COMPLAINT: lambda advice, _task, _of: (
        Right.SEE_FEEDBACK,
        Way(reverse("web:complaint", args=[advice.subject]), _("Open the complaint"), "message-report"),
    ),
    Step.SLIP: lambda advice, _task, _of: (Right.SEE_FEEDBACK, _slip(advice.subject)),
    Step.ASK_AGAIN: lambda advice, task, of: (
        (Right.MAKE_CALLS, _calls(task, of)) if task else (Right.SEE_FEEDBACK, _slip(advice.subject))
    ),
    Step.CALL: lambda _advice, task, of: (Right.MAKE_CALLS, _calls(task, of)),
    Step.WRITE: lambda _advice, _task, of: (Right.WRITE_MESSAGES, _letter(of)),
    Step.REPLY: lambda _advice, _task, of: (Right.WRITE_MESSAGES, _letter(of)),
    Step.TASK: lambda _advice, _task, of: (Right.SEE_TODAY, _tasks(of)),
    Step.UNREACHABLE: lambda _advice, _task, of: (
        Right.SEE_WORDS,
        Way(reverse("web:card_reach", args=[of.pk]), _("See what stands in the way"), "eye"),
    ),
    Step.STEWARD: lambda _advice, _task, of: (
        Right.EDIT_PATIENTS,
        Way(reverse("web:card_stewards", args=[of.pk]), _("Choose a steward"), "heart-handshake"),
    ),
    Step.BOOK: lambda _advice, _task, of: (Right.BOOK, _booking(of)),
    Step.CONSENT: lambda _advice, _task, of: (
        Right.TAKE_CONSENTS,
        Way(reverse("web:card_consents", args=[of.pk]), _("Write down the consent"), "signature"),
    ),
    Step.JUDGE: lambda advice, _task, of: (Right.WRITE_CARE, _judgement(advice, of)),
    Step.COMES: lambda advice, _task, of: (
        Right.SEE_SCHEDULE,
        Way(reverse("web:appointment", args=[advice.subject]), _("Open the appointment"), "calendar"),
    ),
}
