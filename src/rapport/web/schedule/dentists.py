"""Who takes people at a branch."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from rapport.appointments.models import Appointment, ExtraHours, WorkingHours
from rapport.staff.models import Branch, RoleAssignment, User
from rapport.staff.roles import Role


def dentists_of(branch: Branch) -> QuerySet[User]:
    """Who can be booked there, by name: dentists of the branch, and whoever has hours."""
    return User.objects.filter(_role(branch) | _hours(branch), is_active=True).order_by("name", "pk")


def known_dentists(branch: Branch) -> QuerySet[User]:
    """Those, and whoever was booked there before."""
    booked = Appointment.objects.filter(branch=branch, dentist=OuterRef("pk"))
    return User.objects.filter(_role(branch) | _hours(branch) | Exists(booked))


def _role(branch: Branch) -> Q:
    here = Q(branch=branch) | Q(branch=None)
    return Q(Exists(RoleAssignment.objects.filter(here, role=Role.DENTIST, user=OuterRef("pk"))))


def _hours(branch: Branch) -> Q:
    told = {"branch": branch, "dentist": OuterRef("pk")}
    return Q(Exists(WorkingHours.objects.filter(**told))) | Q(Exists(ExtraHours.objects.filter(**told)))
