from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.care.models.of_mouth import OfMouthQuerySet
from rapport.care.models.visit import Visit
from rapport.lib import fdi
from rapport.people.models import Patient


class FindingKind(models.TextChoices):
    """What may come of a tooth; whatever else there is stands in the words."""

    CARIES = "caries", _("caries")
    CRACK = "crack", _("crack line")
    OLD_FILLING = "old_filling", _("old filling edge")
    OLD_CROWN = "old_crown", _("worn crown or bridge")
    ROOT = "root", _("root or nerve")
    MISSING = "missing", _("missing tooth")
    IMPACTED = "impacted", _("impacted tooth")
    LOOSE = "loose", _("loose tooth")
    GUM = "gum", _("gum trouble")
    WEAR = "wear", _("wear")
    BITE = "bite", _("bite or position")
    MILK_TOOTH = "milk_tooth", _("milk tooth that stays")
    OTHER = "other", _("something else")


class Urgency(models.TextChoices):
    WATCH = "watch", _("watch")
    SOON = "soon", _("treat soon")
    URGENT = "urgent", _("urgent")


class FindingState(models.TextChoices):
    OPEN = "open", _("open")
    TREATED = "treated", _("treated")
    DECLINED = "declined", _("declined")


class FindingQuerySet(OfMouthQuerySet["Finding"]):
    def open(self) -> Self:
        return self.filter(state=FindingState.OPEN)


class Finding(models.Model):
    """A potential problem at a place in the mouth (REC-4), to watch and not to sell.

    `state` says where it stands now; how it came there are the rows of `changes`.
    """

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="findings", verbose_name=_("patient"), db_index=False
    )
    # two digits: a tooth or an area of the mouth, see lib.fdi
    place = models.CharField(_("tooth"), max_length=2)
    surface = models.CharField(_("surface"), max_length=7, blank=True)
    kind = models.CharField(_("what"), max_length=12, choices=FindingKind.choices)
    words = models.CharField(_("in words"), max_length=300, blank=True)
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency.choices, default=Urgency.WATCH)
    state = models.CharField(_("state"), max_length=8, choices=FindingState.choices, default=FindingState.OPEN)
    found_on = models.DateField(_("found on"))
    visit = models.ForeignKey(
        Visit,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("found at the visit"),
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes: ClassVar = [models.Index(fields=["patient", "state", "place"], name="finding_by_patient_state")]

    def __str__(self) -> str:
        return f"{self.place if self.place_is_tooth else self.place_name} {self.what}"

    @property
    def what(self) -> str:
        """What it is, in words: the clinic's own where there are some and the kind says nothing."""
        if self.words and self.kind == FindingKind.OTHER:
            return self.words
        return str(self.get_kind_display())

    @property
    def place_is_tooth(self) -> bool:
        return fdi.is_tooth(self.place)

    @property
    def place_name(self) -> str:
        return fdi.place_name(self.place)


class FindingChange(models.Model):
    """A finding came to a state: append-only, the first one is when it was found."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="changes")
    state = models.CharField(_("state"), max_length=8, choices=FindingState.choices)
    why = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        verbose_name = _("change of a finding")
        verbose_name_plural = _("changes of findings")

    def __str__(self) -> str:
        return f"{self.finding_id} → {self.state}"
