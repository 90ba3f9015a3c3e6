from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.appointments.models.appointment import Appointment, AppointmentState
from rapport.appointments.models.chair import Chair
from rapport.lib import clock


class BookedThrough(models.TextChoices):
    """Where a step of an appointment was taken."""

    DESK = "desk", _("at the desk")
    PHONE = "phone", _("on the phone")
    ONLINE = "online", _("by the client, online")
    ITSELF = "itself", _("by itself")


class Why(models.TextChoices):
    """Why an appointment was cancelled or moved; the first six are the client's, the last two the clinic's."""

    ILL = "ill", pgettext_lazy("why somebody does not come", "ill")
    NO_TIME = "no_time", pgettext_lazy("why somebody does not come", "no time")
    MONEY = "money", _("money")
    AFRAID = "afraid", _("afraid")
    ELSEWHERE = "elsewhere", _("went elsewhere")
    OTHER = "other", _("another reason")
    DENTIST_AWAY = "dentist_away", _("the dentist is away")
    CLINIC = "clinic", _("the clinic asked for it")


class AppointmentStep(models.Model):
    """What became of an appointment, when and by whom (BOO-3, BOO-4). `by` None: the client, or by itself."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(_("state"), max_length=10, choices=AppointmentState.choices)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    through = models.CharField(_("through"), max_length=6, choices=BookedThrough.choices)
    why = models.CharField(_("why"), max_length=12, choices=Why.choices, blank=True)
    words = models.CharField(_("in words"), max_length=300, blank=True)
    # when it was to begin and end, before it was moved
    moved_from = models.DateTimeField(null=True)
    moved_from_end = models.DateTimeField(null=True)
    # who was to give it before, where somebody else does now
    moved_from_dentist = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # where they were to sit before, where that is another chair now
    moved_from_chair = models.ForeignKey(Chair, on_delete=models.SET_NULL, null=True, related_name="+")
    # the step that this one takes back
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="undone_by")

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("step of an appointment")
        verbose_name_plural = _("steps of appointments")

    def __str__(self) -> str:
        return f"{self.appointment_id} · {self.state}"
