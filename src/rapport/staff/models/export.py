from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(Exception):  # noqa: N818
    """Something tried to change or erase what may only be added to."""


class ExportLog(models.Model):
    """Data left the house: who took how many people out, when, by which filter and why (REC-12). Append-only."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    what = models.CharField(_("what"), max_length=40)
    # the query string of the list, or the ids that were picked
    filter = models.TextField(_("filter"), blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    file_format = models.CharField(_("format"), max_length=8)
    with_money = models.BooleanField(_("with amounts"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"{self.by} · {self.at:%Y-%m-%d %H:%M} · {self.what} · {self.rows}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly
