from __future__ import annotations

from functools import cache, cached_property
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rapport.lib.prepared import ANYBODY, Prepared, prepare
from rapport.staff.models.branch import LANGUAGES, Branch
from rapport.staff.models.sign_in import RequiredSecondStep
from rapport.staff.roles import HIDDEN_AT_COUNTER, RIGHTS, Right, Role


class User(AbstractUser):
    """A member of staff. What they may do comes from their roles at branches, never from flags."""

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150)
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES, blank=True)
    starts_at_counter = models.BooleanField(
        _("works where clients see the screen"),
        default=False,
        help_text=_(
            "Counter mode is on at every sign-in: no health, classes, amounts, contacts, notes or complaints."
        ),
    )
    # the most rows one export of theirs takes out; empty: what the house allows
    export_rows = models.PositiveIntegerField(
        _("rows in one export, at most"), null=True, blank=True, help_text=_("Empty: as many as the house allows.")
    )

    # whether a client can see the screen now; of the session, set by web.counter for each request
    at_counter = False

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    @cached_property
    def assignments(self) -> list[tuple[str, int | None]]:
        """(role, branch id or None for every branch), read once a request."""
        return [(role, branch) for role, branch, *_more in self._held]

    @property
    def needs_second_step(self) -> bool:
        """Whether a second step of signing in is asked of a role they hold (REC-12)."""
        return any(asked for _role, _branch, _name, asked, _zone in self._held)

    @property
    def zone(self) -> ZoneInfo:
        """The clock they read: of the first branch they work at; of the first of the house for all branches."""
        return ZoneInfo(next((zone for *_role, zone in self._held if zone), "UTC"))

    @property
    def place(self) -> str:
        """The branches they work at, by name; nothing for who works at all of them."""
        names = dict.fromkeys(name for _role, _branch, name, *_more in self._held)
        return "" if None in names else " · ".join(names)

    @cached_property
    def _held(self) -> list[tuple[Any, ...]]:
        """(role, branch id or None, its name, whether it asks for a second step, the clock there) of each role."""
        return _question(connection.vendor).rows(self.pk) if self.is_active else []

    def branches_where(self, right: Right | None = None) -> frozenset[int] | None:
        """Ids of the branches at which a role of this user allows `right` (or holds any role); None means all.

        A right held at one branch never reaches into another. In counter mode, what a client must not read is
        allowed nowhere.
        """
        if self.at_counter and right in HIDDEN_AT_COUNTER:
            return frozenset()
        ids = {branch for role, branch in self.assignments if right is None or right in RIGHTS[role]}
        return None if None in ids else frozenset(i for i in ids if i is not None)

    @cached_property
    def rights(self) -> frozenset[Right]:
        """Everything allowed at one branch at least; in counter mode without what a client must not read."""
        return self.rights_of_roles - HIDDEN_AT_COUNTER if self.at_counter else self.rights_of_roles

    @property
    def rights_of_roles(self) -> frozenset[Right]:
        """The same with counter mode off."""
        return frozenset[Right]().union(*(RIGHTS[role] for role, _branch in self.assignments))

    def may_at(self, right: Right, branch_id: int) -> bool:
        """Whether a role of theirs allows `right` at that branch."""
        ids = self.branches_where(right)
        return ids is None or branch_id in ids

    def may(self, right: Right) -> bool:
        return right in self.rights

    @property
    def main_role(self) -> Role | None:
        """The role shown beside the name: the first in the order of `Role`."""
        held = {role for role, _branch in self.assignments}
        return next((role for role in Role if role in held), None)


class RoleAssignment(models.Model):
    """One role of one user at one branch, or at every branch when none is named."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    branch = models.ForeignKey(
        Branch,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="roles",
        verbose_name=_("branch"),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "branch"], name="role_once_per_branch"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(branch=None), name="role_once_everywhere"
            ),
        ]
        verbose_name = _("role at a branch")
        verbose_name_plural = _("roles at branches")

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.branch or _('every branch')}"


@cache
def _question(_vendor: str) -> Prepared:
    """What somebody holds: asked at every request."""
    asked = Exists(RequiredSecondStep.objects.filter(role=OuterRef("role")))
    first = Branch.objects.order_by("pk").values("time_zone")[:1]
    held = RoleAssignment.objects.filter(user_id=ANYBODY).order_by("pk")
    held = held.annotate(asked=asked, zone=Coalesce("branch__time_zone", Subquery(first)))
    return prepare(held.values_list("role", "branch_id", "branch__name", "asked", "zone"))
