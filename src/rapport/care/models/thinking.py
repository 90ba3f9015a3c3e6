from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from rapport.care.models.of_mouth import OfMouthQuerySet
from rapport.care.models.plan import UNDECIDED, Plan
from rapport.people.models import Patient


class Ground(models.TextChoices):
    """Why there is time to think."""

    ASKED = "asked", _("asked for by the client")
    PRESENTED = "presented", _("given with the plan")


class EndedHow(models.TextChoices):
    """How the client said that they need no more time."""

    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("by phone")
    MESSAGE = "message", _("in a message")
    LETTER = "letter", _("in writing")


_UNDECIDED = Q(plan=None) | Q(plan__state__in=UNDECIDED)


class ThinkingTimeQuerySet(OfMouthQuerySet["ThinkingTime"]):
    def running(self, on: date) -> Self:
        """Those that protect the client on the day `on`. What is decided needs no more thought."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), _UNDECIDED, starts_on__lte=on, ends_on__gte=on)

    def unasked(self) -> Self:
        """Those about which nothing is decided and nobody has asked yet, whether they run or are over."""
        return self.filter(_UNDECIDED, followed_up_on=None)

    def due_for_follow_up(self, on: date) -> Self:
        """Those after which the one gentle follow-up is due: over, nobody has asked yet, nothing decided, and the
        client is not thinking anew (LOY-4)."""
        anew = ThinkingTime.objects.running(on).filter(patient=OuterRef("patient"))
        over = Q(ends_on__lt=on, ended_on=None) | Q(ended_on__lte=on)
        return self.unasked().filter(over).exclude(Exists(anew))


class ThinkingTime(models.Model):
    """Time in which nobody and nothing presses the client (LOY-4): it blocks calls, quotes and reminders.

    Both days count. It ends early only by the client's own word: `ended_on` is then the day of that word.
    """

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="thinking_times", verbose_name=_("patient")
    )
    plan = models.ForeignKey(
        Plan,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="thinking_times",
        verbose_name=_("about the plan"),
    )
    ground = models.CharField(max_length=10, choices=Ground.choices, default=Ground.ASKED)
    words = models.CharField(_("in their words"), max_length=300, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    ended_on = models.DateField(_("ended early on"), null=True, blank=True)
    ended_how = models.CharField(_("how they said so"), max_length=10, choices=EndedHow.choices, blank=True)
    ended_words = models.CharField(_("what they said"), max_length=300, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    followed_up_on = models.DateField(_("followed up on"), null=True, blank=True)
    followed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = ThinkingTimeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-pk"]
        verbose_name = _("thinking time")
        verbose_name_plural = _("thinking times")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="thinking_ends_after_its_start"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_how="") | (Q(ended_on__isnull=False) & ~Q(ended_how="")),
                name="thinking_ends_early_by_word_alone",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_on"], name="thinking_by_end")]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.starts_on} – {self.ends_on}"

    def runs_on(self, day: date) -> bool:
        """What `running` asks of the database, of this one alone."""
        over = self.ended_on is not None and self.ended_on <= day
        decided = self.plan is not None and self.plan.state not in UNDECIDED
        return self.starts_on <= day <= self.ends_on and not over and not decided
