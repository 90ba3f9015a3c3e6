from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.outreach.models import Task
from rapport.people.models import Patient
from rapport.staff.models import Branch


class Meeting(models.Model):
    """The morning meeting (晨会) of one day at a branch (CMP-7)."""

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="meetings")
    day = models.DateField(_("day"))
    # the one thing to mind today, where somebody wrote another than the day proposes
    one_thing = models.CharField(_("one thing to mind today"), max_length=300, blank=True)
    one_thing_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("morning meeting")
        verbose_name_plural = _("morning meetings")
        constraints: ClassVar = [models.UniqueConstraint(fields=["branch", "day"], name="one_meeting_a_morning")]

    def __str__(self) -> str:
        return f"{self.branch} · {self.day}"


class Minute(models.Model):
    """A line of the minutes: what was said or decided, about whom, and who does it.

    A problem stays on the table from morning to morning until somebody settles it.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="minutes")
    words = models.CharField(_("minute"), max_length=500)
    patient = models.ForeignKey(Patient, on_delete=models.SET_NULL, null=True, related_name="minutes")
    is_problem = models.BooleanField(_("stays on the table"), default=False)
    # who does it; with a person it concerns it is also one of their tasks
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("minute")
        verbose_name_plural = _("minutes of a meeting")
        indexes: ClassVar = [
            models.Index(fields=["meeting"], name="problem_open", condition=Q(is_problem=True, settled_at=None))
        ]

    def __str__(self) -> str:
        return self.words


class Raised(models.Model):
    """That an issue of the day was talked over in the meeting: the tick beside it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="raised")
    # "complaint:118", "slip:4", "task:70": what stands on the page
    what = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("talked over")
        verbose_name_plural = _("talked over")
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "what"], name="talked_over_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} · {self.what}"
