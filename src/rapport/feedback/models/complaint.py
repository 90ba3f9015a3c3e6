from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.care.models import Visit
from rapport.feedback.models.slip import Slip
from rapport.feedback.models.survey import Survey
from rapport.feedback.scores import HIGHEST, LOWEST
from rapport.lib import clock
from rapport.outreach.models import Call, Pause, Task
from rapport.people.models import Patient
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right


class ComplaintKind(models.TextChoices):
    """What is complained of (CMP-1), in the order of the letters a to k."""

    ENVIRONMENT = "environment", _("environment")
    HYGIENE = "hygiene", pgettext_lazy("of a complaint", "hygiene")
    COMFORT = "comfort", _("comfort")
    QUALITY = "quality", _("responsibility and quality of dentists and nurses")
    CHARGES = "charges", _("charges unreasonable, unclear or not told beforehand")
    PROCESS = "process", _("process: waiting too long, no choice given")
    ATTITUDE = "attitude", _("attitude")
    RIGIDITY = "rigidity", _("rigid rules")
    SKILL = "skill", _("untrained or slow staff")
    COMMUNICATION = "communication", _("poor communication")
    WORDS = "words", _("words and deeds differ")


class Severity(models.IntegerChoices):
    SLIGHT = 1, _("slight")
    GRAVE = 2, _("grave")
    CRISIS = 3, _("crisis")


class Heard(models.TextChoices):
    """Where a complaint came from."""

    DESK = "desk", _("at the desk")
    CALL = "call", _("on the phone")
    SURVEY = "survey", _("in a survey")
    LINK = "link", _("through the public page")
    STAFF = "staff", _("from a colleague")


class ComplaintEnd(models.TextChoices):
    CLIENT = "client", _("closed with the client's word")
    NOT_REACHED = "not_reached", _("could not be reached")
    # there is nobody to ask: said by a colleague, or without a name
    DONE = "done", _("settled inside the clinic")


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User, right: Right = Right.SEE_FEEDBACK) -> Self:
        """Complaints of the branches at which `user` has `right`; those of colleagues to who leads, to who handles
        one and to who raised it under their name."""
        ids = user.branches_where(right)
        seen = self if ids is None else self.filter(branch_id__in=ids)
        led = user.branches_where(Right.MANAGE_CLINIC)
        if led is None:
            return seen
        return seen.filter(~Q(heard=Heard.STAFF) | Q(branch_id__in=led) | Q(owner=user) | Q(raised_by=user))

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def overdue(self, at: datetime) -> Self:
        """Open ones of which the next word, the solution or the second score is late."""
        return self.open().filter(due_at__lt=at)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind_rows__kind=kind)


