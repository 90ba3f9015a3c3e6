from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.appointments.models.appointment import Appointment
from rapport.appointments.models.service import Service
from rapport.appointments.models.slot import Slot
from rapport.appointments.models.step import BookedThrough
from rapport.lib import clock
from rapport.outreach.models import Message, Task
from rapport.people.models import Patient
from rapport.staff.models import Branch
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class PartOfDay(models.TextChoices):
    """By the clock of the branch: until twelve, until five, after that."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")


class WaitingEnd(models.TextChoices):
    """How somebody came off the list."""

    BOOKED = "booked", _("got a time")
    OFF = "off", _("taken off")
    OVER = "over", _("nothing came free in time")


class WaitingOff(models.TextChoices):
    """Why somebody was taken off."""

    ASKED = "asked", _("they do not want it any more")
    ELSEWHERE = "elsewhere", _("went elsewhere")
    NOT_REACHED = "not_reached", _("could not be reached")
    MISTAKE = "mistake", _("put on by mistake")
    OTHER = "other", _("another reason")


class WaitingQuerySet(models.QuerySet["WaitingEntry"]):
    def visible_to(self, user: User, right: Right = Right.SEE_SCHEDULE) -> Self:
        """Those at the branches at which `user` has `right`."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(branch_id__in=ids)

    def open(self) -> Self:
        return self.filter(ended_at=None)


class WaitingEntry(models.Model):
    """Somebody waits for a time at a branch to come free (BOO-3). No weekday, or no part of the day: any suits.

    `instead_of`: what they have already and would give up for an earlier time. `by` None: they themselves.
    Written under the lock of the branch (`appointments.waiting`).
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="waiting")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+", verbose_name=_("service"))
    dentist = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # 1 is Monday
    weekdays = models.JSONField(_("days that suit"), default=list, blank=True)
    parts = models.JSONField(_("parts of the day that suit"), default=list, blank=True)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    instead_of = models.ForeignKey(
        Appointment, on_delete=models.SET_NULL, null=True, blank=True, related_name="earlier_wished"
    )
    through = models.CharField(max_length=6, choices=BookedThrough.choices)
    since = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=6, choices=WaitingEnd.choices, blank=True)
    ended_why = models.CharField(max_length=12, choices=WaitingOff.choices, blank=True)
    ended_words = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # the time they got
    appointment = models.ForeignKey(
        Appointment, on_delete=models.SET_NULL, null=True, blank=True, related_name="waited_for"
    )

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the waiting list")
        verbose_name_plural = _("entries of the waiting list")
        indexes: ClassVar = [
            models.Index(fields=["branch", "since"], name="waiting_open", condition=Q(ended_at=None)),
            models.Index(fields=["branch", "ended_at"], name="waiting_ended"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="waiting_ends_later"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="") | (Q(ended_at__isnull=False) & ~Q(ended_how="")),
                name="who_waits_no_more_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.service_id} · {self.since:%Y-%m-%d}"


class Answer(models.TextChoices):
    """What became of a time that was offered."""

    YES = "yes", pgettext_lazy("offer", "taken")
    NO = "no", pgettext_lazy("offer", "did not suit")
    SILENT = "silent", _("no answer in time")
    NOT_REACHED = "not_reached", _("could not be reached")
    WITHDRAWN = "withdrawn", _("taken back")


class OfferQuerySet(models.QuerySet["TimeOffer"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def second(self) -> Self:
        """Those of people who are asked about an earlier one: two records became one meanwhile (REC-10)."""
        first = TimeOffer.objects.open().filter(entry__patient=OuterRef("entry__patient"), pk__lt=OuterRef("pk"))
        return self.open().filter(Exists(first))


class TimeOffer(models.Model):
    """A free time offered to who waits for one, held for them `until` then (BOO-3). `by` None: in turn, by itself.

    Whoever has the token may answer: it opens the page of the offer and is that of the hold. By a message, or by a
    call, of which `task` tells.
    """

    entry = models.ForeignKey(WaitingEntry, on_delete=models.CASCADE, related_name="offers")
    dentist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    task = models.OneToOneField(Task, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    # None: the client, or by itself
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("offer of a time")
        verbose_name_plural = _("offers of times")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry"], condition=Q(ended_at=None), name="one_offer_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, answer="") | (Q(ended_at__isnull=False) & ~Q(answer="")),
                name="an_offer_that_ended_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} · {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def slot(self) -> Slot | None:
        """What is held for it; None where that is gone."""
        return Slot.objects.filter(token_sha256=self.token_sha256).first()
