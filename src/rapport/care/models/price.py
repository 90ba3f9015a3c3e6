from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.care.models.category import Category
from rapport.staff.models import Branch


class PriceItem(models.Model):
    """A line of a branch's price list: it says what category a code or a name in a file belongs to."""

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="prices", verbose_name=_("branch"))
    code = models.CharField(_("code"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=300)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, to_field="code", null=True, verbose_name=_("category")
    )
    # minor units of the branch's currency
    price = models.BigIntegerField(_("price"), null=True)

    class Meta:
        verbose_name = _("price list item")
        verbose_name_plural = _("price list")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "code", "name"], name="price_item_once_per_branch")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()