class Complaint(models.Model):
    """Somebody is not content and says so (CMP-1, CMP-2, CMP-8): `patient` None from a colleague or a stranger.

    Of one that was raised anonymously nothing is kept that would tell who it was.
    """

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, null=True, related_name="complaints")
    # name and contact of a stranger, as they wrote them
    stranger = models.CharField(_("name and contact"), max_length=300, blank=True)
    heard = models.CharField(_("heard"), max_length=8, choices=Heard.choices)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity.choices, default=Severity.SLIGHT)
    words = models.TextField(_("in their words"))
    # who or what it is about
    about = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("about"))
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    survey = models.OneToOneField(Survey, on_delete=models.SET_NULL, null=True, related_name="complaint")
    slip = models.ForeignKey(Slip, on_delete=models.SET_NULL, null=True, related_name="complaints")
    call = models.OneToOneField(Call, on_delete=models.SET_NULL, null=True, related_name="raised")
    # stops offers while it is open (CMP-3)
    pause = models.OneToOneField(Pause, on_delete=models.SET_NULL, null=True, related_name="raised")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    raised_at = models.DateTimeField(default=clock.now)
    # by the calendar of the branch
    raised_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    first_word_due = models.DateTimeField(_("first word until"))
    first_word_at = models.DateTimeField(null=True)
    solution_due = models.DateTimeField(_("solution until"))
    # a solution was agreed on, or the client was content without one
    solved_at = models.DateTimeField(null=True)
    # of what comes next: the first word, the solution, the second score
    due_at = models.DateTimeField(_("until"))
    climbed = models.PositiveSmallIntegerField(default=0)
    climbed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=12, choices=ComplaintEnd.choices, blank=True)
    # points at its end, from the client
    second_points = models.PositiveSmallIntegerField(null=True)
    # what its owner finds among their tasks; None where it is about nobody who is on file
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, related_name="+")
    # who raised it without signing in follows it by a link of which nothing but this is kept
    link_hash = models.CharField(max_length=64, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(closed_how="client")
                | Q(second_points__isnull=False, second_points__range=(LOWEST, HIGHEST)),
                name="only_the_client_closes_a_complaint",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_how="") | (Q(closed_at__isnull=False) & ~Q(closed_how="")),
                name="a_closed_complaint_says_how",
            ),
            models.UniqueConstraint(
                fields=["link_hash"], condition=~Q(link_hash=""), name="a_link_leads_to_one_complaint"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["branch", "due_at"], name="complaint_open", condition=Q(closed_at=None)),
            models.Index(fields=["branch", "raised_at"], name="complaint_by_day"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def kinds(self) -> list[ComplaintKind]:
        """In the order of the letters a to k."""
        held = {row.kind for row in self.kind_rows.all()}
        return [kind for kind in ComplaintKind if kind in held]

    @property
    def anonymous(self) -> bool:
        """Raised by a colleague who did not wish to be named."""
        return self.heard == Heard.STAFF and self.raised_by_id is None


class KindOfComplaint(models.Model):
    """One of the kinds of a complaint: it can be of several (CMP-1)."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="kind_rows")
    kind = models.CharField(_("kind"), max_length=16, choices=ComplaintKind.choices)

    class Meta:
        verbose_name = _("kind of a complaint")
        verbose_name_plural = _("kinds of complaints")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["complaint", "kind"], name="a_complaint_is_of_a_kind_once")
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} · {self.kind}"


class ComplaintMove(models.TextChoices):
    """The eight steps (CMP-2), in their order, and what else happens to a complaint."""

    HEARD = "heard", _("hear the core of it")
    FACTS = "facts", _("establish the facts")
    RESPONSIBILITY = "responsible", _("take responsibility")
    CONTENT = "content", _("attend to content, not tone")
    ACKNOWLEDGED = "acknowledged", _("acknowledge, and save the client's face")
    AGREED = "agreed", _("agree a solution with the client")
    THANKED = "thanked", _("thank")
    ACTED = "acted", _("act at once")
    TRIED = "tried", _("tried, not reached")
    AGAIN = "again", _("the client is not satisfied yet")
    HANDED = "handed", _("handed over")
    CLIMBED = "climbed", _("late: went up")
    CLOSED = "closed", _("closed")
    RAISED = "raised", _("raised")
    SORTED = "sorted", _("kind and severity changed")
    ADDED = "added", _("added by who raised it")
    REOPENED = "reopened", _("opened again")


EIGHT_STEPS = tuple(ComplaintMove)[:8]


class ComplaintStep(models.Model):
    """What was said, agreed or done about a complaint; `by` None: by itself, or by who raised it from outside.

    Append-only, but for the minutes in which a slip of the finger is taken back: `journal` is what else was
    written with it. `skipped` says that one of the eight was left out, and `words` why.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField(max_length=12, choices=ComplaintMove.choices)
    words = models.TextField(blank=True)
    skipped = models.BooleanField(default=False)
    # what the client answered when they were asked again
    points = models.PositiveSmallIntegerField(null=True)
    journal = models.JSONField(default=list, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("step of a complaint")
        verbose_name_plural = _("steps of complaints")

    def __str__(self) -> str:
        return f"{self.complaint_id} · {self.move}"


class Redress(models.Model):
    """What somebody was given for what went wrong: money in minor units of the branch's currency, or words."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="redress")
    words = models.CharField(_("what"), max_length=300)
    amount = models.BigIntegerField(_("amount"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("compensation")
        verbose_name_plural = _("compensations")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(amount__gte=0), name="redress_is_given")]

    def __str__(self) -> str:
        return self.words
