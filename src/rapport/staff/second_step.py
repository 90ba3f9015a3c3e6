"""The second step of signing in: of which roles it is asked, and taken away when it is lost (REC-12)."""

from __future__ import annotations

from collections.abc import Collection

from allauth.mfa.models import Authenticator
from django.db import transaction

from rapport.staff.models import RequiredSecondStep, User
from rapport.staff.roles import Role

# those who see everything; a guessed password of theirs opens the whole house
RECOMMENDED = frozenset({Role.OWNER, Role.AUDITOR})


@transaction.atomic
def require_second_step(roles: Collection[str], *, by: User) -> None:
    """Ask for a second step of whoever holds one of `roles` anywhere, and of nobody else (audited)."""
    for asked in RequiredSecondStep.objects.exclude(role__in=roles):
        asked.delete()
    for role in Role:
        if role in roles:
            RequiredSecondStep.objects.get_or_create(role=role, defaults={"by": by})


@transaction.atomic
def remove_second_step(user: User) -> int:
    """Take away what `user` lost: app, passkeys and recovery codes; the password alone opens then (audited). Gives
    how many there were."""
    lost = list(Authenticator.objects.filter(user=user))
    for step in lost:
        step.delete()
    return len(lost)
