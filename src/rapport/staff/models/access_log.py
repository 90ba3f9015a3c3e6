"""Who saw what (REC-12): every look at a card, every search, every export, one row each, sealed into one chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.staff.models.export import AppendOnly


class Looked(models.TextChoices):
    """In which way somebody came to see people's data."""

    CARD = "card", _("opened the card")
    SEARCH = "search", _("searched")
    EXPORT = "export", _("exported")


class AccessLogQuerySet(models.QuerySet["AccessLog"]):
    def of_patients(self, ids: Iterable[int]) -> Self:
        """Looks at these people; after a merge, name those who went into the survivor too."""
        return self.filter(patient__in=list(ids))

    def unsealed(self) -> Self:
        return self.filter(number=None)

    def sealed(self) -> Self:
        """In the order of the chain."""
        return self.exclude(number=None).order_by("number")

    def update(self, **kwargs: Any) -> int:
        raise AppendOnly

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly


class AccessLog(models.Model):
    """One look. Written once; the seal alone is added later (`staff.sealing`), and triggers in the database hold
    both. `patient` is a plain id: merging or erasing a person rewrites nothing here."""

    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="looks",
        verbose_name=_("by"),
        db_index=False,
    )
    kind = models.CharField(_("what"), max_length=8, choices=Looked.choices)
    patient = models.BigIntegerField(_("patient"), null=True, blank=True)
    # what was searched for (numbers masked), or what was taken out, how much of it and why
    detail = models.CharField(_("detail"), max_length=500, blank=True)
    number = models.BigIntegerField(null=True, blank=True, unique=True)
    seal = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager[AccessLog]] = AccessLogQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("access")
        verbose_name_plural = _("accesses")
        indexes: ClassVar = [
            models.Index(fields=["patient", "by", "kind", "at"], name="access_of_patient"),
            models.Index(fields=["by", "kind", "at"], name="access_by_user"),
            models.Index(fields=["id"], condition=Q(number=None), name="access_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} · {self.by_id} · {self.kind} · {self.patient or self.detail}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly

    def seal_after(self, previous: str, number: int) -> str:
        """The digest that stands for this row as the `number`th of the chain and for everything before it."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        told = [previous, number, self.pk, at, self.by_id, self.kind, self.patient, self.detail]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
