from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.people.models.patient import Patient
from rapport.staff.models import Branch
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: User, right: Right = Right.MERGE_PATIENTS) -> Self:
        """Merges of two records of which `user` might have seen both."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(survivor__branch_id__in=ids, lost_branch_id__in=ids)

    def standing(self) -> Self:
        """Those that were not undone."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """One record went up into another (REC-10): who did it and when, and who took it back and when.

    The lost record is in no table any more; it is kept whole in the `steps`. `survivor` is where the person is
    found now: a later merge moves it on.
    """

    survivor = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="merges", verbose_name=_("patient")
    )
    lost_id = models.BigIntegerField(db_index=True)
    lost_branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    # as the record was called, to name it by
    lost_name = models.CharField(max_length=200)
    lost_number = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lost_id"], condition=models.Q(undone_at=None), name="lost_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lost_id} → {self.survivor_id}"


class StepKind(models.TextChoices):
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")
    CREATED = "created", _("created")


class MergeStep(models.Model):
    """One row that a merge wrote, in order, so that it is taken back in reverse.

    Changed: `before` and `after` hold the fields that changed. Removed: `before` holds the whole row. Created:
    `after` holds the whole row.
    """

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=8, choices=StepKind.choices)
    # "people.contactpoint", "care.visit" …
    model = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["model", "object_id"], name="merge_step_by_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.model} {self.object_id}"


class FormerNumber(models.Model):
    """A file number that a person had before a merge: files and papers that bear it still mean them."""

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="former_numbers", verbose_name=_("patient")
    )
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", verbose_name=_("branch"))
    number = models.CharField(_("file number"), max_length=64)

    class Meta:
        verbose_name = _("former file number")
        verbose_name_plural = _("former file numbers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient", "branch", "number"], name="former_number_once_per_patient")
        ]
        indexes: ClassVar = [models.Index(fields=["branch", "number"], name="former_number")]

    def __str__(self) -> str:
        return self.number


def survivors_of(lost: Iterable[int]) -> dict[int, int]:
    """Where records that went up into others are found now: lost id → id of the record that stands."""
    return dict(Merge.objects.filter(lost_id__in=set(lost), undone_at=None).values_list("lost_id", "survivor_id"))


def ids_behind(patient: Patient) -> list[int]:
    """The id of a person and those of the records that went up into theirs: what history may know them by."""
    lost = Merge.objects.filter(survivor=patient, undone_at=None).values_list("lost_id", flat=True)
    return [patient.pk, *lost]
