"""What is shown of a phone, an address or a handle to those who need not know it: enough to tell two apart."""

from __future__ import annotations

import re

DOTS = "•••"
# the key of a private link: no words of a page, so there are capitals or digits in it
_KEY = re.compile(r"(https?://\S*?/)(?=[\w-]*[A-Z0-9])[\w-]{20,}/?", re.ASCII)
_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")


def mask_phone(value: str) -> str:
    """138 **** 8000: the beginning and the last four digits of a number; nothing of a short one."""
    digits = re.sub(r"\D", "", value)
    if len(digits) < 10:
        return DOTS
    if digits.startswith("86") and len(digits) == 13:
        digits = digits[2:]
    elif value.startswith("+"):
        return f"+{digits[:-9]} *** {digits[-4:]}" if len(digits) > 10 else f"*** {digits[-4:]}"
    return f"{digits[:3]} **** {digits[-4:]}"


def mask_email(value: str) -> str:
    """m•••@mail.ru: the first letter and the host."""
    name, at, host = value.partition("@")
    return f"{name[:1]}{DOTS}@{host}" if at else mask_handle(value)


def mask_handle(value: str) -> str:
    """w•••: the first letter of a WeChat or Telegram name."""
    return f"{value[:1]}{DOTS}"


def mask_keys(text: str) -> str:
    """https://clinic.example/s/•••: where a private link leads, but not its key. Whoever has the key speaks as the
    client it was sent to."""
    return _KEY.sub(rf"\1{DOTS}", text)


def mask_code(text: str) -> str:
    """••• in place of the six digits by which somebody is recognised. For messages with a code alone: in others
    they are a price or a number."""
    return _CODE.sub(DOTS, text)
