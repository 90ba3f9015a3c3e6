from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models.appointment import Appointment
from rapport.lib import clock
from rapport.outreach.models import Message, Task


class Reminder(models.Model):
    """Somebody is reminded of an appointment at the time for which it stood then (BOO-3): once for every time and
    `number` of the branch's reminders. By a message or by a call; by neither where nobody could be reached.
    """

    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="reminders", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    made_at = models.DateTimeField(default=clock.now)
    asks_to_confirm = models.BooleanField(default=False)
    # one of a whole family, where they come on one day and have one number
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    task = models.OneToOneField(Task, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appointment", "number", "starts_at"], name="reminded_once_of_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} · {self.number}"
