from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib.fields import RowOfField
from rapport.lib.merging import OnMerge
from rapport.people.models.patient import Patient


class Scheme(models.TextChoices):
    """The five ways in which people are told apart (PRO-1…5, PAT-A…E, VAL-A…D, LOY-1, CAM-3)."""

    PROSPECT = "prospect", _("prospect class")
    CARE = "care", _("care class")
    VALUE = "value", pgettext_lazy("where somebody stands", "value")
    LOYALTY = "loyalty", _("loyalty")
    LIFECYCLE = "lifecycle", _("stage of care")


# scheme → grade → its words, best first: in this order a move is up or down
GRADES: dict[str, dict[str, Any]] = {
    Scheme.PROSPECT: {
        "5": _("referred"),
        "4": _("bought something"),
        "3": _("took part in an event"),
        "2": _("has a need"),
        "1": _("only a contact"),
    },
    Scheme.CARE: {
        "A": _("loyal and recommending"),
        "B": _("high standards"),
        "C": _("specialist need"),
        "D": _("basics, compares prices"),
        "E": _("starting out"),
    },
    Scheme.VALUE: {
        "key": pgettext_lazy("where somebody stands", "key"),
        "potential": _("potential"),
        "standard": pgettext_lazy("where somebody stands", "standard"),
        "at_risk": _("at risk"),
    },
    Scheme.LOYALTY: {
        "loyal": _("loyal"),
        "returning": _("came again"),
        "first_time": _("came once"),
    },
    Scheme.LIFECYCLE: {
        "active": pgettext_lazy("where somebody stands", "active"),
        "due": pgettext_lazy("where somebody stands", "due"),
        "sleeping": _("sleeping"),
        "left": pgettext_lazy("where somebody stands", "left"),
    },
}


class Standing(models.Model):
    """Where a person stands in every scheme; empty where a scheme is not about them (PAT-7).

    Written by `segmentation` alone, in sets, and read by everyone. Why they stand there is worked out when it is
    asked for, from the facts and the version of the policy; each move keeps its figures (`StandingChange`).
    """

    on_merge = OnMerge.REBUILD

    patient = RowOfField(Patient, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    prospect = models.CharField(max_length=10, blank=True)
    prospect_since = models.DateField(null=True)
    prospect_version = models.PositiveIntegerField(null=True)
    care = models.CharField(max_length=10, blank=True)
    care_since = models.DateField(null=True)
    care_version = models.PositiveIntegerField(null=True)
    value = models.CharField(max_length=10, blank=True)
    value_since = models.DateField(null=True)
    value_version = models.PositiveIntegerField(null=True)
    loyalty = models.CharField(max_length=10, blank=True)
    loyalty_since = models.DateField(null=True)
    loyalty_version = models.PositiveIntegerField(null=True)
    lifecycle = models.CharField(max_length=10, blank=True)
    lifecycle_since = models.DateField(null=True)
    lifecycle_version = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        indexes: ClassVar = [
            models.Index(
                fields=[str(scheme)], name=f"standing_by_{scheme}", condition=~models.Q(**{str(scheme): ""})
            )
            for scheme in Scheme
        ]

    def __str__(self) -> str:
        return str(self.patient_id)


class StandingChange(models.Model):
    """One move of a person from a grade to another (PAT-8), with the figures and the policy that made it."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="moves", db_index=False)
    scheme = models.CharField(max_length=10, choices=Scheme.choices)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, blank=True)
    # the day at the person's branch
    day = models.DateField()
    policy_version = models.PositiveIntegerField(null=True)
    # name of the fact → its value as the policy saw it
    figures = models.JSONField(default=dict)
    # by hand, when somebody set the grade
    by_hand = models.ForeignKey(
        "GradeByHand", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("move between classes")
        verbose_name_plural = _("moves between classes")
        indexes: ClassVar = [
            models.Index(fields=["patient", "day"], name="move_by_patient"),
            models.Index(fields=["scheme", "day"], name="move_by_scheme_day"),
            # few moves are by hand, and one is written for everybody
            models.Index(fields=["by_hand"], name="move_by_hand", condition=models.Q(by_hand__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.scheme} · {self.before} → {self.after}"


class GradeByHand(models.Model):
    """A grade that a person set, with a reason and an end (PAT-7). It counts until then, or until it is ended."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="grades_by_hand")
    scheme = models.CharField(max_length=10, choices=Scheme.choices)
    grade = models.CharField(max_length=10)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # the last day on which it counts
    until = models.DateField(_("until"))
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("grade set by hand")
        verbose_name_plural = _("grades set by hand")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient", "scheme"], condition=models.Q(ended_at=None), name="one_grade_by_hand_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.get_scheme_display()} · {GRADES[self.scheme][self.grade]}"


class HeldMove(models.Model):
    """A move that waits for a person (a jump of two, or a step down while something is open)."""

    on_merge = OnMerge.REBUILD

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="held_moves")
    scheme = models.CharField(max_length=10, choices=Scheme.choices)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    since = models.DateField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("move that waits")
        verbose_name_plural = _("moves that wait")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "scheme"], name="one_waiting_move_per_scheme")
        ]

    def __str__(self) -> str:
        words = GRADES[self.scheme]
        return f"{self.patient_id} · {self.get_scheme_display()} · {words[self.before]} → {words[self.after]}"
