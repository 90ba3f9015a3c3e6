"""The library's forms of signing in, with the clinic's words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_CODE = _("Code")


class InOurWords:
    """Gives the fields of a form our labels, and takes the placeholders away, which would only repeat them."""

    labels: ClassVar[dict[str, Promise]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label = label
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs["inputmode"] = "numeric"


class SecondStepForm(InOurWords, codes.AuthenticateForm):  # type: ignore[misc]
    labels: ClassVar = {"code": _CODE}


class ConfirmByCodeForm(InOurWords, codes.ReauthenticateForm):  # type: ignore[misc]
    labels: ClassVar = {"code": _CODE}


class AppForm(InOurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels: ClassVar = {"code": _("Code that the app shows")}


class PasskeyForm(InOurWords, passkeys.AddWebAuthnForm):  # type: ignore[misc]
    labels: ClassVar = {"name": _("Name of this passkey")}


class PasskeyNameForm(InOurWords, passkeys.EditWebAuthnForm):  # type: ignore[misc]
    labels: ClassVar = {"name": _("Name of this passkey")}


class ConfirmByPasswordForm(InOurWords, account.ReauthenticateForm):  # type: ignore[misc]
    labels: ClassVar = {"password": _("Password")}


class PasswordForm(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]
    labels: ClassVar = {
        "oldpassword": _("The password you have now"),
        "password1": _("New password"),
        "password2": _("New password once more"),
    }


class FirstPasswordForm(InOurWords, account.SetPasswordForm):  # type: ignore[misc]
    labels: ClassVar = {"password1": _("New password"), "password2": _("New password once more")}
