from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from rapport.lib.merging import OnMerge
from rapport.people.models.patient import Patient
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class DuplicateReason(models.TextChoices):
    """Why two records may be one person (REC-10)."""

    SAME_PHONE = "same_phone", _("same phone")
    SAME_BIRTH_DATE = "same_birth_date", _("same birth date and similar name")


P = TypeVar("P", bound="Pair")


class PairQuerySet(models.QuerySet[P]):
    def visible_to(self, user: User, right: Right = Right.MERGE_PATIENTS) -> Self:
        """Pairs of which `user` may see both, and has `right` at both branches."""
        ids = user.branches_where(right)
        if ids is None:
            return self
        # asked of each pair: as a join it may begin with everybody of the branch beside everybody of the branch
        here = Patient.objects.filter(branch_id__in=ids)
        return self.filter(*(Exists(here.filter(pk=OuterRef(one))) for one in ("first", "second")))


class Pair(models.Model):
    """Two records. Always older id first."""

    first = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class LikelyDuplicate(Pair):
    """A pair of records that may be one person, found by the sweep (REC-10)."""

    on_merge = OnMerge.REBUILD

    reason = models.CharField(_("reason"), max_length=16, choices=DuplicateReason.choices)

    objects = PairQuerySet["LikelyDuplicate"].as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_older_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class TwoPeople(Pair):
    """Somebody's word that a pair is two different people (REC-10).

    It holds as long as `evidence` (see duplicates.evidence_of) is what it was: what the word was given about.
    A merge keeps it in its journal: what was said of a record that is no more is not said of another.
    """

    on_merge = OnMerge.REMOVE

    evidence = models.CharField(max_length=32)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    objects = PairQuerySet["TwoPeople"].as_manager()

    class Meta:
        verbose_name = _("two different people")
        verbose_name_plural = _("pairs of two different people")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="two_people_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="two_people_older_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
