from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rapport.appointments.models.series import Series
from rapport.appointments.models.service import Service
from rapport.care.models import Category, Visit
from rapport.people.models import Patient
from rapport.staff.models import Branch
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class AppointmentState(models.TextChoices):
    BOOKED = "booked", _("booked")
    CONFIRMED = "confirmed", _("confirmed")
    ARRIVED = "arrived", _("arrived")
    IN_CHAIR = "in_chair", _("in the chair")
    DONE = "done", _("done")
    NO_SHOW = "no_show", _("did not come")
    CANCELLED = "cancelled", _("cancelled")
    UNKNOWN = "unknown", _("not known")


# still to come, as long as its time has not passed
EXPECTED = (AppointmentState.BOOKED, AppointmentState.CONFIRMED)
# between a day's work and the next morning; and how far back anybody is asked about
A_NIGHT, LOOKED_BACK = timedelta(hours=12), timedelta(days=30)
# takes up time of a dentist and of the person
STANDING = (*EXPECTED, AppointmentState.ARRIVED, AppointmentState.IN_CHAIR)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: User, right: Right = Right.SEE_PATIENTS) -> Self:
        """Appointments at the branches at which `user` has `right`."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(branch_id__in=ids)

    def between(self, start: datetime, end: datetime) -> Self:
        """Those that begin at or after `start` and before `end`."""
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def expected(self) -> Self:
        return self.filter(state__in=EXPECTED)

    def left_open(self, at: datetime) -> Self:
        """Those of which nobody has said by the next morning what became of them (BOO-3). What lies further back
        came from a file, or nobody knows any more."""
        return self.expected().between(at - LOOKED_BACK, at - A_NIGHT)

    def standing(self) -> Self:
        return self.filter(state__in=STANDING)


class Appointment(models.Model):
    """A time kept for a person. When they came, `visit` says what became of it."""

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="appointments", verbose_name=_("patient"), db_index=False
    )
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("branch"), db_index=False
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    dentist = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dentist"),
        db_index=False,  # the index by time begins with it
    )
    dentist_words = models.CharField(_("dentist, in words"), max_length=120, blank=True)
    chair = models.CharField(_("chair"), max_length=60, blank=True)
    # in words, as it was called when it was booked or in the file
    service = models.CharField(_("service"), max_length=200, blank=True)
    # of what was booked here; None for what came from a file
    booked_service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service")
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, to_field="code", null=True, blank=True, verbose_name=_("category")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=AppointmentState.choices, default=AppointmentState.BOOKED
    )
    booked_on = models.DateField(_("booked on"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    in_chair_at = models.DateTimeField(_("in the chair at"), null=True, blank=True)
    series = models.ForeignKey(
        Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="appointments", editable=False
    )
    # of the request that booked it: the same request books once
    key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    visit = models.OneToOneField(
        Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="appointment"
    )
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes: ClassVar = [
            models.Index(fields=["branch", "starts_at"], name="appointment_by_branch_time"),
            models.Index(fields=["dentist", "starts_at"], name="appointment_by_dentist_time"),
            models.Index(fields=["patient", "state", "starts_at"], name="appointment_by_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.patient} · {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def what_for(self) -> str:
        """The service, as it is called in the language of who reads; else in words, as it stands here."""
        names = self.booked_service.names if self.booked_service else {}
        return str(names.get(get_language()) or self.service)

    @property
    def waiting_minutes(self) -> int | None:
        """Full minutes from arrival to the chair (BOO-4); None where one of both was not noted."""
        if self.arrived_at is None or self.in_chair_at is None:
            return None
        return max(0, int((self.in_chair_at - self.arrived_at).total_seconds() // 60))
