from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.importing.models.file import ImportSheet


class Outcome(models.TextChoices):
    """What a row becomes (in the preview) or became (afterwards)."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("same")
    DUPLICATE = "duplicate", _("duplicate")
    REFUSED = "refused", _("refused")
    SKIPPED = "skipped", _("skipped")


# under which such rows are counted, whatever they become
REMARKED = "remarked"
# and those whose money is told twice, or may be (codes of their remarks)
MONEY_TWICE = ("paid_beside", "paid_in_rows", "paid_unclear")


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def refused(self) -> Self:
        return self.filter(outcome=Outcome.REFUSED)

    def remarked(self) -> Self:
        """Those that are taken although something is wrong or not sure."""
        return self.exclude(problems=[]).exclude(outcome__in=("", Outcome.REFUSED, Outcome.SKIPPED))


class ImportRow(models.Model):
    """One row of a sheet as it came (quarantine), and what becomes of it.

    `problems` is a list of {"code", "field", "text", "params", "fatal"}, in words by `reasons.problem_sentence`;
    warnings stand there too, not fatal. `changes` is a list of {"field", "before", "after"}, values as text (dates
    ISO, money in minor units); of a new row its day and sum, where other rows may tell them too. A duplicate names
    the earlier row in `twin`, or the record in `became` and `became_id`. `became` is "patient", "visit",
    "treatment", "appointment", "payment" or "price".
    """

    sheet = models.ForeignKey(ImportSheet, on_delete=models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(_("line"))
    # as many as the headings; what stands to the right of the last heading follows
    cells = models.JSONField()
    # columns that repeat a cell merged over several rows: an amount there stands once
    merged = models.JSONField(null=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices, blank=True)
    # why it was skipped: "total", "repeated_heading", "note", "section"; "other_table" and "too_wide" are refused
    skipped = models.CharField(max_length=16, blank=True)
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    # no constraint: it would be looked for in every row whenever rows are deleted
    twin = models.ForeignKey(
        "self", on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    became = models.CharField(max_length=12, blank=True)
    became_id = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(null=True)
    # hashes (see keys) of the whole record and of what identifies it, and the place among equal ones of the sheet
    content = models.BigIntegerField(null=True)
    content_place = models.PositiveIntegerField(default=0)
    identity = models.BigIntegerField(null=True)
    identity_place = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[ImportRow]] = ImportRowQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["sheet", "line"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "line"], name="row_once_per_sheet")]
        indexes: ClassVar = [
            models.Index(fields=["sheet", "outcome", "line"], name="row_by_outcome"),
            # of the rows checked so far: staging writes neither
            models.Index(fields=["sheet", "content"], name="row_by_content", condition=Q(content__isnull=False)),
            models.Index(
                fields=["sheet", "identity"], name="row_by_identity", condition=Q(identity__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}:{self.line}"
