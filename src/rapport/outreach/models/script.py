from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.outreach.models.task import WorkList
from rapport.staff.models.branch import LANGUAGES


class Script(models.Model):
    """What the caller says on one work list, in one language. The words are its versions' (CAM-4)."""

    work_list = models.CharField(_("list"), max_length=12, choices=WorkList.choices)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering: ClassVar = ["work_list", "language"]
        verbose_name = _("script")
        verbose_name_plural = _("scripts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["work_list", "language"], name="one_script_a_list_and_language")
        ]

    def __str__(self) -> str:
        return self.name


class ScriptVersion(models.Model):
    """One version of a script: `steps` in order, each with words and, for a question, its answers and where they
    lead. Fixed from its first call on; results are told by version."""

    script = models.ForeignKey(Script, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    steps = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    in_force = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        verbose_name = _("version of a script")
        verbose_name_plural = _("versions of scripts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["script", "number"], name="script_versions_count"),
            models.UniqueConstraint(fields=["script"], condition=Q(in_force=True), name="one_script_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.script} · {self.number}"
