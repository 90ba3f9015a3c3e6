"""Secrets of the accounts are kept sealed: who has the database alone, or a backup of it, has none of them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused

_FOR = b"rapport: secrets of channel accounts"


def seal(secrets: Mapping[str, str]) -> bytes:
    """The values as they are kept: encrypted with a key that comes of the installation's own (SECRET_KEY)."""
    return _box().encrypt(json.dumps(dict(secrets)).encode()) if secrets else b""


def unseal(sealed: bytes | memoryview) -> dict[str, str]:
    """The values. Raises Refused where this installation cannot open them: they were sealed by another key."""
    sealed = bytes(sealed)
    if not sealed:
        return {}
    try:
        found: dict[str, str] = json.loads(_box().decrypt(sealed))
    except InvalidToken as error:
        said = _(
            "The passwords and keys of this account were sealed on another installation and cannot be opened. "
            "Type them in again, or start with the secret key of that installation."
        )
        raise Refused("sealed_elsewhere", said) from error
    return found


def _box() -> MultiFernet:
    """Seals with the present key, opens with former ones too."""
    return MultiFernet([Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(key: str | bytes) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=_FOR)
    return base64.urlsafe_b64encode(kdf.derive(key.encode() if isinstance(key, str) else key))
