import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from rapport.lib.refusal import Refused
from rapport.staff.signing_in import begin_try, settle_try


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by those who manage users; nobody signs up. Who may try a password is `staff.door`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        name = str(credentials.get("username") or "")
        second_step = Authenticator.objects.filter(user__username=name).exists()
        try:
            begun = begin_try(name, client_address(request), second_step=second_step)
        except Refused as refused:
            raise ValidationError(refused.message, code=refused.code) from refused
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        settle_try(begun, succeeded=user is not None)
        return user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in a moment ago is not asked again before a change to how they sign in."""
        request = context.request
        last = max((record["at"] for record in get_authentication_records(request, request.user)), default=0)
        fresh = time.time() - last < account_settings.REAUTHENTICATION_TIMEOUT
        return not fresh and bool(super().is_reauthentication_required(app=app, **kwargs))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The library would count by address alone, and shut a whole clinic out."""

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing was counted by the library."""


def client_address(request: HttpRequest) -> str:
    """Where a request comes from: behind proxies of the clinic's own (RAPPORT_PROXIES), what they say; nobody else
    is believed."""
    address = str(request.META["REMOTE_ADDR"])
    said = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while address in settings.RAPPORT_PROXIES and said:
        address = said.pop()
    return address
