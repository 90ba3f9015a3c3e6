"""What the library says of second steps, in the clinic's words."""

from __future__ import annotations

from typing import ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc]
    """Names and refusals of second steps. Passkeys belong to the address under which the clinic opens Rapport."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This was not right. A code of the app holds for 30 seconds: try with the next one."),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first: codes are for when it is lost."),
    }

    def get_totp_issuer(self) -> str:
        return f"Rapport {self._get_site_name()}"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        return gettext("This device")
