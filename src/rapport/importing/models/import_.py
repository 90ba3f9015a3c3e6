from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.staff.models import Branch
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class ImportState(models.TextChoices):
    """Where an import stands.

    staging → staged → checking → checked → applying → applied → undoing → undone, whereby checked may go back to
    checking (a mapping was corrected), applying to stopped (by hand) and every working state to failed.
    """

    STAGING = "staging", _("reading the files")
    STAGED = "staged", _("files are read")
    CHECKING = "checking", _("checking the rows")
    CHECKED = "checked", _("ready to apply")
    APPLYING = "applying", _("applying")
    STOPPED = "stopped", _("stopped")
    APPLIED = "applied", _("applied")
    UNDOING = "undoing", _("undoing")
    UNDONE = "undone", _("undone")
    FAILED = "failed", _("failed")


# a worker is at it, or ought to be: these are taken up again when their heartbeat stops
WORKING = (ImportState.STAGING, ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING)
# nothing of the clinic has been written yet
BEFORE_APPLYING = (ImportState.STAGING, ImportState.STAGED, ImportState.CHECKING, ImportState.CHECKED)


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User, right: Right = Right.IMPORT) -> Self:
        """Imports of the branches at which `user` has `right`."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(branch_id__in=ids)

    def working(self) -> Self:
        return self.filter(state__in=WORKING)


class Import(models.Model):
    """Files brought in together for one branch: staged, checked (the preview), applied, undone.

    `state` says where it stands; each change of it leaves an `ImportStep` with who and when. `done` of `total`
    rows is the progress within the current state. `claim` and `heartbeat_at` belong to the worker that is at it.
    """

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="imports", verbose_name=_("branch"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # what a person said all the files hold (a Kind); empty: look for yourself
    kind_asked = models.CharField(max_length=16, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=ImportState.choices, default=ImportState.STAGING)
    # the state work goes back to when a stopped or failed import is resumed
    resumes_in = models.CharField(max_length=8, choices=ImportState.choices, blank=True)
    # code of the failure; the words are made from it when shown (see report.failure_sentence)
    failure = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # {"new": 12, "changed": 0, "same": 0, "duplicate": 1, "refused": 2, "skipped": 3}: before applying what rows
    # will become, afterwards what they became; "remarked" are those that are taken although something is wrong,
    # MONEY_TWICE those whose money is told twice
    counts = models.JSONField(default=dict)
    claim = models.UUIDField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    # whether the finishing touches (duplicates, facts) of applying or undoing are done
    finished = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Import]] = ImportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"#{self.pk} · {self.get_state_display()}"

    @property
    def working(self) -> bool:
        return self.state in WORKING

    @property
    def percent(self) -> int:
        """Progress of the current state, 0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0


class ImportStep(models.Model):
    """An import came into a state: who brought it there and when. `by` is empty where a worker did."""

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=8, choices=ImportState.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.imported_id} · {self.state}"
