from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.outreach.models.template import Template
from rapport.people.models.consent import Channel
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class MailingQuerySet(models.QuerySet["Mailing"]):
    def visible_to(self, user: User) -> Self:
        """One's own: what was picked was picked with one's own eyes."""
        return self.filter(by=user)

    def compared(self, user: User) -> Self:
        """Those of which a part was held back (CAM-8), as far as `user` may read what they brought: one's own, and
        everybody's for who sees the insights of every branch."""
        held = self.filter(held_share__gt=0, taken_back_at=None)
        return held if user.branches_where(Right.SEE_INSIGHTS) is None else held.filter(by=user)


class Mailing(models.Model):
    """One template written to many people at once (CAM-7): who they are, and how far the writing has come.

    Its number is the `batch` of its messages: one undo takes all of them back, and stops the writing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="mailings")
    channel = models.CharField(_("channel"), max_length=12, choices=Channel.choices)
    # the selection in words, and the people it held at that moment, in order
    told = models.CharField(max_length=300, blank=True)
    people = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    # code of a reason → how many were left out for it
    left_out = models.JSONField(default=dict)
    # of a hundred who might be written to so many get nothing, so that it can be told what the rest brought
    held_share = models.PositiveSmallIntegerField(_("held back, to compare"), default=0)
    held_back = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")

    def __str__(self) -> str:
        return f"{self.template} · {self.at:%Y-%m-%d}"
