"""Writes on branches and users that cross objects."""

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused
from rapport.staff.models import Branch, RoleAssignment, User
from rapport.staff.roles import Role


@transaction.atomic
def add_user(
    username: str,
    *,
    name: str,
    password: str | None,
    roles: Iterable[tuple[str, Branch | None]],
    language: str = "",
    email: str = "",
) -> User:
    """Create a user with roles at branches (None = every branch).

    A `password` of None means that the person cannot sign in yet. Raises ValidationError for a weak one.
    """
    user = User(username=username, name=name, language=language, email=email)
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    user.save()
    set_roles(user, roles)
    return user


@transaction.atomic
def set_roles(user: User, roles: Iterable[tuple[str, Branch | None]]) -> None:
    """Make `roles` the roles of `user`, exactly: missing ones are added, others taken away (both audited)."""
    wanted = {(str(role), branch.pk if branch else None) for role, branch in roles}
    for held in user.roles.all():
        if (held.role, held.branch_id) in wanted:
            wanted.discard((held.role, held.branch_id))
        else:
            held.delete()
    for role, branch_id in sorted(wanted, key=str):
        RoleAssignment.objects.create(user=user, role=role, branch_id=branch_id)
    for cached in ("_held", "assignments", "rights"):
        user.__dict__.pop(cached, None)


def change_password(user: User, password: str) -> None:
    """Give `user` another password; every sign-in with the old one ends. Raises ValidationError for a weak one."""
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])


@transaction.atomic
def block_user(user: User) -> None:
    """Keep `user` out from now on, also where they are signed in. Raises Refused for the last owner."""
    others = User.objects.select_for_update().filter(is_active=True, roles__role=Role.OWNER).exclude(pk=user.pk)
    if user.roles.filter(role=Role.OWNER).exists() and not others:
        raise Refused(
            "last_owner",
            _("%(name)s is the only owner who can sign in. Make somebody else an owner first."),
            {"name": user},
        )
    user.is_active = False
    user.save(update_fields=["is_active"])


def unblock_user(user: User) -> None:
    """Let `user` sign in again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
