from django.db import models
from django.utils.translation import gettext_lazy as _


class Household(models.Model):
    """People who live together and are reached together (REC-1)."""

    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self) -> str:
        return self.name
