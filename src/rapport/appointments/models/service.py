from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Category
from rapport.lib import clock


class ServiceQuerySet(models.QuerySet["Service"]):
    def given(self) -> Self:
        return self.filter(retired_at=None)

    def online(self) -> Self:
        """Those that clients may book themselves (BOO-1)."""
        return self.given().filter(bookable_online=True)


class Service(models.Model):
    """What a time is booked for: how long it takes, and who gives it."""

    # language of the house → name
    names = models.JSONField(_("names"))
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, to_field="code", related_name="+", verbose_name=_("category")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    # before the next one: the chair is made ready
    buffer_minutes = models.PositiveSmallIntegerField(_("minutes to make ready afterwards"), default=0)
    # nobody named: every dentist who has hours
    given_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("given by")
    )
    bookable_online = models.BooleanField(_("clients book it themselves"), default=True)
    # None: as the branch says (BookingTerms)
    early_days = models.PositiveSmallIntegerField(_("days earlier for class A"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    made_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints: ClassVar = [
            # longer than a day would be two
            models.CheckConstraint(condition=models.Q(minutes__range=(5, 600)), name="service_takes_time"),
        ]

    def __str__(self) -> str:
        return self.name_in(get_language() or "")

    def name_in(self, language: str) -> str:
        """Its name in that language, else in one that it has."""
        return str(self.names.get(language) or next(iter(self.names.values()), ""))
