from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.people.models.note import Note
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class MentionQuerySet(models.QuerySet["Mention"]):
    def unread_by(self, user: User) -> Self:
        """What was written to `user` where they may read it now, and has not been read: at the counter nothing."""
        ids = user.branches_where(Right.SEE_WORDS)
        waiting = self.filter(user=user, read_at=None)
        return waiting if ids is None else waiting.filter(note__patient__branch__in=ids)


class Mention(models.Model):
    """A colleague named in a note: it waits for them until they have read it."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions", verbose_name=_("note"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions", verbose_name=_("colleague")
    )
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints: ClassVar = [models.UniqueConstraint(fields=["note", "user"], name="mentioned_once")]
        indexes: ClassVar = [models.Index(fields=["user", "read_at"], name="mention_by_user")]

    def __str__(self) -> str:
        return f"{self.user} · {self.note}"
