"""Whoever holds a role of which a second step is asked sets one up before anything else opens (REC-12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rapport.staff.models import User
from rapport.web.roles_table import MACHINE, PUBLIC, ROLE_TABLE

# what leads to a second step
_WAY = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"})


def second_steps() -> QuerySet[Authenticator]:
    """Everybody's apps and passkeys. Recovery codes alone are none: they are for when one of these is lost."""
    steps: QuerySet[Authenticator] = Authenticator.objects.filter(
        type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    )
    return steps


def lacks_second_step(user: User) -> bool:
    """Whether a role of `user` asks for a second step that they do not have. No query where none is asked."""
    return user.needs_second_step and not second_steps().filter(user_id=user.pk).exists()


class SecondStepMiddleware:
    """Leads whoever lacks a second step to the page where it is set up; stands after the role table."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not isinstance(request.user, User) or name in _WAY or ROLE_TABLE.get(name) in (PUBLIC, MACHINE):
            return None
        return redirect("mfa_index") if lacks_second_step(request.user) else None
