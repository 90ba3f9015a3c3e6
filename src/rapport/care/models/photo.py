from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from rapport.care.models.visit import Visit
from rapport.lib import clock
from rapport.people.models import Patient
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User

# how long a photo that was taken away can be put back; its files go after that
REMOVAL_CAN_BE_UNDONE = timedelta(minutes=10)


class PhotoView(models.TextChoices):
    """What a photo shows."""

    SMILE = "smile", _("smile, front")
    FRONT = "front", _("bite, front")
    RIGHT = "right", _("bite, right side")
    LEFT = "left", _("bite, left side")
    UPPER = "upper", _("upper arch")
    LOWER = "lower", _("lower arch")
    SITE = "site", _("single site")
    FACE = "face", _("face")
    XRAY = "xray", _("X-ray")
    PANORAMA = "panorama", _("panoramic X-ray")
    OTHER = "other", _("other view")


class PhotoQuerySet(models.QuerySet["Photo"]):
    def visible_to(self, user: User, right: Right = Right.SEE_CARE) -> Self:
        """Photos of the people at whose branch `user` has `right`."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(patient__branch_id__in=ids)

    def kept(self) -> Self:
        """Those that nobody has taken away."""
        return self.filter(removal=None)

    def of_tooth(self, tooth: int) -> Self:
        # every number has two digits, with a comma and a space between: none is found inside another
        return self.filter(teeth__contains=f"{tooth:02d}")


class Photo(models.Model):
    """A photo of teeth (REC-6). The picture itself lies outside the database, under the name `token`."""

    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="photos", verbose_name=_("patient"), db_index=False
    )
    visit = models.ForeignKey(
        Visit, on_delete=models.SET_NULL, null=True, blank=True, related_name="photos", verbose_name=_("visit")
    )
    taken_on = models.DateField(_("taken on"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken by"),
    )
    view = models.CharField(_("view"), max_length=8, choices=PhotoView.choices, default=PhotoView.OTHER)
    # FDI numbers as the clinic reads them: "36", "14, 15"
    teeth = models.CharField(_("teeth"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    token = models.CharField(max_length=32, unique=True, editable=False)
    # of the large file: what a browser asks for again, and by which the same photo is known
    sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        indexes: ClassVar = [models.Index(fields=["patient", "-taken_on", "-id"], name="photo_by_patient_day")]

    def __str__(self) -> str:
        return f"{self.name} · {self.taken_on}"

    @property
    def is_kept(self) -> bool:
        """Whether nobody has taken it away, as `kept` asks."""
        return not hasattr(self, "removal")

    @property
    def name(self) -> str:
        """What it is called where there is room for one line: its title, or what it shows and which teeth."""
        shown = str(PhotoView(self.view).label)
        return self.title or (f"{self.teeth} · {shown}" if self.teeth else capfirst(shown))


class PhotoPair(models.Model):
    """Two photos of one person that belong beside each other: before and after (REC-6)."""

    before = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="pairs_before")
    after = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="pairs_after")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("pair of photos")
        verbose_name_plural = _("pairs of photos")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["before", "after"], name="photos_paired_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="no_photo_beside_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class PhotoUse(models.TextChoices):
    """For what, beside care, a photo may leave the card."""

    TEACHING = "teaching", _("teaching")
    PUBLICITY = "publicity", _("publicity")


class PhotoRelease(models.Model):
    """A photo was set free for more than care, by whom and when; it counts while the consent holds (REC-11)."""

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="releases")
    use = models.CharField(_("use"), max_length=12, choices=PhotoUse.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("release of a photo")
        verbose_name_plural = _("releases of photos")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["photo", "use"], condition=Q(ended_at=None), name="photo_released_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.photo} · {self.get_use_display()}"


class PhotoRemoval(models.Model):
    """A photo was taken away, by whom, when and why. Undoing deletes this row, until the files have gone."""

    photo = models.OneToOneField(Photo, on_delete=models.CASCADE, related_name="removal")
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("removal of a photo")
        verbose_name_plural = _("removals of photos")
        indexes: ClassVar = [models.Index(fields=["erased_at", "at"], name="photo_removals_due")]

    def __str__(self) -> str:
        return f"{self.photo} · {self.reason}"

    @property
    def can_be_undone(self) -> bool:
        return self.erased_at is None and clock.now() - self.at < REMOVAL_CAN_BE_UNDONE
