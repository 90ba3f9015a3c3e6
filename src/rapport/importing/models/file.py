from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.importing.models.import_ import Import


class ImportFile(models.Model):
    """One file of an import, kept under a random name in the private folder of the installation.

    A file that cannot be read stays here with `refused` (a code of reading.Refusal) and its parameters, so
    that the report shows it with the reason.
    """

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    # below MEDIA_ROOT
    path = models.CharField(max_length=200)
    format = models.CharField(_("format"), max_length=16, blank=True)
    encoding = models.CharField(_("encoding"), max_length=32, blank=True)
    separator = models.CharField(_("separator"), max_length=4, blank=True)
    # whether bare day numbers count from 1904
    epoch_1904 = models.BooleanField(default=False)
    refused = models.CharField(_("refused"), max_length=40, blank=True)
    refused_params = models.JSONField(default=dict)
    staged_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["imported", "sha256"], name="file_once_per_import")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stored(self) -> Path:
        """Where the copy is."""
        return Path(settings.MEDIA_ROOT) / self.path


class ImportSheet(models.Model):
    """One sheet of a file: what it holds, and which of its columns is what.

    `kind` is a recognising.Kind, or empty where it was not recognised: its rows are then not taken until a
    person says what they are. `mapping` is a `recognising.Mapping` as JSON. `checked_to`, `applied_to`
    and `finished_to` are the lines up to which each pass has come: the last, after all rows are in, links people
    and settles money.
    """

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="sheets")
    index = models.PositiveSmallIntegerField()
    name = models.CharField(_("sheet"), max_length=255)
    hidden = models.BooleanField(default=False)
    header_line = models.PositiveIntegerField(default=0)
    headings = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64, blank=True)
    kind = models.CharField(_("holds"), max_length=16, blank=True)
    mapping = models.JSONField(default=dict)
    confidence = models.FloatField(default=0)
    # how the mapping came about: "seen" in the headings, "remembered" from before, "given" by a person
    mapped_by = models.CharField(max_length=12, blank=True)
    # left out by hand
    left_out = models.BooleanField(default=False)
    rows_total = models.PositiveIntegerField(default=0)
    blank_rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    checked_to = models.PositiveIntegerField(default=0)
    applied_to = models.PositiveIntegerField(default=0)
    finished_to = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["file", "index"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "index"], name="sheet_once_per_file")]

    def __str__(self) -> str:
        return self.name


class RememberedMapping(models.Model):
    """What a person of this branch once said about sheets with these headings."""

    branch = models.ForeignKey("staff.Branch", on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    mapping = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "fingerprint"], name="mapping_once_per_headings")
        ]

    def __str__(self) -> str:
        return self.kind
