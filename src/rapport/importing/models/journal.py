from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from rapport.importing.models.import_ import Import
from rapport.importing.models.row import ImportRow


class JournalQuerySet(models.QuerySet["JournalEntry"]):
    def in_use(self) -> Self:
        """Records that undoing left because something newer belonged to them."""
        return self.filter(undone=True, kept="used_since", changes__isnull=True)


class JournalEntry(models.Model):
    """One thing an import wrote, in order, so that it can be taken back in reverse.

    Created: `changes` is empty and `digest` says what the record was like; it is deleted only if it still is.
    Changed: `changes` maps each field to [before, after]; a field is put back only where it still holds `after`.
    Removed: `changes` maps every column, the id too, to [before, null]; the record is written again as it was.
    `kept` is the code of why undoing left the record (or a field of it) as it is.
    """

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="journal", db_index=False)
    row = models.ForeignKey(
        ImportRow, on_delete=models.CASCADE, null=True, related_name="+", db_index=False, db_constraint=False
    )
    # "people.patient", "care.visit" …
    model = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    digest = models.CharField(max_length=32, blank=True)
    changes = models.JSONField(null=True)
    undone = models.BooleanField(default=False)
    kept = models.CharField(max_length=24, blank=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["imported", "undone", "id"], name="journal_in_order")]

    @property
    def removed(self) -> bool:
        return self.changes is not None and "id" in self.changes

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
