from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.staff.models import Branch


class Chair(models.Model):
    """Where somebody is treated. A branch without chairs is booked by dentist alone."""

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="chairs", verbose_name=_("branch"))
    name = models.CharField(_("chair"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        verbose_name = _("chair")
        verbose_name_plural = _("chairs")
        constraints: ClassVar = [models.UniqueConstraint(fields=["branch", "name"], name="chair_once_a_branch")]

    def __str__(self) -> str:
        return self.name
