from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rapport.importing.models.import_ import Import
from rapport.importing.models.row import ImportRow


class StagedKey(models.Model):
    """A key under which later rows of the same import find the person whom an earlier one will create.

    Keys are 64-bit hashes (see `keys`): of a file number, a phone, a name with birth date, a name. They live from
    checking until the import is applied.
    """

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField()
    row = models.ForeignKey(
        ImportRow, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["imported", "key", "row"], name="staged_key")]

    def __str__(self) -> str:
        return str(self.key)


class ImportedKey(models.Model):
    """What was imported once is known for ever: a key of its row, and the record it became.

    `kind` says what `target` is (see `deciding.known.TARGETS`). `key` is the hash of an identity (a number in the
    other program, or person and moment) or of the whole content, with the place among equal ones of a sheet. A
    content key is `outdated` once a later import brought other content for the same record; undoing that import
    makes it valid again.
    """

    branch = models.ForeignKey("staff.Branch", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=16)
    key = models.BigIntegerField()
    target = models.BigIntegerField()
    content = models.BooleanField(default=False)
    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="keys")
    outdated_by = models.ForeignKey(Import, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["branch", "kind", "key"], condition=Q(outdated_by=None), name="imported_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["branch", "kind", "target"], name="imported_key_target")]

    def __str__(self) -> str:
        return str(self.key)
