from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.feedback.models.in_confidence import InConfidenceQuerySet
from rapport.feedback.models.survey import Survey
from rapport.feedback.scores import HIGHEST, LOWEST
from rapport.lib import clock
from rapport.outreach.models import Task
from rapport.people.models import Patient
from rapport.staff.models import Branch


class SlipStage(models.TextChoices):
    """With whom a slip lies (AFT-5)."""

    DENTIST = "dentist", _("with the dentist")
    SERVICE = "service", _("with customer service")
    CLOSED = "closed", _("closed")


class SlipEnd(models.TextChoices):
    """Only the client's word closes a slip; who could not be reached or would not say is counted apart."""

    CLIENT = "client", _("closed with the client's word")
    NOT_REACHED = "not_reached", _("could not be reached")
    DECLINED = "declined", _("did not want to say")
    NOBODY = "nobody", _("there is nobody to ask any more")


class SlipQuerySet(InConfidenceQuerySet["Slip"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def overdue(self, at: datetime) -> Self:
        return self.open().filter(due_at__lt=at)


class Slip(models.Model):
    """A feedback slip (反馈单): somebody was not satisfied, and is asked again once it was dealt with (AFT-5)."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="slips")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, null=True, related_name="slip")
    # dimension → points, of those that were fair or worse
    low = models.JSONField(default=dict)
    # the lowest of them
    points = models.PositiveSmallIntegerField()
    stage = models.CharField(_("stage"), max_length=8, choices=SlipStage.choices, default=SlipStage.DENTIST)
    dentist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # of the step that runs
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    # what the owner has to do now
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, related_name="+")
    climbed = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=12, choices=SlipEnd.choices, blank=True)
    # what the client said when they were asked again
    second_points = models.PositiveSmallIntegerField(null=True)

    objects = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback slip")
        verbose_name_plural = _("feedback slips")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(stage="closed", closed_at__isnull=False) | (~Q(stage="closed") & Q(closed_at=None)),
                name="a_closed_slip_has_its_moment",
            ),
            # nobody but the client closes it as settled
            models.CheckConstraint(
                condition=~Q(closed_how="client")
                | Q(second_points__isnull=False, second_points__range=(LOWEST, HIGHEST)),
                name="only_the_client_closes_a_slip",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["branch", "due_at"], name="slip_open", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.patient_id}"


class SlipMove(models.TextChoices):
    OPENED = "opened", _("opened")
    DEALT = "dealt", _("dealt with by the dentist")
    AGAIN = "again", _("the client is not satisfied yet")
    CLOSED = "closed", _("closed")
    CLIMBED = "climbed", _("late: went up")
    HANDED = "handed", _("handed over")
    UNDONE = "undone", _("taken back: not closed yet")


class SlipStep(models.Model):
    """Something done about a slip: append-only. `by` None: by itself."""

    slip = models.ForeignKey(Slip, on_delete=models.CASCADE, related_name="steps")
    move = models.CharField(max_length=8, choices=SlipMove.choices)
    words = models.TextField(blank=True)
    points = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("step of a slip")
        verbose_name_plural = _("steps of slips")

    def __str__(self) -> str:
        return f"{self.slip_id} · {self.move}"
