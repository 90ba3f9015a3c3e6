from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from rapport.staff.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """Their own, and those that others share with everybody."""
        return self.filter(Q(owner=user) | Q(shared=True))


class SavedView(models.Model):
    """A list of people under a name: the filters and the order of its address, so that it is never stale."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=60)
    # the query string of the list, checked and in canonical order; may be empty
    query = models.CharField(max_length=1000, blank=True)
    shared = models.BooleanField(_("show to everybody"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[SavedView]] = SavedViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once_per_owner")
        ]

    def __str__(self) -> str:
        return self.name
