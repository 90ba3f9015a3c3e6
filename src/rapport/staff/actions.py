"""Writes on branches and users that cross objects."""

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from rapport.staff.models import Branch, RoleAssignment, User


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
    for cached in ("assignments", "rights"):
        user.__dict__.pop(cached, None)
