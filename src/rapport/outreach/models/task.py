from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose
from rapport.people.models.of_patient import OfPatientQuerySet
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right, Role


class WorkList(models.TextChoices):
    """What a task is about; the lists that the caller chooses from."""

    RECALL = "recall", _("Recall")
    PLAN = "plan", _("Unfinished plans")
    STEWARD = "steward", _("Nobody looks after them")
    BIRTHDAY = "birthday", _("Birthdays")
    NAME_DAY = "name_day", _("Name-days")
    SLEEPING = "sleeping", _("Sleeping clients")
    CONSENT = "consent", _("Consent missing")
    CALL_BACK = "call_back", _("Call-backs wished")
    AFTERCARE = "aftercare", _("After a treatment")
    SURVEY = "survey", _("How was it?")
    FEEDBACK = "feedback", _("Slips and complaints")
    TIMES = "times", _("Times and reminders")
    OWN = "own", _("Own tasks")


# nothing is offered and nothing has to be booked: they are spoken to
TALKS = frozenset(
    {
        WorkList.AFTERCARE,
        WorkList.SURVEY,
        WorkList.FEEDBACK,
        WorkList.BIRTHDAY,
        WorkList.NAME_DAY,
        WorkList.TIMES,
    }
)


class TaskRule(models.Model):
    """What makes tasks by itself (CAM-6): for whom (`criterion`, in the rule language), what, by whom, until when.

    A task of the rule lives while the criterion fits: it closes itself when it no longer does. `{months}` in the
    criterion stands for `months`, which a clinic changes more often than the rest. Who had a task that somebody
    closed gets one anew `again_after` days later (None: never), or after their next visit where
    `anew_after_visit`. A rule that `follows` another is for those who refused the other one, so many days ago
    (CAM-3).
    """

    key = models.SlugField(max_length=60, unique=True)
    # one that comes with the product speaks the reader's language until the clinic gives it a name
    name = models.CharField(_("name"), max_length=120, blank=True)
    work_list = models.CharField(_("list"), max_length=12, choices=WorkList.choices)
    criterion = models.TextField(_("for whom"), max_length=4_000)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    # None: nobody is turned to, the work is inside the clinic
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices, blank=True)
    due_in = models.PositiveSmallIntegerField(_("days to do it in"), default=7)
    again_after = models.PositiveSmallIntegerField(_("again after days"), null=True, blank=True)
    anew_after_visit = models.BooleanField(_("anew after a visit"), default=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    follows_after = models.PositiveSmallIntegerField(_("days after a refusal"), null=True, blank=True)
    # the steward where there is one, else the staff of this role in turn
    role = models.CharField(_("by"), max_length=20, choices=Role.choices, default=Role.CUSTOMER_SERVICE)
    to_steward = models.BooleanField(_("first the steward"), default=True)
    shipped = models.BooleanField(default=False, editable=False)
    # of a hundred whom an offer would go to so many are left in peace, so that it can be told what it brings
    held_share = models.PositiveSmallIntegerField(_("held back, to compare"), default=0)
    on = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("rule for tasks")
        verbose_name_plural = _("rules for tasks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(held_share=0) | Q(purpose=Purpose.MARKETING, held_share__lt=100),
                name="care_is_never_held_back",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(SHIPPED_NAMES.get(self.key, self.key))


# what the rules that come with the product are called
SHIPPED_NAMES = {
    "recall_hygiene": _("Cleaning is due"),
    "recall_checkup": _("Check-up is due"),
    "recall_periodontic": _("Gum care is due"),
    "recall_orthodontic": _("Check after braces is due"),
    "recall_paediatric": _("Child's check-up is due"),
    "recall_implant": _("Check of the implant is due"),
    "recall_restoration": _("Check of crowns is due"),
    "recall_endodontic": _("Check after a root canal is due"),
    "recall_filling": _("Check of fillings is due"),
    "recall_whitening": _("Whitening can be refreshed"),
    "plan_thought_over": _("The time to think about a plan is over"),
    "plan_not_begun": _("An accepted plan is not begun"),
    "no_steward": _("A key or potential client whom nobody looks after"),
    "birthday": _("Birthday"),
    "name_day": _("Name-day"),
    "sleeping": _("Sleeping: a good offer"),
    "sleeping_again": _("Sleeping: a better offer"),
    "consent_missing": _("Consent is missing"),
}


class Closing(models.TextChoices):
    """How a task came to its end."""

    DONE = "done", _("done")
    REASON_GONE = "reason_gone", _("no longer needed")
    BOOKED = "booked", _("a time is booked")
    CAME = "came", _("they came")
    DIED = "died", _("they have died")
    REFUSED = "refused", _("the client does not want it")
    NOT_REACHED = "not_reached", _("could not be reached")
    DROPPED = "dropped", _("taken off the list")
    HELD_BACK = "held_back", _("held back, to compare")


# of the tasks that wait for a reply: whoever wrote waits too
ANSWER = "answer"
REPLIES = Q(rule=None, occasion=ANSWER)
# of the one call after the time to think that somebody planned themselves
PLANNED = "planned"
# the sweep's; whatever else is somebody's word
BY_ITSELF = (Closing.REASON_GONE, Closing.BOOKED, Closing.CAME, Closing.DIED, Closing.HELD_BACK)


# lists that say of whoever stands on them what not everybody may know
TOLD_TO: dict[str, Right] = {WorkList.PLAN: Right.SEE_CARE, WorkList.FEEDBACK: Right.SEE_FEEDBACK}


class TaskQuerySet(OfPatientQuerySet["Task"]):
    def visible_to(self, user: User, right: Right = Right.SEE_PATIENTS) -> Self:
        """Where they have `right`; without the lists that tell them what they may not know (REC-12)."""
        closed = [one for one, needed in TOLD_TO.items() if not user.may(needed)]
        seen = super().visible_to(user, right)
        return seen.exclude(work_list__in=closed) if closed else seen

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def waiting(self, at: datetime) -> Self:
        """Open, and not put off beyond `at`."""
        return self.open().filter(Q(snoozed_until=None) | Q(snoozed_until__lte=at))

    def overdue(self, on: date) -> Self:
        return self.open().filter(due_on__lt=on)


class Task(models.Model):
    """Something that someone must do about a person: why, by whom, until when (REC-9, LOY-4, CAM-3).

    `occasion` tells one making of the rule from the next, and is the day at the branch: a rule, a person and an
    occasion make one task, however often the sweep runs, and no second one while the first is open.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="tasks")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    work_list = models.CharField(_("list"), max_length=12, choices=WorkList.choices)
    rule = models.ForeignKey(TaskRule, on_delete=models.PROTECT, null=True, related_name="tasks")
    occasion = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices, blank=True)
    # what is to be done, in somebody's own words; a rule's task is spoken from the rule and `evidence`
    words = models.CharField(_("what is to be done"), max_length=300, blank=True)
    # one that nobody's rule made closes itself when they book, come or die; this one waits for somebody's word
    stays = models.BooleanField(_("stays though they book or come"), default=False)
    # fact → figure at the time it was made
    evidence = models.JSONField(default=dict, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(_("until"))
    snoozed_until = models.DateTimeField(_("put off until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    # so many and they are left in peace; None: as the manners of the branch say
    most_attempts = models.PositiveSmallIntegerField(null=True, blank=True)
    # of a hundred among whom chance drew so many were held back; 0: nothing was drawn
    drawn = models.PositiveSmallIntegerField(default=0)
    # how often it went up for being late: the owner of the clinic sees those
    climbed = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_how = models.CharField(max_length=12, choices=Closing.choices, blank=True)
    closed_words = models.CharField(max_length=300, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "patient", "occasion"],
                condition=Q(rule__isnull=False),
                name="a_rule_makes_a_task_once",
            ),
            models.UniqueConstraint(
                fields=["rule", "patient"],
                condition=Q(rule__isnull=False, closed_at=None),
                name="one_open_task_of_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_how="") | (Q(closed_at__isnull=False) & ~Q(closed_how="")),
                name="a_closed_task_says_how",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["branch", "work_list", "due_on"], name="task_open", condition=Q(closed_at=None)),
            models.Index(fields=["owner", "due_on"], name="task_of_owner", condition=Q(closed_at=None)),
            models.Index(fields=["patient"], name="task_of_patient", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_work_list_display()} · {self.patient_id}"


class StepKind(models.TextChoices):
    """What was done with a task."""

    ASSIGNED = "assigned", _("assigned")
    SNOOZED = "snoozed", _("put off")
    TRIED = "tried", _("tried")
    CLOSED = "closed", _("closed")


class TaskStep(models.Model):
    """Something done with a task: append-only. `before` is what stood there, so that a batch can be taken back."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    words = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    batch = models.UUIDField(db_index=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("step of a task")
        verbose_name_plural = _("steps of tasks")

    def __str__(self) -> str:
        return f"{self.task_id} · {self.kind}"
