from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from rapport.lib.fields import BytewiseCharField
from rapport.people.models.household import Household
from rapport.people.models.number import PlainNumber
from rapport.people.models.source import Source
from rapport.staff.models import Branch
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class Sex(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("other")


class Influence(models.TextChoices):
    """Social influence (REC-1)."""

    NONE = "", _("none")
    ENTREPRENEUR = "entrepreneur", _("entrepreneur")
    OPINION_LEADER = "opinion_leader", _("opinion leader")
    OFFICIAL = "official", _("official")
    OTHER = "other", _("other")


class PatientQuerySet(models.QuerySet["Patient"]):
    # all of these people are at one of these branches; None where that is not known (people.searching asks)
    at_branches: frozenset[int] | None = None

    def visible_to(self, user: User, right: Right = Right.SEE_PATIENTS) -> Self:
        """The people of the branches at which `user` has `right`."""
        ids = user.branches_where(right)
        if ids is None:
            return self
        found = self.filter(branch_id__in=ids)
        found.at_branches = ids if self.at_branches is None else ids & self.at_branches
        return found

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.at_branches = self.at_branches
        return clone

    def living(self) -> Self:
        return self.filter(deceased=False)

    def without_steward(self) -> Self:
        """Those whom nobody looks after now (REC-9)."""
        now = FilteredRelation("stewards", condition=Q(stewards__until=None))
        return self.annotate(steward_now=now).filter(steward_now=None)

    def update(self, **values: Any) -> int:
        """As always, and a new version of each record, so that who edits one of them learns of it."""
        return super().update(**{"version": F("version") + 1, **values})

    update.alters_data = True  # type: ignore[attr-defined]


class Patient(models.Model):
    """One person for life, prospect or patient (REC-1). Names are kept in the script they came in."""

    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="patients", verbose_name=_("branch"), db_index=False
    )
    file_number = models.CharField(_("file number"), max_length=64, blank=True)
    full_name = models.CharField(_("full name"), max_length=200)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    middle_name = models.CharField(_("middle name"), max_length=100, blank=True)
    # what lists are sorted by: see people.names.sort_key
    sort_key = BytewiseCharField(max_length=200, editable=False)
    # the whole name and the given one as they are compared: see people.names.fold
    name_key = BytewiseCharField(max_length=200, editable=False, default="")
    given_key = BytewiseCharField(max_length=100, editable=False, default="")
    sex = models.CharField(_("sex"), max_length=8, choices=Sex.choices, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    deceased = models.BooleanField(_("deceased"), default=False)
    died_on = models.DateField(_("died on"), null=True, blank=True)
    occupation = models.CharField(_("occupation"), max_length=120, blank=True)
    hobbies = models.CharField(_("hobbies"), max_length=200, blank=True)
    language = models.CharField(_("preferred language"), max_length=16, blank=True)
    address = models.CharField(_("address"), max_length=400, blank=True)
    travel_minutes = models.PositiveSmallIntegerField(_("minutes of travel"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    influence = models.CharField(
        _("social influence"), max_length=16, choices=Influence.choices, blank=True, default=""
    )
    influence_note = models.CharField(_("note on influence"), max_length=200, blank=True)
    source = models.ForeignKey(
        Source,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="patients",
        verbose_name=_("source"),
    )
    referrer = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="referred",
        verbose_name=_("referred by"),
    )
    # who referred them, in the words of the file, as long as it is not known which record that is
    referrer_words = models.CharField(_("referred by, in words"), max_length=200, blank=True)
    household = models.ForeignKey(
        Household,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("household"),
    )
    guardian = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="wards",
        verbose_name=_("guardian"),
    )
    remark = models.TextField(_("remark"), blank=True)
    registered_on = models.DateField(_("with the clinic since"), null=True, blank=True)
    # goes up with every change, whoever makes it: see people.actions.editing
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PatientQuerySet.as_manager()

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["branch", "file_number"],
                condition=~Q(file_number=""),
                name="file_number_once_per_branch",
            ),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(deceased=True), name="a_date_of_death_means_deceased"
            ),
            models.CheckConstraint(condition=~Q(guardian=F("id")), name="nobody_guards_themselves"),
            models.CheckConstraint(condition=~Q(referrer=F("id")), name="nobody_refers_themselves"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sort_key", "id"], name="patient_by_name"),
            models.Index(fields=["branch", "sort_key", "id"], name="patient_by_branch_name"),
            models.Index(fields=["birth_date"], name="patient_by_birth_date"),
            models.Index("branch", PlainNumber("file_number"), name="patient_by_plain_number"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As always; a record that was there already is of a new version afterwards."""
        if self._state.adding:
            super().save(*args, **kwargs)
            return
        self.version = F("version") + 1
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)
        self.refresh_from_db(fields=["version"])

    def age_on(self, day: date) -> int | None:
        """Full years at `day`, at death for the deceased; None when no birth date is known."""
        if self.birth_date is None:
            return None
        day = min(day, self.died_on) if self.died_on else day
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday
